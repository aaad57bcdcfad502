/* How logs are best stored: variants of the tables beside each other. See bench/README.md. */
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { MEAN_MILLIS_APART } from '../cli/generate/clock.js';
import { loadedLines } from './query/events.js';
import { benchSink, Loader } from './query/load.js';
import { brinRanges } from './storage/brin-ranges.js';
import { columnTypes } from './storage/column-types.js';
import { copyFormat } from './storage/copy-format.js';
import { fillfactor } from './storage/fillfactor.js';
import { textIndex } from './storage/text-index.js';
import { toast } from './storage/toast.js';
import type { Experiment } from './storage/trial.js';
import { vacuum } from './storage/vacuum.js';
import { onFreshTables } from './support/engines.js';
import { report } from './support/results.js';

const EXPERIMENTS: Record<string, Experiment> = {
  ...{ 'column-types': columnTypes, 'brin-ranges': brinRanges, fillfactor, toast, vacuum },
  ...{ 'text-index': textIndex, 'copy-format': copyFormat },
};
const NODE = 1;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '300000' },
    only: { type: 'string', default: Object.keys(EXPERIMENTS).join() },
    record: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);

await onFreshTables(async (url, sql) => {
  await load(url, sql);
  const results: Record<string, object> = {};
  for (const name of values.only.split(',')) {
    const experiment = EXPERIMENTS[name];
    if (experiment === undefined) {
      throw new Error(
        `--only: no experiment is called "${name}"; there are ${Object.keys(EXPERIMENTS).join(', ')}`,
      );
    }
    console.error(`\n${name}: ${experiment.question}`);
    const figures = await experiment.run(sql, rows);
    for (const [variant, costs] of Object.entries(figures)) {
      const text = Object.entries(costs).map(([figure, value]) => `${figure} ${Number(value.toFixed(2))}`);
      console.error(`  ${variant.padEnd(38)} ${text.join('  ')}`);
    }
    results[name] = figures;
  }
  await report('storage', { rows, ...results }, values.record);
});

/** The table `rows`: events of the reference workload as the sink writes them. */
async function load(url: string, sql: pg.Client): Promise<void> {
  const sink = benchSink(url);
  await sink.start();
  const lines = loadedLines(rows, Date.now() - rows * MEAN_MILLIS_APART);
  await (await Loader.create(sink, lines, NODE)).write(rows);
  await sink.stop();
  await sql.query('CREATE TABLE rows (LIKE laf.logs)');
  await sql.query('INSERT INTO rows SELECT * FROM laf.logs ORDER BY "timestamp", id');
  await sql.query('VACUUM ANALYZE rows');
}
