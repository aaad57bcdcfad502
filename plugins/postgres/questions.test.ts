import fc from 'fast-check';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { LEVELS } from '../../pipeline/level.js';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { filterToSql } from './filter-sql.js';
import { PostgresQuestions } from './questions.js';
import { RollupMerger } from './rollup-merger.js';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const START = Math.floor((Date.now() * 1000) / MINUTE) * MINUTE - 20 * MINUTE;
const logger = pino({ level: 'silent' });
const SOURCES = ['host1', 'host2', 'a "b"', ''];

let database: Tables;
let sql: pg.Client;
let pool: pg.Pool;
let questions: PostgresQuestions;

beforeAll(async () => {
  database = await freshTables();
  ({ sql, pool } = database);
  questions = new PostgresQuestions(pool);
  const sink = asSink(database.newSink({ concurrency: 1 }));
  await sink.start?.();
  for (let part = 0; part < 4; part++) {
    const { batch } = batchOf(chunkOf(Array.from({ length: 250 }, () => 'x')));
    batch.events.forEach((event, i) => {
      const n = part * 250 + i;
      const [level, source] = [LEVELS[n % 6]!, SOURCES[n % 7] ?? 'host1'];
      const metadata = n % 3 === 0 ? `{"path":"/api","status":${200 + (n % 4)}}` : '{}';
      // Every twentieth lies on the minute.
      const time = START + (n % 20 === 0 ? Math.floor(n / 100) * MINUTE : n * 611_111);
      event.fill(
        'json',
        time,
        level,
        source,
        n % 5 === 0 ? 'auth' : 'web',
        `say "${n}",\r\nthen =1`,
        metadata,
      );
    });
    await sink.write(batch);
    if (part === 1) await new RollupMerger(pool, logger).merge();
  }
  await sink.stop?.();
});

afterAll(() => database.drop());

async function plainCounts(filter: string, from: number, to: number, group: string) {
  const parameters: unknown[] = [];
  const condition = filter === '' ? 'TRUE' : filterToSql(parseFilter(filter), parameters);
  const micros = '(extract(epoch FROM "timestamp") * 1000000)::bigint';
  const { rows } = await sql.query(
    `SELECT ${group.replace('$micros', micros)} AS key, count(*)::int AS n FROM laf.logs
     WHERE ${micros} >= ${from} AND ${micros} < ${to} AND ${condition} GROUP BY 1`,
    parameters,
  );
  return new Map<string, number>(rows.map(({ key, n }) => [String(key), n]));
}

const anyRange = fc
  .tuple(fc.nat(1300), fc.nat(1300), fc.constantFrom(0, 0, 1, 999_999))
  .filter(([a, b]) => a !== b)
  .map(([a, b, more]) => ({
    fromMicros: START + Math.min(a, b) * SECOND + more,
    toMicros: START + Math.max(a, b) * SECOND,
  }))
  .filter(({ fromMicros, toMicros }) => fromMicros < toMicros);
const wholeMinutes = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 9 })).map(([from, width]) => ({
  fromMicros: START + from * MINUTE,
  toMicros: START + (from + width) * MINUTE,
}));
const anySelection = fc.tuple(
  fc.constantFrom(
    ...['', 'level:ERROR', 'level:(ERROR OR WARN) AND -source:host1', 'source:host* application:auth'],
    ...[
      'NOT application:web',
      'source:*',
      'source:"a \\"b\\""',
      'metadata.status:>=202',
      'status:>=202',
      '"99"',
    ],
    ...['level:ERROR OR path:/api*', 'source:host1 AND say'],
  ),
  fc.oneof(anyRange, wholeMinutes),
);

it('counts by minute and counts of rows are those of plain SQL, for any filter and range', async () => {
  await fc.assert(
    fc.asyncProperty(anySelection, fc.constantFrom(7, 30, 60, 300), async ([filter, range], step) => {
      const selection = { filter, ...range };
      const { fromMicros: from, toMicros: to } = range;
      const byLevel = await plainCounts(filter, from, to, 'level');
      const stats = await questions.stats(selection);
      expect(stats).toMatchObject({ exact: true, truncated: false, searched_back_to: null });
      for (const level of LEVELS) expect(stats.by_level[level]).toBe(byLevel.get(level) ?? 0);
      expect(stats.total).toBe([...byLevel.values()].reduce((sum, n) => sum + n, 0));

      const stepMicros = step * SECOND;
      const histogram = await questions.histogram({ ...selection, stepMicros });
      const byStep = await plainCounts(filter, from, to, `$micros / ${stepMicros} * ${stepMicros}`);
      const shown = histogram.buckets.filter(({ total }) => total > 0);
      expect(shown.map(({ timestamp, total }) => [`${Date.parse(timestamp) * 1000}`, total])).toEqual(
        [...byStep].sort(([a], [b]) => Number(a) - Number(b)),
      );

      const { facets, exact } = await questions.facets({
        ...selection,
        fields: ['level', 'source', 'metadata.status'],
        limit: 50,
      });
      expect(exact).toBe(true);
      const asMap = (field: string) => new Map(facets[field]!.map(({ value, count }) => [value, count]));
      expect(asMap('level')).toEqual(byLevel);
      expect(asMap('source')).toEqual(await plainCounts(filter, from, to, 'source'));
      const statuses = await plainCounts(filter, from, to, "metadata->>'status'");
      statuses.delete('null');
      expect(asMap('metadata.status')).toEqual(statuses);
    }),
    { numRuns: 60 },
  );
});

it('facets of what the counts by minute have are the most frequent, in order', async () => {
  const { facets } = await questions.facets({ fields: ['application', 'level'], limit: 1 });
  expect(facets.application).toEqual([{ value: 'web', count: 800 }]);
  expect(facets.level).toHaveLength(1);
});

it('stats tell the share of errors, and of the last minutes the rate and the sources', async () => {
  const stats = await questions.stats({ toMicros: START + 6 * MINUTE });
  const recent = await plainCounts('', START + MINUTE, START + 6 * MINUTE, 'source');
  const events = [...recent.values()].reduce((sum, n) => sum + n, 0);
  expect(stats.events_per_second).toBeCloseTo(events / 300, 9);
  expect(stats.active_sources).toBe(recent.size);
  expect(stats.error_rate).toBeCloseTo((stats.by_level.ERROR + stats.by_level.FATAL) / stats.total, 9);
});

it('an answer that ran out of time says how far it went', async () => {
  const hasty = new PostgresQuestions(pool, 0);
  const stats = await hasty.stats({ filter: 'x', toMicros: START });
  expect(stats).toMatchObject({ total: 0, exact: false, truncated: true });
  expect(Date.parse(stats.searched_back_to!) * 1000).toBe(START);
});

it('neighbours of an event are those of its source, by time and id', async () => {
  const { rows } = await sql.query(
    `SELECT id::text FROM laf.logs WHERE source = 'a "b"' ORDER BY "timestamp", id`,
  );
  const ids = rows.map(({ id }) => id as string);
  const idsOf = (events: string[]) => events.map((event) => JSON.parse(event).id);
  for (const place of [0, 1, 20, ids.length - 1]) {
    const context = (await questions.context({ id: ids[place]!, before: 3, after: 2 }))!;
    expect(idsOf([context.event])).toEqual([ids[place]]);
    expect(idsOf(context.before)).toEqual(ids.slice(Math.max(0, place - 3), place));
    expect(idsOf(context.after)).toEqual(ids.slice(place + 1, place + 3));
  }
  expect(await questions.context({ id: '1', before: 1, after: 1 })).toBeUndefined();
});

async function exported(format: 'ndjson' | 'csv', filter: string): Promise<string> {
  let text = '';
  for await (const piece of questions.export({ format, filter })) text += piece;
  return text;
}

it('an export has everything that matches, once, as NDJSON and as CSV', async () => {
  const lines = (await exported('ndjson', 'application:web')).trimEnd().split('\n');
  expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(800);
  expect(lines).toHaveLength(800);
  const csv = await exported('csv', 'source:"a \\"b\\"" AND "say"');
  expect(csv).toMatch(/^id,timestamp,received_at,level,source,application,format,message,metadata\r\n\d+,/);
  expect(csv).toContain('Z,INFO,"a ""b""",');
  expect(csv).toContain(',"say ""2"",\r\nthen =1",{}\r\n');
});

it('whoever stops reading an export ends its query and gives back the connection', async () => {
  for (let i = 0; i < 5; i++) {
    for await (const piece of questions.export({ format: 'ndjson' })) {
      expect(piece).not.toBe('');
      break;
    }
  }
  const { rows } = await sql.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'laf test' AND state <> 'idle'`,
  );
  expect(rows[0].n).toBe(0);
});

it('a question whose asker goes away is cancelled in the database', async () => {
  await sql.query('BEGIN');
  await sql.query('LOCK laf.logs IN ACCESS EXCLUSIVE MODE');
  const gone = new AbortController();
  const answer = questions.stats({ filter: 'x' }, gone.signal).catch((error) => error);
  const waiting = async () =>
    (
      await sql.query(
        `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'laf.logs'::regclass`,
      )
    ).rows[0].n;
  await expect.poll(waiting).toBe(1);
  gone.abort();
  expect((await answer).name).toBe('AbortError');
  expect(await waiting()).toBe(0);
  await sql.query('COMMIT');
  expect((await questions.stats({})).total).toBe(1000);
});
