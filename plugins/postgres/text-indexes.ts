import pg from 'pg';
import { dropIndex, ensureIndex } from './sealed-indexes.js';

/** Fields of a partition whose texts are indexed: each takes 10 to 50 bytes for a row that has it. */
const MOST_FIELDS = 8;

const INDEXED = `SELECT field FROM laf.partition_values WHERE partition = $1 AND texts ORDER BY field`;
const VALID = 'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)';

/** The texts of a field in SQL, letter for letter as the index has them. */
export function textOf(field: string): string {
  return `(metadata ->> ${pg.escapeLiteral(field)})`;
}

/**
 * Builds one GIN of trigrams over fields of a sealed partition that have too many texts to be listed: it serves
 * `path:/api*` and `path:~"^/api"`. One that is there stays, with the fields that it has.
 *
 * @param wanted the fields it is to have, the most important first
 * @param schemas of the extensions that are there
 * @returns the fields it has
 */
export async function indexTexts(
  client: pg.ClientBase,
  partition: string,
  wanted: readonly string[],
  schemas: ReadonlyMap<string, string>,
): Promise<string[]> {
  const schema = schemas.get('pg_trgm');
  const name = `${partition}_texts`;
  if (schema === undefined) return [];
  const before = (await client.query<{ field: string }>(INDEXED, [partition])).rows.map(({ field }) => field);
  const { rows } = await client.query<{ valid: boolean }>(VALID, [`laf.${name}`]);
  if (rows[0]?.valid && before.length > 0) return before;
  // Which fields it has is not known any more.
  if (rows[0]?.valid) await dropIndex(client, name);
  const fields = wanted.slice(0, MOST_FIELDS);
  if (fields.length === 0) return [];
  const columns = fields.map((field) => `${textOf(field)} ${schema}.gin_trgm_ops`);
  const made = await ensureIndex(client, { partition, name, definition: `gin (${columns.join(', ')})` });
  if (!made) return [];
  await client.query(`ANALYZE laf.${partition}`);
  return fields;
}
