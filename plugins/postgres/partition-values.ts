import type pg from 'pg';
import { sqlState } from './database.js';
import { indexTexts } from './text-indexes.js';

/** Fields with more different values than this are known by their least and greatest number, where all are numbers. */
const MOST_VALUES = 1000;
/** Characters of all values of a field: a search reads them of each partition that it comes to. */
const MOST_CHARACTERS = 16_384;
/** Partitions whose metadata has more names than this go without. */
const MOST_FIELDS = 1000;
/** Rows of the sample that says which fields have many values. */
const SAMPLE_ROWS = 20_000;
/** Each such field takes one look at every row. */
const MOST_RANGES = 20;
/** Characters of a text in the mean: trigrams of longer ones take too much room. */
const MOST_LENGTH = 100;
/** Late rows take what is known away; it is read anew so long after it was last. */
const AGAIN_AFTER = '1 hour';
/** The trigger waits for writers of this partition, and they would wait behind it. */
const LOCK_MILLIS = 1000;
const LOCK_NOT_AVAILABLE = '55P03';

const UNKNOWN = `
  SELECT name FROM laf.partitions
  WHERE state = 'sealed' AND known <> 'made' AND (known_at IS NULL OR known_at < now() - interval '${AGAIN_AFTER}')
  ORDER BY starts DESC`;

/** Of a sample: a field that has many values there. */
interface SampledField {
  readonly field: string;
  readonly numbers: boolean;
  /** All are texts, and not too long to be indexed. */
  readonly texts: boolean;
}

/** The most frequent first. */
const MANY_VALUED = (name: string, percent: number) => `
  SELECT key AS field, bool_and(jsonb_typeof(value) = 'number') AS numbers,
    bool_and(jsonb_typeof(value) = 'string') AND avg(length(value #>> '{}')) <= ${MOST_LENGTH} AS texts
  FROM laf.${name} TABLESAMPLE SYSTEM (${percent}) CROSS JOIN LATERAL jsonb_each(metadata)
  GROUP BY key HAVING count(DISTINCT value) > ${MOST_VALUES} ORDER BY count(*) DESC, key`;
/** All values of the other fields; of one that has too many after all nothing is known but that it is there. */
const ADD_VALUES = (name: string) => `
  INSERT INTO laf.partition_values (partition, field, values, unclear)
  SELECT $1, key, CASE WHEN few THEN values END, NOT few
  FROM (
    SELECT key, count(*) <= ${MOST_VALUES} AND sum(length(value::text)) <= ${MOST_CHARACTERS} AS few,
      jsonb_agg(jsonb_build_array(value, events)) FILTER (WHERE position <= ${MOST_VALUES}) AS values
    FROM (
      SELECT key, value, count(*) AS events, row_number() OVER (PARTITION BY key) AS position
      FROM laf.${name} CROSS JOIN LATERAL jsonb_each(metadata) WHERE key <> ALL ($2::text[]) GROUP BY key, value
    ) AS counted GROUP BY key
  ) AS fields`;
const ADD_RANGE = (name: string) => `
  INSERT INTO laf.partition_values (partition, field, least, greatest, unclear)
  SELECT $1, $2::text, min(number), max(number), NOT coalesce(bool_and(number IS NOT NULL), false)
  FROM (
    SELECT CASE jsonb_typeof(value) WHEN 'number' THEN value::numeric END AS number
    FROM (SELECT metadata->$2::text AS value FROM laf.${name}) AS field WHERE value IS NOT NULL
  ) AS numbers`;
const ADD_TEXTS = (name: string) => `
  INSERT INTO laf.partition_values (partition, field, unclear, texts)
  SELECT $1, $2::text, true, coalesce(bool_and(jsonb_typeof(value) = 'string'), false)
  FROM (SELECT metadata->$2::text AS value FROM laf.${name}) AS field WHERE value IS NOT NULL`;
const ADD_UNCLEAR = `
  INSERT INTO laf.partition_values (partition, field, unclear) SELECT $1, unnest($2::text[]), true`;

/** Names of sealed partitions whose values are to be read, the newest first. */
export async function withoutValues(client: pg.ClientBase): Promise<string[]> {
  return (await client.query<{ name: string }>(UNKNOWN)).rows.map(({ name }) => name);
}

/**
 * Reads what values a sealed partition has, and builds the index of its texts. What is written meanwhile, or later, makes
 * them unknown again.
 */
export async function readValues(
  client: pg.ClientBase,
  name: string,
  schemas: ReadonlyMap<string, string>,
): Promise<void> {
  if (!(await watch(client, name))) return;
  await client.query(`UPDATE laf.partitions SET known = 'making', known_at = now() WHERE name = $1`, [name]);
  const many = await manyValued(client, name);
  if (many.length > MOST_FIELDS) return;
  const texts = await indexTexts(client, name, textFields(many), schemas);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL max_parallel_workers_per_gather = 0');
  const all = await addFields(client, name, many, texts);
  await client.query(all ? 'COMMIT' : 'ROLLBACK');
  if (!all) return;
  await client.query(`UPDATE laf.partitions SET known = 'made' WHERE name = $1 AND known = 'making'`, [name]);
}

async function manyValued(client: pg.ClientBase, name: string): Promise<SampledField[]> {
  const { rows } = await client.query<{ rows: number }>(
    'SELECT greatest(reltuples, 1)::float8 AS rows FROM pg_class WHERE oid = to_regclass($1)',
    [`laf.${name}`],
  );
  const percent = Math.min(100, (100 * SAMPLE_ROWS) / rows[0]!.rows);
  return (await client.query<SampledField>(MANY_VALUED(name, percent))).rows;
}

function textFields(many: readonly SampledField[]): string[] {
  return many.filter(({ texts }) => texts).map(({ field }) => field);
}

/** @returns false when there are too many fields */
async function addFields(
  client: pg.ClientBase,
  name: string,
  many: readonly SampledField[],
  texts: readonly string[],
): Promise<boolean> {
  await client.query('DELETE FROM laf.partition_values WHERE partition = $1', [name]);
  for (const field of texts) await client.query(ADD_TEXTS(name), [name, field]);
  const others = many.filter(({ field }) => !texts.includes(field));
  const ranges = others.filter(({ numbers }) => numbers).slice(0, MOST_RANGES);
  for (const { field } of ranges) await client.query(ADD_RANGE(name), [name, field]);
  const unclear = others.filter((field) => !ranges.includes(field)).map(({ field }) => field);
  await client.query(ADD_UNCLEAR, [name, unclear]);
  const seen = [...texts, ...others.map(({ field }) => field)];
  const { rowCount } = await client.query(ADD_VALUES(name), [name, seen]);
  return seen.length + (rowCount ?? 0) <= MOST_FIELDS;
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
