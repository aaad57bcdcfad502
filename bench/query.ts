/* The questions of a log store, ours and as plain SQL over one table: see bench/README.md. */
import { parseArgs } from 'node:util';
import { PostgresStore } from '../plugins/postgres/store.js';
import { fullRate, startIngest } from './query/ingesting.js';
import { lineOf, type Measured, measure } from './query/measure.js';
import { type BenchQuestion, benchQuestions } from './query/questions.js';
import { bytesPerEvent, load, makePlain, samplesOf } from './query/tables.js';
import { onFreshTables } from './support/engines.js';
import { report } from './support/results.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '20' },
    record: { type: 'boolean', default: false },
  },
});
const [events, rounds] = [Number(values.events), Number(values.rounds)];

await onFreshTables(async (url, sql) => {
  await step('loaded and sealed', () => load(url, sql, events));
  await step('plain table made', () => makePlain(sql));
  const store = new PostgresStore(url, 'bench');
  const questions = benchQuestions(store, sql, await samplesOf(sql));
  const bytes = await bytesPerEvent(sql);
  console.error(`bytes per event: ${JSON.stringify(bytes)}`);
  const quiet = await askAll('nothing else going on', questions, true);

  const full = await fullRate(url);
  const ingest = startIngest(url, full / 2);
  const busy = await askAll(`beside half of ${full} events/s`, questions, false);
  const rate = await ingest.stop();
  const { rows } = await sql.query('SELECT sum(events)::int AS events FROM laf.rollups');
  await store.close();
  const missed = [...quiet, ...busy].filter(({ ours, goal }) => ours.p95 > goal).length;
  console.error(`${rate} events/s were written meanwhile; goals missed: ${missed}`);
  const written = { full_rate: full, rate, events_at_end: rows[0].events as number, questions: busy };
  const result = { events, rounds, bytes_per_event: bytes, questions: quiet, while_writing: written };
  await report('query', result, values.record);
});

async function askAll(
  title: string,
  questions: readonly BenchQuestion[],
  withPlain: boolean,
): Promise<Measured[]> {
  console.error(`\n${title}; milliseconds\n${lineOf()}`);
  const all: Measured[] = [];
  for (const question of questions) {
    all.push(await measure(question, rounds, withPlain));
    console.error(lineOf(all.at(-1)));
  }
  return all;
}

async function step(name: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await work();
  console.error(`${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
