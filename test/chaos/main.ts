/* Faults at random moments, and a count of what is left: see docs/reliability.md. */
import { parseArgs } from 'node:util';
import { report } from '../../bench/support/results.js';
import { FAULTS } from './faults/index.js';
import { Progress } from './progress.js';
import { lineOf, runChaos } from './run.js';
import { SCENARIOS } from './scenarios/index.js';
import { SteppedClock } from './world/clock.js';
import type { QueueKind } from './world/pipeline.js';
import { SmallDisk } from './world/small-disk.js';

const QUEUES: readonly QueueKind[] = ['redis', 'disk', 'cluster'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    queue: { type: 'string', default: 'redis' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '30' },
    records: { type: 'string', default: '200000' },
    seconds: { type: 'string' },
    ingests: { type: 'string', default: '2' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const problems = positionals.length === 0 ? await chaos() : await scenarios(positionals);
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

async function chaos(): Promise<string[]> {
  const queue = oneOf('--queue', values.queue, QUEUES);
  const faults = chosenFaults(values.only);
  const [count, records] = [Number(values.faults), Number(values.records)];
  console.error(`seed ${seed}: ${count} faults, ${records} records, queue ${queue}`);
  if (!SmallDisk.possible)
    console.error('no full disk: that needs Linux and root, for a file system of its own');
  if (SteppedClock.library === undefined)
    console.error('no clock that steps: that needs libfaketime (Debian: apt-get install libfaketime)');
  const progress = new Progress(process.stderr, { faults: count, records });
  const result = await runChaos({
    ...{ queue, seed, faults, count, records },
    seconds: Number(values.seconds ?? 7200),
    ingests: Number(values.ingests),
    workers: Number(values.workers),
    onProgress: (now) => progress.show(now),
    onFault: (injected) => progress.say(lineOf(injected)),
  });
  progress.end();
  await report(`chaos-${queue}`, result, values.record);
  const { answered } = result.records;
  console.error(`${answered} records answered, ${result.lost} lost, ${result.doubled} doubled, seed ${seed}`);
  return result.problems;
}

/** One after the other; `all` is each of them. */
async function scenarios(words: readonly string[]): Promise<string[]> {
  const known = Object.keys(SCENARIOS);
  const names = words.includes('all') ? known : words.map((word) => oneOf('scenario', word, known));
  const found: string[] = [];
  for (const name of names) {
    console.error(`${name} …`);
    const result = await SCENARIOS[name]!({ seed, seconds: Number(values.seconds ?? 120) });
    await report(`chaos-${name}`, result, values.record);
    found.push(...result.problems.map((problem) => `${name}: ${problem}`));
  }
  return found;
}

function oneOf<T extends string>(what: string, word: string, known: readonly T[]): T {
  const found = known.find((name) => name === word);
  if (found === undefined) throw new Error(`${what}: there is no "${word}"; allowed are ${known.join(', ')}`);
  return found;
}

function chosenFaults(only: string | undefined) {
  if (only === undefined) return FAULTS;
  const words = only.split(',').map((word) => word.trim());
  const chosen = FAULTS.filter(({ name }) => words.some((word) => name.includes(word)));
  if (chosen.length > 0) return chosen;
  throw new Error(
    `--only: no fault is called so; there are\n${FAULTS.map(({ name }) => `  ${name}`).join('\n')}`,
  );
}
