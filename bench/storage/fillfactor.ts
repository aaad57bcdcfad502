import { ask, type Experiment, fill } from './trial.js';

export const fillfactor: Experiment = {
  question: 'fillfactor: rows are never updated, so room for it is only read',
  run: async (sql, rows) => {
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    for (const percent of [100, 90, 70]) {
      const filled = await fill(sql, rows, `(LIKE rows) WITH (fillfactor = ${percent})`);
      const scan = await ask(sql, `SELECT count(*) FROM variant WHERE message LIKE '%nothing%'`);
      figures[`${percent}`] = { ...filled, scan_ms: scan.ms };
    }
    return figures;
  },
};
