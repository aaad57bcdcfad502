import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Level } from '../../pipeline/level.js';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { PostgresStore } from './store.js';

const HOUR = 3_600_000_000;
const START = Math.floor((Date.now() * 1000) / HOUR) * HOUR - 4 * HOUR;
const SEEN = START / 1000;

let database: Tables;
let store: PostgresStore;

beforeAll(async () => {
  database = await freshTables();
  store = new PostgresStore(database.url, 'test');
  const sink = asSink(database.newSink());
  await sink.start?.();
  const events: [message: string, id: string | undefined, level: Level, hour: number][] = [
    ['user alice logged in', 'tlogin', 'INFO', 0],
    ['user bob logged in', 'tlogin', 'INFO', 1],
    ['user carol logged in', 'tother', 'WARN', 1],
    ['disk sda at 97 %', 'tlost', 'ERROR', 1],
    ['nothing', undefined, 'INFO', 1],
    ['odd', 'a "b" c', 'INFO', 1],
  ];
  const { batch } = batchOf(chunkOf(events.map(([message]) => message)));
  batch.events.forEach((event, i) => {
    const [message, template_id, level, hour] = events[i]!;
    const metadata = JSON.stringify({ template_id });
    event.fill('json', START + hour * HOUR + 1000, level, 'host', 'app', message, metadata);
  });
  await sink.write(batch);
  await sink.stop?.();
  await store.exchangeTemplates([
    template('tlogin', 'user <*> logged in', 5000),
    template('tother', 'user carol logged in', 0, 'tlogin'),
  ]);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

function template(id: string, text: string, agoMillis: number, sameAs?: string) {
  const seen = { firstSeenMillis: SEEN - agoMillis, lastSeenMillis: SEEN };
  return { id, text, ...seen, ...(sameAs !== undefined && { sameAs }) };
}

const range = { fromMicros: START, toMicros: START + 3 * HOUR, stepMicros: HOUR };

it('groups events by template, those of two ids that are one together', async () => {
  const answer = await store.questions.patterns({ ...range, limit: 10 });
  expect(answer).toMatchObject({ total: 6, without_template: 1, step_seconds: 3600, exact: true });
  expect(answer.patterns[0]).toMatchObject({
    template: 'user <*> logged in',
    count: 3,
    by_level: { INFO: 2, WARN: 1, ERROR: 0 },
    counts: [1, 2, 0],
    first_seen: new Date(SEEN - 5000).toISOString().replace('Z', '000Z'),
  });
});

it('has a filter for each that finds its events, and the newest of them', async () => {
  const { patterns } = await store.questions.patterns({ ...range, limit: 10 });
  expect(patterns).toHaveLength(3);
  for (const { filter, count, newest_id } of patterns) {
    const { logs } = await store.search({ filter, order: 'desc', limit: 10 });
    const ids = logs.map((log) => BigInt(JSON.parse(log).id));
    expect(ids).toHaveLength(count);
    expect(BigInt(newest_id)).toBe(ids.sort((a, b) => (a < b ? -1 : 1)).at(-1));
  }
});

it('reads a template that is not written down from a message', async () => {
  const { patterns } = await store.questions.patterns({ ...range, filter: 'level:ERROR', limit: 10 });
  expect(patterns).toMatchObject([{ template: 'disk sda at <*> %', first_seen: null, count: 1 }]);
});

it('answers with so many, and of a filter and range only', async () => {
  const { patterns, total } = await store.questions.patterns({
    ...range,
    fromMicros: START + HOUR,
    limit: 1,
  });
  expect({ patterns: patterns.map(({ count }) => count), total }).toEqual({ patterns: [2], total: 5 });
});

it('keeps merged templates merged, the earliest sight and the latest, and text that PostgreSQL refuses', async () => {
  await store.exchangeTemplates([
    template('tother', 'user carol logged in', 60_000),
    template('tnul', 'a \0 b \ud800', 0),
  ]);
  const { templates } = await store.exchangeTemplates([]);
  expect(templates.find(({ id }) => id === 'tother')).toEqual(
    template('tother', 'user carol logged in', 60_000, 'tlogin'),
  );
  expect(templates.find(({ id }) => id === 'tnul')?.text).toBe('a \ufffd b \ufffd');
});

it('tells the next exchange only of what has changed since', async () => {
  const { position } = await store.exchangeTemplates([]);
  await database.sql.query("UPDATE laf.templates SET changed_at = now() - interval '1 hour'");
  await store.exchangeTemplates([template('tnew', 'new', 0)]);
  const { templates } = await store.exchangeTemplates([], position);
  expect(templates.map(({ id }) => id)).toEqual(['tnew']);
});

it('forgets templates that nobody has seen since', async () => {
  await store.forgetTemplates(SEEN - 1);
  expect((await store.exchangeTemplates([])).templates).not.toEqual([]);
  await store.forgetTemplates(SEEN + 1);
  expect((await store.exchangeTemplates([])).templates).toEqual([]);
});
