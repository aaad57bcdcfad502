import type pg from 'pg';

/*
 * What a sealed partition is asked by. Each serves conditions as filter-sql.ts writes them; filter-sql.test.ts holds
 * that. docs/storage.md has their sizes and what was tried instead.
 */

interface SealedIndex {
  readonly suffix: string;
  /** The extension whose operator class it needs; the index is left out where it cannot be had. */
  readonly extension?: string;
  /** @param schema where the extension is */
  readonly definition: (schema: string) => string;
}

const SEALED_INDEXES: readonly SealedIndex[] = [
  // A record by its id: BRIN has to read a thousand pages where several writers took turns.
  { suffix: 'id', definition: () => 'btree (id)' },
  // The fields of every event: 4 bytes a row, as their values recur.
  {
    suffix: 'fields',
    extension: 'btree_gin',
    definition: (schema) =>
      `gin (${['level', 'source', 'application', 'format'].map((field) => `${field} ${schema}.text_ops`).join(', ')})`,
  },
  // Equality in metadata, by jsonpath.
  { suffix: 'metadata', definition: () => 'gin (metadata jsonb_path_ops)' },
  // Words, phrases, wildcards and regular expressions are found in the middle of a word, too, as tsvector cannot.
  {
    suffix: 'message',
    extension: 'pg_trgm',
    definition: (schema) => `gin (message ${schema}.gin_trgm_ops)`,
  },
];

export const EXTENSIONS: readonly string[] = SEALED_INDEXES.flatMap(({ extension }) => extension ?? []);

/** Schemas of the extensions that are there, by name; what is not is made in `laf` where the user may. */
export async function extensionSchemas(
  client: pg.ClientBase,
  onMissing: (extension: string, error: unknown) => void,
): Promise<Map<string, string>> {
  for (const name of EXTENSIONS) {
    const { rowCount } = await client.query('SELECT FROM pg_extension WHERE extname = $1', [name]);
    if (rowCount !== 0) continue;
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA laf`).catch((error) => {
      onMissing(name, error);
    });
  }
  const { rows } = await client.query<{ name: string; schema: string }>(
    `SELECT extname AS name, quote_ident(nspname) AS schema
     FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = ANY ($1)`,
    [EXTENSIONS],
  );
  return new Map(rows.map(({ name, schema }) => [name, schema]));
}

export interface PartitionIndex {
  readonly partition: string;
  readonly name: string;
  /** What follows USING. */
  readonly definition: string;
}

/** Names and definitions of the indexes that a partition gets, those left out whose extension is not there. */
export function indexesOf(partition: string, schemas: ReadonlyMap<string, string>): PartitionIndex[] {
  return SEALED_INDEXES.filter(({ extension }) => extension === undefined || schemas.has(extension)).map(
    ({ suffix, extension, definition }) => ({
      partition,
      name: `${partition}_${suffix}`,
      definition: definition(schemas.get(extension ?? '') ?? 'laf'),
    }),
  );
}

/** Null: there is none. An index that another session is building is not valid either, and is left to it. */
const STATE = `
  SELECT indisvalid AS valid,
    EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid) AS building
  FROM pg_index WHERE indexrelid = to_regclass($1)`;

/** Builds an index that is not there; what a crash has left of it is dropped. @returns false while another session builds it */
export async function ensureIndex(client: pg.ClientBase, index: PartitionIndex): Promise<boolean> {
  const { rows } = await client.query<{ valid: boolean; building: boolean }>(STATE, [`laf.${index.name}`]);
  const [there] = rows;
  if (there?.valid) return true;
  if (there?.building) return false;
  if (there !== undefined) await dropIndex(client, index.name);
  await client.query(
    `CREATE INDEX CONCURRENTLY ${index.name} ON laf.${index.partition} USING ${index.definition}`,
  );
  return true;
}

export async function dropIndex(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`DROP INDEX CONCURRENTLY IF EXISTS laf.${name}`);
}
