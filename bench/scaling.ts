/* Throughput by the number of workers and of shards: see bench/README.md. */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../plugins/postgres/migrate.js';
import { copyFinishedRows, exportRows } from './pipeline/limit.js';
import { PipelineBench } from './pipeline/run.js';
import { type Engines, startEngines } from './support/engines.js';
import { median } from './support/median.js';
import { report } from './support/results.js';
import { recentWorkload } from './support/workload.js';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '5' },
    record: { type: 'boolean', default: false },
  },
});
const [lines, rounds] = [Number(values.lines), Number(values.rounds)];

interface Case {
  readonly workers: number;
  readonly shards: number;
}

const CASES: readonly Case[] = [
  { workers: 1, shards: 1 },
  { workers: 2, shards: 1 },
  { workers: 4, shards: 1 },
  { workers: 2, shards: 2 },
  { workers: 2, shards: 4 },
];

const workload = await recentWorkload(lines);
const engines = await startEngines();
try {
  await migrate(engines.postgresUrl);
  const client = new pg.Client({ connectionString: engines.postgresUrl });
  await client.connect();
  await report('scaling', { lines, rounds, cases: await measure(engines, client) }, values.record);
  await client.end();
} finally {
  await engines.stop();
}

/** All cases take turns; each is a ratio to the COPY right before it. */
async function measure(engines: Engines, client: pg.Client) {
  const seconds = CASES.map(() => [] as number[]);
  const ratios = CASES.map(() => [] as number[]);
  let rows: string | undefined;
  for (let round = 0; round < rounds; round++) {
    for (const [at, given] of CASES.entries()) {
      const bench = new PipelineBench(engines, client, { shards: given.shards });
      await bench.start(given.workers);
      await bench.run(workload); // Warms the processes; the rows of the first are those that COPY gets.
      rows ??= await exportRows(client, engines.folder);
      const limit = await copyFinishedRows(client, engines.postgresUrl, rows);
      const run = await bench.run(workload);
      await bench.stop();
      seconds[at]!.push(run.seconds);
      ratios[at]!.push(limit / run.seconds);
      console.error(
        `${title(given)}: ${Math.round(lines / run.seconds)}/s, ${ratios[at]!.at(-1)!.toFixed(2)} of COPY`,
      );
    }
  }
  return CASES.map((given, at) => ({
    ...given,
    rows_per_second: Math.round(lines / median(seconds[at]!)),
    ratio: Number(median(ratios[at]!).toFixed(3)),
  }));
}

function title({ workers, shards }: Case): string {
  return `${workers} workers, ${shards} shards`;
}
