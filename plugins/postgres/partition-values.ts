import type pg from 'pg';
import { NUMBER_TEXT } from '../../pipeline/filter/decimal.js';
import { sqlState } from './database.js';

/** Fields with more different values than this are known by their least and greatest number only. */
const MOST_VALUES = 1000;
/** Characters of all values of a field: a search reads them of each partition that it comes to. */
const MOST_CHARACTERS = 16_384;
/** Partitions whose metadata has more names than this go without. */
const MOST_FIELDS = 1000;
/** Rows of the sample that says which fields have many values. */
const SAMPLE_ROWS = 20_000;
/** Late rows take what is known away; it is read anew so long after it was last. */
const AGAIN_AFTER = '1 hour';
/** The trigger waits for writers of this partition, and they would wait behind it. */
const LOCK_MILLIS = 1000;
const LOCK_NOT_AVAILABLE = '55P03';

const UNKNOWN = `
  SELECT name FROM laf.partitions
  WHERE state = 'sealed' AND known <> 'made' AND (known_at IS NULL OR known_at < now() - interval '${AGAIN_AFTER}')
  ORDER BY starts DESC`;

/** Numbers, and texts that filters compare as numbers; the CASE keeps the cast from others. */
const NUMBER = `
  CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::numeric
    WHEN 'string' THEN CASE WHEN value #>> '{}' ~ '${NUMBER_TEXT}' THEN (value #>> '{}')::numeric END END`;
const MANY = (name: string, percent: number) => `
  SELECT coalesce(array_agg(key), '{}') AS fields FROM (
    SELECT key FROM laf.${name} TABLESAMPLE SYSTEM (${percent}) CROSS JOIN LATERAL jsonb_each(metadata)
    GROUP BY key HAVING count(DISTINCT value) > ${MOST_VALUES}) AS fields`;
const READ = (name: string) => `
  INSERT INTO laf.partition_values (partition, field, values, least, greatest, nested)
  SELECT $1, key,
    CASE WHEN bool_and(value IS NOT NULL) AND count(*) <= ${MOST_VALUES} AND sum(length(value::text)) <= ${MOST_CHARACTERS}
      THEN jsonb_agg(jsonb_build_array(value, events)) END,
    min(least), max(greatest), bool_or(nested)
  FROM (
    SELECT key, CASE WHEN key <> ALL ($2::text[]) THEN value END AS value, count(*) AS events,
      min(${NUMBER}) AS least, max(${NUMBER}) AS greatest, bool_or(jsonb_typeof(value) IN ('array', 'object')) AS nested
    FROM laf.${name} CROSS JOIN LATERAL jsonb_each(metadata) GROUP BY 1, 2
  ) AS counted
  GROUP BY key`;

/** Names of sealed partitions whose values are to be read, the newest first. */
export async function withoutValues(client: pg.ClientBase): Promise<string[]> {
  return (await client.query<{ name: string }>(UNKNOWN)).rows.map(({ name }) => name);
}

/** Reads what values a sealed partition has. What is written meanwhile, or later, makes them unknown again. */
export async function readValues(client: pg.ClientBase, name: string): Promise<void> {
  if (!(await watch(client, name))) return;
  await client.query(`UPDATE laf.partitions SET known = 'making', known_at = now() WHERE name = $1`, [name]);
  const { rows: sizes } = await client.query<{ rows: number }>(
    'SELECT greatest(reltuples, 1)::float8 AS rows FROM pg_class WHERE oid = to_regclass($1)',
    [`laf.${name}`],
  );
  const percent = Math.min(100, (100 * SAMPLE_ROWS) / sizes[0]!.rows);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const { rows } = await client.query<{ fields: string[] }>(MANY(name, percent));
  await client.query('DELETE FROM laf.partition_values WHERE partition = $1', [name]);
  const { rowCount } = await client.query(READ(name), [name, rows[0]!.fields]);
  await client.query((rowCount ?? 0) > MOST_FIELDS ? 'ROLLBACK' : 'COMMIT');
  if ((rowCount ?? 0) > MOST_FIELDS) return;
  await client.query(`UPDATE laf.partitions SET known = 'made' WHERE name = $1 AND known = 'making'`, [name]);
}

/** False while writers are at the partition: then it is tried again later. */
async function watch(client: pg.ClientBase, name: string): Promise<boolean> {
  await client.query(`SET lock_timeout = ${LOCK_MILLIS}`);
  try {
    await client.query(
      `CREATE OR REPLACE TRIGGER values_changed AFTER INSERT OR UPDATE ON laf.${name}
       FOR EACH ROW EXECUTE FUNCTION laf.values_changed()`,
    );
    return true;
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    return false;
  } finally {
    await client.query('RESET lock_timeout');
  }
}
