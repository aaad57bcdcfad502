/* Faults at random moments, and a count of what is left: see docs/reliability.md. */
import { parseArgs } from 'node:util';
import { report } from '../../bench/support/results.js';
import { FAULTS } from './faults/index.js';
import { Progress } from './progress.js';
import { lineOf, runChaos } from './run.js';
import { SteppedClock } from './world/clock.js';
import type { QueueKind } from './world/pipeline.js';
import { SmallDisk } from './world/small-disk.js';

const QUEUES: readonly QueueKind[] = ['redis', 'disk', 'cluster'];

const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'redis' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '30' },
    records: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '7200' },
    ingests: { type: 'string', default: '2' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

const queue = QUEUES.find((kind) => kind === values.queue);
if (queue === undefined)
  throw new Error(`--queue: there is no "${values.queue}"; allowed are ${QUEUES.join(', ')}`);
const faults = chosenFaults(values.only);
const [seed, count, records] = [Number(values.seed), Number(values.faults), Number(values.records)];

console.error(`seed ${seed}: ${count} faults, ${records} records, queue ${queue}`);
if (!SmallDisk.possible)
  console.error('no full disk: that needs Linux and root, for a file system of its own');
if (SteppedClock.library === undefined)
  console.error('no clock that steps: that needs libfaketime (Debian: libfaketime)');

const progress = new Progress(process.stderr, { faults: count, records });
const result = await runChaos({
  ...{ queue, seed, faults, count, records },
  seconds: Number(values.seconds),
  ingests: Number(values.ingests),
  workers: Number(values.workers),
  onProgress: (now) => progress.show(now),
  onFault: (injected) => progress.say(lineOf(injected)),
});
progress.end();
await report(`chaos-${queue}`, result, values.record);
for (const problem of result.problems) console.error(problem);
console.error(
  `${result.records.answered} records answered, ${result.lost} lost, ${result.doubled} doubled, seed ${seed}`,
);
process.exit(result.problems.length === 0 ? 0 : 1);

function chosenFaults(only: string | undefined) {
  if (only === undefined) return FAULTS;
  const words = only.split(',').map((word) => word.trim());
  const chosen = FAULTS.filter(({ name }) => words.some((word) => name.includes(word)));
  if (chosen.length > 0) return chosen;
  throw new Error(
    `--only: no fault is called so; there are\n${FAULTS.map(({ name }) => `  ${name}`).join('\n')}`,
  );
}
