import { ask, type Experiment, fill } from './trial.js';

/** One of twenty rows with a trace of about 5 kB, each line of it another event's message; the others are too short for TOAST. */
const LONG = `
  SELECT id, "timestamp", received_at, level, source, application, format,
    CASE WHEN id % 20 = 0 THEN (SELECT string_agg('    at ' || message || ' (' || other.id || ')', E'\\n')
      FROM (SELECT id, message FROM rows AS near WHERE near.id > rows.id ORDER BY near.id LIMIT 60) AS other)
      ELSE message END, metadata
  FROM rows`;

/** Made anew: what TOAST has compressed or moved out already would be taken over as it is. */
const COPIED = `
  SELECT id, "timestamp", received_at, level, source, application, format, message || '', metadata FROM long`;

const VARIANTS: Record<string, string> = {
  pglz: `ALTER COLUMN message SET COMPRESSION pglz`,
  lz4: `ALTER COLUMN message SET COMPRESSION lz4`,
  'not compressed': `ALTER COLUMN message SET STORAGE EXTERNAL`,
  'in the row while it fits (MAIN)': `ALTER COLUMN message SET STORAGE MAIN`,
};

export const toast: Experiment = {
  question: 'TOAST: compression and place of long texts, one row of twenty with 5 kB',
  run: async (sql, rows) => {
    await sql.query('CREATE INDEX IF NOT EXISTS rows_id ON rows (id)');
    await sql.query('CREATE TABLE long AS SELECT * FROM rows LIMIT 0');
    await sql.query(`INSERT INTO long ${LONG}`);
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    const { rows: known } = await sql.query<{ lz4: boolean }>(
      `SELECT 'lz4' = ANY (enumvals) AS lz4 FROM pg_settings WHERE name = 'default_toast_compression'`,
    );
    for (const [name, change] of Object.entries(VARIANTS)) {
      // Not every PostgreSQL is built with it; the embedded one is not.
      if (name === 'lz4' && !known[0]!.lz4) continue;
      await sql.query('DROP TABLE IF EXISTS shape');
      await sql.query('CREATE TABLE shape (LIKE rows)');
      await sql.query(`ALTER TABLE shape ${change}`);
      const filled = await fill(sql, rows, '(LIKE shape INCLUDING STORAGE INCLUDING COMPRESSION)', COPIED);
      const search = await ask(sql, `SELECT count(*) FROM variant WHERE message ILIKE '%nothing%'`);
      const levels = await ask(sql, 'SELECT level, count(*) FROM variant GROUP BY level');
      figures[name] = { ...filled, search_ms: search.ms, levels_ms: levels.ms };
    }
    await sql.query('DROP TABLE long, shape');
    return figures;
  },
};
