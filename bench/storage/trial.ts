import type pg from 'pg';

/** What a variant costs and gives, by name with its unit: `bytes_a_row`, `insert_s`. */
export type Figures = Readonly<Record<string, number>>;

/** A question about how logs are best stored: its variants, measured on the rows of the table `rows`. */
export interface Experiment {
  readonly question: string;
  run(sql: pg.Client, rows: number): Promise<Record<string, Figures>>;
}

export const COLUMNS = 'id, "timestamp", received_at, level, source, application, format, message, metadata';

/** Runs SQL. @returns seconds */
export async function timed(sql: pg.Client, text: string): Promise<number> {
  const start = performance.now();
  await sql.query(text);
  return rounded((performance.now() - start) / 1000);
}

/**
 * Makes the table `variant` and puts all rows into it.
 *
 * @param definition what follows CREATE TABLE variant
 * @param select where its rows come from
 */
export async function fill(
  sql: pg.Client,
  rows: number,
  definition: string,
  select = `SELECT ${COLUMNS} FROM rows`,
): Promise<{ insert_s: number; bytes_a_row: number }> {
  await sql.query('DROP TABLE IF EXISTS variant');
  await sql.query(`CREATE TABLE variant ${definition}`);
  await sql.query('CHECKPOINT');
  const insert_s = await timed(sql, `INSERT INTO variant ${select}`);
  await sql.query('VACUUM ANALYZE variant');
  return { insert_s, bytes_a_row: await bytesPerRow(sql, 'pg_table_size', 'variant', rows) };
}

/** Builds the index `variant_index` on `variant`. */
export async function index(
  sql: pg.Client,
  rows: number,
  definition: string,
): Promise<{ build_s: number; bytes_a_row: number }> {
  await sql.query('DROP INDEX IF EXISTS variant_index');
  const build_s = await timed(sql, `CREATE INDEX variant_index ON variant USING ${definition}`);
  return { build_s, bytes_a_row: await bytesPerRow(sql, 'pg_relation_size', 'variant_index', rows) };
}

async function bytesPerRow(sql: pg.Client, size: string, relation: string, rows: number): Promise<number> {
  const result = await sql.query<{ bytes: number }>(`SELECT ${size}($1)::float8 AS bytes`, [relation]);
  return rounded(result.rows[0]!.bytes / rows);
}

const ASKED = 5;

/** The middle of five answers in milliseconds, and the blocks that one reads. */
export async function ask(sql: pg.Client, query: string): Promise<{ ms: number; blocks: number }> {
  const taken: number[] = [];
  let blocks = 0;
  for (let turn = 0; turn < ASKED; turn++) {
    const { rows } = await sql.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) ${query}`);
    const { Plan, 'Execution Time': millis } = rows[0]['QUERY PLAN'][0];
    taken.push(millis);
    blocks = Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
  }
  return { ms: rounded(taken.sort((a, b) => a - b)[(ASKED - 1) / 2]!), blocks };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
