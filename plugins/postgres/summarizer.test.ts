import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { Partitions } from './partitions.js';
import { Summarizer } from './summarizer.js';

const HOUR = 3_600_000;
const logger = pino({ level: 'silent' });
let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
  await new Partitions(tables.pool, 'day').ensure([Math.floor(Date.now() / HOUR)]);
});
afterAll(() => tables.drop());

/** Rows of this minute, more than 32 pages of them; those of a later call are newer. */
async function fill(call: number): Promise<void> {
  await tables.sql.query(
    `INSERT INTO laf.logs
     SELECT n, date_trunc('day', now(), 'UTC') + $1 * interval '1 minute' + n * interval '1 ms', now(), 'INFO', 'a', 'b', 'json', repeat('x', 200), '{}'
     FROM generate_series(1, 5000) AS n`,
    [call],
  );
}

/** Rows that had to be looked at though they lie outside of the first minute. */
async function readInVain(): Promise<number> {
  await tables.sql.query('SET enable_seqscan = off');
  const { rows } = await tables.sql.query(
    `EXPLAIN (ANALYZE, FORMAT JSON) SELECT FROM laf.logs
     WHERE "timestamp" >= date_trunc('day', now(), 'UTC') AND "timestamp" < date_trunc('day', now(), 'UTC') + interval '1 minute'`,
  );
  return inVain(rows[0]['QUERY PLAN'][0].Plan);
}

interface Plan {
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

function inVain({ 'Rows Removed by Index Recheck': own = 0, Plans = [] }: Plan): number {
  return Plans.reduce((sum, plan) => sum + inVain(plan), own);
}

/** What the range at the edge has, and the last one, which is not full. */
const OF_TWO_RANGES = 2200;

it('queries need not read what is newer than they ask for, however often something comes', async () => {
  const summarizer = new Summarizer(tables.pool, logger);
  for (const call of [0, 1, 2, 3]) {
    await fill(call);
    if (call > 0) expect(await readInVain()).toBeGreaterThan(2 * OF_TWO_RANGES);
    await summarizer.summarize();
    expect(await readInVain()).toBeLessThan(OF_TWO_RANGES);
  }
  await tables.sql.query('TRUNCATE laf.logs');
  await summarizer.summarize();
  await fill(0);
  await fill(1);
  await summarizer.summarize();
  expect(await readInVain()).toBeLessThan(OF_TWO_RANGES);
});

it('leaves a table alone that is being vacuumed, and comes back to it', async () => {
  const summarizer = new Summarizer(tables.pool, logger);
  await tables.sql.query('TRUNCATE laf.logs');
  await summarizer.summarize();
  await fill(0);
  await fill(1);
  const other = await tables.pool.connect();
  // The lock that VACUUM has.
  await other.query('BEGIN');
  await other.query('LOCK TABLE laf.logs IN SHARE UPDATE EXCLUSIVE MODE');
  await summarizer.summarize();
  expect(await readInVain()).toBeGreaterThan(2 * OF_TWO_RANGES);
  await other.query('COMMIT');
  other.release();
  await summarizer.summarize();
  expect(await readInVain()).toBeLessThan(OF_TWO_RANGES);
});
