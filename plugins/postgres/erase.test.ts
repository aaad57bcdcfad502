import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshDatabase } from '../../test/support/postgres.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { audit } from './audit.js';
import { countErasable, erase } from './erase.js';
import { migrate, missingMigrations } from './migrate.js';
import { PostgresQuestions } from './questions.js';

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.drop());

/** 6,000 events of six users over three days, and two dead letters. */
beforeEach(async () => {
  await tables.sql.query(
    `TRUNCATE laf.logs, laf.ledger, laf.accounts, laf.dead_letters, laf.rollup_deltas, laf.rollup_minutes, laf.removals`,
  );
  const sink = asSink(tables.newSink());
  for (let part = 0; part < 2; part++) {
    const { batch } = batchOf(chunkOf(Array.from({ length: 3000 }, () => 'x')));
    batch.events.forEach((event, i) => {
      const micros = (Date.now() - (i % 3) * 86_400_000) * 1000;
      event.fill('json', micros, 'INFO', `host${i % 2}`, 'app', 'x', `{"user":${i % 6}}`);
    });
    if (part === 1) {
      for (const event of batch.events.splice(0, 2))
        batch.delivery.reject(event, { stage: 'in', reason: 'no' });
    }
    await sink.write(batch);
  }
  await sink.stop?.();
});

const erasure = { filter: 'user:4', actor: 'a test', matchesLetter: () => false };

describe('erasing', () => {
  it('takes what matches and nothing else, from rows, counts and accounts', async () => {
    expect(await countErasable(tables.pool, erasure)).toEqual({ events: 1000, deadLetters: 0 });
    const progress: number[] = [];
    expect(await erase(tables.pool, erasure, (events) => progress.push(events))).toEqual({
      events: 1000,
      deadLetters: 0,
    });
    expect(progress.reduce((sum, events) => sum + events, 0)).toBe(1000);
    expect(await countErasable(tables.pool, erasure)).toEqual({ events: 0, deadLetters: 0 });
    expect((await new PostgresQuestions(tables.pool).stats({})).total).toBe(4998);
    expect((await audit(tables.pool, true)).problems).toEqual([]);
    const { rows } = await tables.sql.query(
      'SELECT kind, what, actor, events::int, dead_letters::int, finished_at IS NOT NULL AS finished FROM laf.removals',
    );
    expect(rows).toEqual([
      { kind: 'erasure', what: 'user:4', actor: 'a test', events: 1000, dead_letters: 0, finished: true },
    ]);
  });

  it('takes dead letters that match, and is noted though nothing did', async () => {
    const letters = { ...erasure, filter: 'user:nobody', matchesLetter: () => true };
    expect(await countErasable(tables.pool, letters)).toEqual({ events: 0, deadLetters: 2 });
    expect(await erase(tables.pool, letters)).toEqual({ events: 0, deadLetters: 2 });
    expect(await erase(tables.pool, letters)).toEqual({ events: 0, deadLetters: 0 });
    const { rows } = await tables.sql.query('SELECT dead_letters::int AS n FROM laf.removals ORDER BY id');
    expect(rows).toEqual([{ n: 2 }, { n: 0 }]);
    expect((await audit(tables.pool, true)).problems).toEqual([]);
  });
});

it('migrations that are missing are named, and those that are there are not', async () => {
  expect(await missingMigrations(tables.url)).toEqual([]);
  const empty = await freshDatabase();
  const missing = await missingMigrations(empty.url);
  expect(missing[0]).toBe('001-logs.sql');
  expect(await migrate(empty.url)).toEqual(missing);
  expect(await missingMigrations(empty.url)).toEqual([]);
  await empty.drop();
});
