import type pg from 'pg';
import { type Experiment, timed } from './trial.js';

const PORTIONS = 20;
/** autovacuum_vacuum_insert_scale_factor: vacuumed once so much of the table is new. */
const SCALE = 0.2;

/** Writes all rows in portions, vacuumed as autovacuum does it, and freezes them at the end as sealing does. */
async function write(sql: pg.Client, rows: number, scale: number) {
  await sql.query('DROP TABLE IF EXISTS variant');
  await sql.query('CREATE TABLE variant (LIKE rows) WITH (autovacuum_enabled = off)');
  await sql.query('CREATE INDEX ON variant USING brin ("timestamp", id) WITH (pages_per_range = 32)');
  const portion = Math.ceil(rows / PORTIONS);
  let [insert_s, meanwhile_s, vacuums, fresh] = [0, 0, 0, 0];
  for (let written = 0; written < rows; written += portion) {
    insert_s += await timed(
      sql,
      `INSERT INTO variant SELECT * FROM rows ORDER BY "timestamp", id OFFSET ${written} LIMIT ${portion}`,
    );
    fresh += portion;
    if (fresh < (written + portion) * scale) continue;
    meanwhile_s += await timed(sql, 'VACUUM ANALYZE variant');
    vacuums += 1;
    fresh = 0;
  }
  const sealing_s = await timed(sql, 'VACUUM (FREEZE, ANALYZE) variant');
  return { insert_s, vacuums, meanwhile_s, sealing_s };
}

export const vacuum: Experiment = {
  question: 'autovacuum of a partition while it is written, or only when it is sealed',
  run: async (sql, rows) => ({
    'while it is written, as by default': await write(sql, rows, SCALE),
    'only when it is sealed': await write(sql, rows, Number.POSITIVE_INFINITY),
  }),
};
