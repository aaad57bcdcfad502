import { parseArgs } from 'node:util';
import { loadDetector } from './accuracy/load.js';
import { RecordCheck } from './fuzz/check.js';
import { mutated } from './fuzz/mutate.js';
import { Random } from './fuzz/random.js';
import { fuzz } from './fuzz/run.js';
import { seedLines } from './fuzz/seeds.js';

/*
 * Reads records of the corpora, changed at random, with every parser, and says which were read unsoundly. See
 * bench/README.md.
 *
 *   npm run fuzz -- [--seconds 60] [--seed N] [--input N]
 */

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    input: { type: 'string' },
  },
});

/** More kinds of failures than this are not looked for. */
const MOST_FAILURES = 20;
/** Characters of a failing record that are shown. */
const SHOWN = 400;

const detector = await loadDetector();
const seed = Number(options.seed);

if (options.input === undefined) run();
else showOne(Number(options.input));

function run(): void {
  const result = fuzz(detector, { seconds: Number(options.seconds), seed, failures: MOST_FAILURES });
  const rate = Math.round(result.inputs / result.seconds).toLocaleString('en');
  const megabytes = (result.characters / 1e6).toFixed(0);
  console.log(
    `${result.inputs.toLocaleString('en')} inputs (${megabytes} million characters) in ${result.seconds.toFixed(0)} s, ` +
      `${rate} a second, seed ${seed}, ${result.failures.size} kinds of failures`,
  );
  const claims = [...result.claims].sort(([, a], [, b]) => b - a);
  console.log(`claimed by ${claims.map(([format, count]) => `${format} ${count}`).join(', ')}`);
  for (const { first, times } of result.failures.values()) {
    console.log(`\n${first.problem}\n  ${times} times, first --seed ${seed} --input ${first.input}`);
    console.log(`  ${JSON.stringify(first.shortest.slice(0, SHOWN))} (${first.shortest.length} characters)`);
  }
  if (result.differences.size > 0) console.log('\nClaimed by two parsers, so that what came before matters:');
  for (const [difference, { first, times }] of result.differences) {
    console.log(`  ${times} × ${difference}: ${JSON.stringify(first.slice(0, SHOWN / 2))}`);
  }
  if (result.failures.size > 0) process.exitCode = 1;
}

function showOne(input: number): void {
  const record = mutated(new Random(seed, input), seedLines(detector.parsers));
  console.log(JSON.stringify(record));
  console.log(detector.explain(record).why);
  console.log(new RecordCheck(detector).problemOf(record) ?? 'sound');
}
