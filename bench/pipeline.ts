/* The whole path against COPY of finished rows: see bench/README.md. */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../plugins/postgres/migrate.js';
import { copyFinishedRows, exportRows } from './pipeline/limit.js';
import { PipelineBench, type PipelineRun } from './pipeline/run.js';
import { startEngines } from './support/engines.js';
import { median } from './support/median.js';
import { report } from './support/results.js';
import { recentWorkload } from './support/workload.js';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    workers: { type: 'string', default: '2' },
    profile: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

const [lines, rounds, workers] = [Number(values.lines), Number(values.rounds), Number(values.workers)];
/** A CPU profile of each process, written when it ends. */
const flags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];

const workload = await recentWorkload(lines);
const engines = await startEngines();
try {
  await migrate(engines.postgresUrl);
  const client = new pg.Client({ connectionString: engines.postgresUrl });
  await client.connect();
  const bench = new PipelineBench(engines, client, { nodeFlags: flags });
  await bench.start(workers);
  await bench.run(workload); // Warms the machine; its rows are those that COPY gets.
  const rows = await exportRows(client, engines.folder);
  const limits: number[] = [];
  const runs: PipelineRun[] = [];
  for (let round = 0; round < rounds; round++) {
    limits.push(await copyFinishedRows(client, engines.postgresUrl, rows));
    runs.push(await bench.run(workload));
    const [limit, run] = [limits.at(-1)!, runs.at(-1)!];
    console.error(`round ${round + 1}: COPY ${perSecond(limit)}/s, pipeline ${perSecond(run.seconds)}/s`);
  }
  await bench.stop();
  await client.end();
  const ratio = median(limits.map((limit, i) => limit / runs[i]!.seconds));
  const result = {
    lines,
    workers,
    copy_rows_per_second: perSecond(median(limits)),
    pipeline_rows_per_second: perSecond(median(runs.map((run) => run.seconds))),
    ratio: Number(ratio.toFixed(3)),
    rounds: runs.map((run, i) => ({ copy: perSecond(limits[i]!), pipeline: perSecond(run.seconds) })),
    cpu_of_last_round: runs.at(-1)!.cpu,
  };
  console.error(
    `\nmedian of ${rounds}: COPY ${result.copy_rows_per_second} rows/s, pipeline ${result.pipeline_rows_per_second} rows/s, ratio ${result.ratio}\n`,
  );
  await report('pipeline', result, values.record);
} finally {
  await engines.stop();
}

function perSecond(seconds: number): number {
  return Math.round(lines / seconds);
}
