import { ask, type Experiment, fill, index } from './trial.js';

/** A subquery that is answered before the index is read. */
const NEWEST = '(SELECT max("timestamp") FROM rows)';

export const brinRanges: Experiment = {
  question: 'pages a range of the BRIN index on (timestamp, id)',
  run: async (sql, rows) => {
    await sql.query('CREATE INDEX IF NOT EXISTS rows_time ON rows ("timestamp")');
    await fill(sql, rows, '(LIKE rows)');
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    for (const pages of [8, 32, 128]) {
      const built = await index(sql, rows, `brin ("timestamp", id) WITH (pages_per_range = ${pages})`);
      const window = await ask(
        sql,
        `SELECT count(*) FROM variant WHERE "timestamp" >= ${NEWEST} - interval '2 minutes'
           AND "timestamp" < ${NEWEST} - interval '1 minute'`,
      );
      figures[`${pages}`] = { ...built, minute_blocks: window.blocks, minute_ms: window.ms };
    }
    return figures;
  },
};
