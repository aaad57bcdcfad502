import fc from 'fast-check';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEVELS } from '../../pipeline/level.js';
import type { Sink } from '../../pipeline/plugin.js';
import { asSink, type BatchOf, batchOf, chunkOf, joined } from '../../test/support/batches.js';
import { freshDatabase } from '../../test/support/postgres.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { migrate } from './migrate.js';
import { RollupMerger } from './rollup-merger.js';

const logger = pino({ level: 'silent' });
const MINUTE = 60_000_000;

const BY_MINUTE = 'GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4';
const FROM_ROWS = `
  SELECT date_trunc('minute', "timestamp", 'UTC')::text AS minute, level, source, application, count(*)::int AS events
  FROM laf.logs ${BY_MINUTE}`;
const FROM_ROLLUPS = `
  SELECT minute::text AS minute, level, source, application, sum(events)::int AS events
  FROM laf.rollups ${BY_MINUTE}`;

/** An event of each kind of minute and text; `bad` ones PostgreSQL refuses. */
const anyRecord = fc.record({
  minutes: fc.constantFrom(0, 0, 0, -1, -3, -1441, 100 * 366 * 1440, -200 * 365 * 1440),
  micros: fc.constantFrom(0, 1, MINUTE - 1),
  level: fc.constantFrom(...LEVELS),
  source: fc.constantFrom('a', 'b', 'Störung\0', '', 'x'.repeat(5000), '\ud800'),
  application: fc.oneof(fc.constantFrom('auth', ''), fc.nat(80).map(String)),
  bad: fc.constantFrom(false, false, false, true),
});

describe('the counts by minute', () => {
  let database: Tables;
  let sql: pg.Client;
  let sink: Sink;

  beforeAll(async () => {
    database = await freshTables();
    sql = database.sql;
    sink = asSink(database.newSink());
    await sink.start?.();
  });
  beforeEach(() => sql.query('TRUNCATE laf.logs, laf.ledger, laf.rollup_deltas, laf.rollup_minutes'));
  afterAll(async () => {
    await sink.stop?.();
    await database.drop();
  });

  const merge = () => new RollupMerger(database.pool, logger).merge();
  const rows = async (query: string) => (await sql.query(query)).rows;
  const deltas = async () => (await rows('SELECT count(*)::int AS n FROM laf.rollup_deltas'))[0].n as number;

  it('are those of the rows, whatever is refused, repeated and merged meanwhile', async () => {
    const start = Math.floor((Date.now() * 1000) / MINUTE) * MINUTE;
    const chunks = fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 60 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(chunks, async (plans) => {
        const written = plans.map((plan) => {
          const chunk = chunkOf(plan.map(() => 'x'));
          return (): BatchOf => {
            const one = batchOf(chunk);
            one.batch.events.forEach((event, i) => {
              const { minutes, micros, level, source, application, bad } = plan[i]!;
              const time = start + minutes * MINUTE + micros;
              event.fill('json', time, level, source, application, 'x', bad ? '{"broken":' : '{}');
            });
            return one;
          };
        });
        const all = () => joined(...written.map((batch) => batch()));
        await Promise.all([sink.write(all()), sink.write(written[0]!().batch), merge()]);
        await sink.write(all());
        const expected = await rows(FROM_ROWS);
        expect(await rows(FROM_ROLLUPS)).toEqual(expected);
        await Promise.all([merge(), merge()]);
        expect(await rows(FROM_ROLLUPS)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('become one row each, once their minute is over', async () => {
    for (const minutes of [5, 5, 5, -60]) {
      const { batch } = batchOf(chunkOf(['x', 'y'], { receivedAtMicros: Date.UTC(2025, 10, 11) * 1000 }));
      for (const event of batch.events) event.timestampMicros -= minutes * MINUTE;
      await sink.write(batch);
    }
    expect(await deltas()).toBe(4);
    await merge();
    expect(await deltas()).toBe(0);
    expect(await rows('SELECT events::int FROM laf.rollup_minutes ORDER BY events')).toEqual([
      { events: 2 },
      { events: 6 },
    ]);
  });

  it('leave the work to another worker that is at it', async () => {
    const { batch } = batchOf(chunkOf(['x']));
    batch.events[0]!.timestampMicros -= 5 * MINUTE;
    await sink.write(batch);
    await sql.query('BEGIN');
    await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('laf.rollups', 0))`);
    await merge();
    await sql.query('COMMIT');
    expect(await deltas()).toBe(1);
    await merge();
    expect(await deltas()).toBe(0);
  });

  it('are there for rows that were stored before there were any', async () => {
    const old = await freshDatabase();
    await migrate(old.url);
    const client = new pg.Client({ connectionString: old.url });
    await client.connect();
    await client.query(`
      DROP VIEW laf.rollups; DROP TABLE laf.rollup_deltas, laf.rollup_minutes;
      DELETE FROM laf.migrations WHERE name = '004-rollups.sql';
      INSERT INTO laf.logs SELECT n, now() - n * interval '7 s', now(), 'INFO', 'a', 'b', 'json', '', '{}'
      FROM generate_series(1, 100) AS n`);
    await migrate(old.url);
    expect((await client.query(FROM_ROLLUPS)).rows).toEqual((await client.query(FROM_ROWS)).rows);
    await client.end();
    await old.drop();
  });
});
