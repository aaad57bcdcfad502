import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { denseWindows } from './dense-windows.js';
import { filterToSql } from './filter-sql.js';
import { RollupMerger } from './rollup-merger.js';
import { PostgresStore } from './store.js';
import { EARLIEST, timeText } from './windows.js';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const NOW = Date.now() * 1000;
const FILTERS = [
  '',
  'level:ERROR',
  'source:rare',
  'level:ERROR number',
  'number',
  'NOT source:rare',
  'source:nobody',
];

let tables: Tables;
let store: PostgresStore;

/** Bursts, days and years apart, one of them ahead of the clock. */
beforeAll(async () => {
  tables = await freshTables();
  const sink = asSink(tables.newSink());
  const bursts = [60 * SECOND, -SECOND, -90 * SECOND, -2 * DAY, -300 * DAY, -2000 * DAY];
  for (const [at, offset] of bursts.entries()) {
    const { batch } = batchOf(chunkOf(Array.from({ length: 120 }, () => 'x')));
    batch.events.forEach((event, i) => {
      const source = i === 7 ? 'rare' : 'host';
      event.fill(
        'json',
        NOW + offset - i * SECOND,
        i % 9 === 0 ? 'ERROR' : 'INFO',
        source,
        'app',
        `number ${i}`,
        '{}',
      );
    });
    await sink.write(batch);
    if (at === 2) await new RollupMerger(tables.pool, pino({ level: 'silent' })).merge();
  }
  await sink.stop?.();
  store = new PostgresStore(tables.url, 'test');
});

afterAll(async () => {
  await store.close();
  await tables.drop();
});

it('pages hold what one query over the table finds, in its order, wherever in time it lies', async () => {
  const bound = fc.option(fc.integer({ min: -2100, max: 1 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILTERS),
      fc.constantFrom('asc' as const, 'desc' as const),
      fc.integer({ min: 1, max: 400 }),
      bound,
      bound,
      async (filter, order, limit, first, last) => {
        const range = {
          ...(first !== undefined && { fromMicros: NOW + first * DAY }),
          ...(last !== undefined && { toMicros: NOW + last * DAY }),
        };
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.search({
            filter,
            order,
            limit,
            ...range,
            ...(cursor !== undefined && { cursor }),
          });
          expect(page.truncated).toBe(false);
          found.push(...page.logs.map((text) => (JSON.parse(text) as { id: string }).id));
          cursor = page.next_cursor ?? undefined;
        } while (cursor !== undefined);
        const parameters: unknown[] = [];
        const condition = filter === '' ? 'true' : filterToSql(parseFilter(filter), parameters);
        const { rows } = await tables.sql.query<{ id: string }>(
          `SELECT id FROM laf.logs WHERE ${condition}
           AND "timestamp" >= to_timestamp(${(range.fromMicros ?? 0) / SECOND})
           AND "timestamp" < to_timestamp(${(range.toMicros ?? 9e15) / SECOND})
           ORDER BY "timestamp" ${order}, id ${order}`,
          parameters,
        );
        expect(found).toEqual(rows.map(({ id }) => id));
      },
    ),
    { numRuns: 60 },
  );
});

it('begin where the counts say that something is, and hold little more than is asked for', async () => {
  const range = { from: EARLIEST, to: NOW - 1000 * DAY, need: 20, found: () => 0 };
  for (const filter of ['level:ERROR OR level:INFO', 'source:rare']) {
    const tree = parseFilter(filter);
    for (const order of ['asc', 'desc'] as const) {
      const { value } = await denseWindows(tables.sql, { ...range, tree, order }).next();
      const [from, to] = value as [number, number];
      const { rows } = await tables.sql.query<{ rows: number }>(
        'SELECT count(*)::int AS rows FROM laf.logs WHERE "timestamp" >= $1 AND "timestamp" < $2',
        [timeText(from), timeText(to)],
      );
      expect(rows[0]!.rows).toBeGreaterThan(0);
      expect(rows[0]!.rows).toBeLessThan(150);
    }
  }
});
