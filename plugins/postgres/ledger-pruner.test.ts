import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { createPool } from './database.js';
import { LedgerPruner } from './ledger-pruner.js';
import { migrate } from './migrate.js';

const HOUR = 3_600_000;

describe('the ledger pruner', () => {
  let database: FreshDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.url);
    pool = createPool({ url: database.url, max: 4, name: 'test' });
  });
  beforeEach(() => pool.query('TRUNCATE laf.ledger'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const pruner = (horizon: number, sink = 'store') =>
    new LedgerPruner(pool, sink, async () => horizon, pino({ level: 'silent' }));

  /** A chunk made and committed so many hours ago. */
  async function committed(
    hoursAgo: number,
    { sink = 'store', count = 1, made = hoursAgo } = {},
  ): Promise<void> {
    const hex = Math.floor(Date.now() - made * HOUR)
      .toString(16)
      .padStart(12, '0');
    await pool.query(
      `INSERT INTO laf.ledger (chunk_id, sink, stored, filtered, dead, committed_at)
       SELECT ($1 || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $2, 1, 0, 0, now() - $3 * interval '1 hour'
       FROM generate_series(1, $4) AS n`,
      [`${hex.slice(0, 8)}-${hex.slice(8)}`, sink, hoursAgo, count],
    );
  }

  const left = async () => {
    const { rows } = await pool.query(
      'SELECT round(extract(epoch FROM now() - committed_at) / 3600)::int AS hours FROM laf.ledger ORDER BY 1',
    );
    return rows.map(({ hours }) => hours as number);
  };

  it('forgets what was committed more than a day ago, when the queue holds nothing older', async () => {
    for (const hours of [1, 23, 25, 400]) await committed(hours);
    expect(await pruner(Date.now()).prune()).toBe(2);
    expect(await left()).toEqual([1, 23]);
  });

  it('keeps what a chunk that still lies in the queue may need, however old', async () => {
    for (const hours of [25, 100, 130]) await committed(hours);
    await pruner(Date.now() - 90 * HOUR).prune();
    expect(await left()).toEqual([25, 100]);
    await pruner(0).prune();
    expect(await left()).toEqual([25, 100]);
  });

  it('keeps a chunk that was made long ago and committed only now', async () => {
    await committed(1, { made: 500 });
    await pruner(Date.now()).prune();
    expect(await left()).toEqual([1]);
  });

  it.each([-72, 72])('goes by the clock of the database when its own is %d hours off', async (hours) => {
    for (const ago of [1, 23, 25]) await committed(ago);
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + hours * HOUR);
    await new LedgerPruner(pool, 'store', async () => Date.now(), pino({ level: 'silent' })).prune();
    clock.mockRestore();
    expect(await left()).toEqual([1, 23]);
  });

  it('leaves the entries of other sinks', async () => {
    await committed(50, { sink: 'other' });
    await pruner(Date.now()).prune();
    expect(await left()).toEqual([50]);
  });

  it('forgets any number, once, though several workers are at it', async () => {
    await committed(30, { count: 25_000 });
    const pruned = await Promise.all([1, 2, 3].map(() => pruner(Date.now()).prune()));
    await pruner(Date.now()).prune();
    expect(pruned.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(25_000);
    expect(await left()).toEqual([]);
  });
});
