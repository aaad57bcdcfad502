import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../pipeline/event.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import { parseJson, stringifyJson } from '../../pipeline/json-text.js';
import { anyEvent, anyFilter } from '../../test/support/filters.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { filterToSql } from './filter-sql.js';
import { Parameters } from './filter-sql-parameters.js';
import { hintToSql } from './index-hints.js';
import { segmentsOf } from './known-values.js';
import { Partitions } from './partitions.js';
import { Sealer } from './sealer.js';
import { PostgresStore } from './store.js';
import { EARLIEST, LATEST } from './windows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const logger = pino({ level: 'silent' });
/** The beginning of two days that are over. */
const DAYS = [5, 4].map((ago) => Math.floor(Date.now() / DAY) * DAY - ago * DAY);

let tables: Tables;
let store: PostgresStore;
let events: EventRecord[] = [];

beforeAll(async () => {
  tables = await freshTables();
  // What could use an index does, however small the table is.
  const { rows } = await tables.sql.query('SELECT current_database() AS name');
  await tables.sql.query(`ALTER DATABASE ${rows[0].name} SET enable_seqscan = off`);
  store = new PostgresStore(tables.url, 'test');
  await new Partitions(tables.pool, 'day').ensure(DAYS.map((day) => day / HOUR));
});
afterAll(async () => {
  await store.close();
  await tables.drop();
});

/** Puts events into the two days, in turns. */
async function insert(some: readonly EventRecord[]): Promise<void> {
  const added = some.map((event, i) => {
    const place = events.length + i;
    const time = new Date(DAYS[place % DAYS.length]! + place * 1000).toISOString();
    return { ...event, id: `${place + 1}`, timestamp: time.replace('Z', '000Z') };
  });
  const rows = added.map((event) => ({ ...event, metadata: {} }));
  await tables.sql.query(
    `INSERT INTO laf.logs SELECT id, "timestamp", received_at, level, source, application, format, message, $2::jsonb -> (id - $3)::int
     FROM jsonb_populate_recordset(NULL::laf.logs, $1::jsonb)`,
    [
      JSON.stringify(rows),
      `[${added.map((event) => stringifyJson(event.metadata)).join(',')}]`,
      events.length + 1,
    ],
  );
  await tables.sql.query(
    `INSERT INTO laf.rollup_deltas SELECT date_trunc('minute', "timestamp"), level, source, application, 1
     FROM laf.logs WHERE id > $1`,
    [events.length],
  );
  events = [...events, ...added];
}

const sealer = () => new Sealer(tables.pool, tables.url, { afterMillis: 0, memoryBytes: 2 ** 24 }, logger);
const known = async () =>
  (await tables.sql.query('SELECT DISTINCT known FROM laf.partitions')).rows.map(
    (row) => row.known as string,
  );

async function found(filter: string): Promise<string[]> {
  const page = await store.search({ filter, order: 'asc', limit: 2000 });
  return page.logs.map((text) => (parseJson(text) as { id: string }).id).sort(byNumber);
}

async function expectAgreement(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const matches = compileFilter(parseFilter(filter));
      const expected = events.filter(matches).map(({ id }) => id);
      expect(await found(filter), filter).toEqual(expected.sort(byNumber));
    }),
    { numRuns },
  );
}

const byNumber = (a: string, b: string) => Number(a) - Number(b);

describe('a search of sealed partitions', () => {
  it('finds what the predicate finds, before and after rows come late', async () => {
    await insert(fc.sample(anyEvent, 300));
    await expect.poll(() => sealer().seal().then(known), { timeout: 20_000 }).toEqual(['made']);
    await expectAgreement(150);
    await insert(fc.sample(anyEvent, 20));
    expect(await known()).toEqual(['none']);
    await expectAgreement(80);
    await tables.sql.query(`UPDATE laf.partitions SET known_at = now() - interval '2 hours'`);
    await sealer().seal();
    expect(await known()).toEqual(['made']);
    await expectAgreement(80);
  });

  it('looks only where a field has such a value, and there by the index', async () => {
    const odd = { ...fc.sample(anyEvent, 1)[0]!, message: 'odd', metadata: { seldom: 7, weight: 2.5 } };
    await insert([odd]);
    await insert(fc.sample(anyEvent, 1));
    await tables.sql.query(`UPDATE laf.partitions SET known_at = NULL`);
    await sealer().seal();
    const segments = (filter: string) => segmentsOf(tables.sql, parseFilter(filter), EARLIEST, LATEST);
    const partition = { from: EARLIEST, to: LATEST };
    expect(await segments('odd')).toEqual([{ ...partition, hints: [] }]);
    for (const filter of [
      'seldom:>=5',
      'seldom:7*',
      'weight:[2 TO 3]',
      'seldom:*',
      'seldom:~"^7$" level:*',
    ]) {
      const inDays = (await segments(filter)).filter(
        ({ from, to }) => from >= DAYS[0]! * 1000 && to <= (DAYS[1]! + DAY) * 1000,
      );
      expect(inDays, filter).toHaveLength(1);
      expect(inDays[0]!.hints, filter).toHaveLength(1);
      expect(await found(filter)).toHaveLength(1);
    }
    for (const filter of ['seldom:>=8', 'seldom:8*', 'weight:<2', 'nothing:*', 'nothing:1 OR seldom:6']) {
      const covered = (await segments(filter)).map(({ from, to }) => [from, to]);
      expect(covered, filter).toEqual([
        [EARLIEST, DAYS[0]! * 1000],
        [(DAYS[1]! + DAY) * 1000, LATEST],
      ]);
      expect(await found(filter)).toEqual([]);
    }
  });

  it('looks by the range where a field has many numbers, and by an index of its own where it has many texts', async () => {
    const event = fc.sample(anyEvent, 1)[0]!;
    const readings = Array.from({ length: 2500 }, (_, i) => ({
      ...event,
      metadata: { reading: 10 + i / 2, label: `label-${i}`, mixed: i % 7 === 0 ? `${5000 + i}` : i },
    }));
    await insert(readings);
    await tables.sql.query(`UPDATE laf.partitions SET known_at = NULL`);
    await sealer().seal();
    expect(await known()).toEqual(['made']);
    const counts: [filter: string, events: number, segments: number][] = [
      ['reading:>=1259.5', 1, 2],
      ['reading:<10', 0, 2],
      ['reading:>1259.5', 0, 2],
      ['reading:[10 TO 11]', 3, 1],
      ['label:label-249', 1, 1],
      ['mixed:>=7490', 2, 1],
      ['mixed:>9000', 0, 1],
    ];
    for (const [filter, count, segments] of counts) {
      expect(await found(filter), filter).toHaveLength(count);
      const all = await segmentsOf(tables.sql, parseFilter(filter), EARLIEST, LATEST);
      expect(all, filter).toHaveLength(segments);
    }
    await expectIndexed('label:label-24*', 111);
    await expectIndexed('label:*abel*99', 25);
    await expectIndexed('label:~"^label-24[89]$" level:*', 2);
    // Of mixed values the index has nothing to say.
    expect(await planOf('mixed:500*')).not.toContain('_texts');
    expect(await found('mixed:500*')).toHaveLength(3);
  });

  it('keeps the index of texts as it is when rows come late', async () => {
    const event = { ...fc.sample(anyEvent, 1)[0]!, metadata: { label: 'label-24, late' } };
    await insert([event, event]);
    expect(await planOf('label:label-24*')).not.toContain('_texts');
    expect(await found('label:label-24*')).toHaveLength(113);
    await tables.sql.query(`UPDATE laf.partitions SET known_at = NULL`);
    await sealer().seal();
    await expectIndexed('label:label-24*', 113);
    await insert([
      { ...event, metadata: { label: ['label-24'] } },
      { ...event, metadata: { label: 24 } },
    ]);
    await tables.sql.query(`UPDATE laf.partitions SET known_at = NULL`);
    await sealer().seal();
    expect(await found('label:label-24*')).toHaveLength(114);
    expect(await found('label:24*')).toHaveLength(1);
  });
});

async function expectIndexed(filter: string, count: number): Promise<void> {
  expect(await found(filter), filter).toHaveLength(count);
  expect(await planOf(filter), filter).toContain('_texts');
}

/** How PostgreSQL reads the sealed partitions for this filter. */
async function planOf(filter: string): Promise<string> {
  const tree = parseFilter(filter);
  const plans: string[] = [];
  for (const { hints } of await segmentsOf(tables.sql, tree, DAYS[0]! * 1000, (DAYS[1]! + DAY) * 1000)) {
    const values: unknown[] = [];
    const conditions = [
      filterToSql(tree, values),
      ...hints.map((hint) => hintToSql(hint, new Parameters(values))),
    ];
    const { rows } = await tables.sql.query(
      `EXPLAIN SELECT FROM laf.logs WHERE ${conditions.join(' AND ')}`,
      values,
    );
    plans.push(...rows.map((row) => row['QUERY PLAN'] as string));
  }
  return plans.join('\n');
}
