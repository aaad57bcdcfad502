import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.js';
import { idToString } from '../../pipeline/event-id.js';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { migrate } from './migrate.js';
import { NodeLease } from './node-lease.js';

let database: FreshDatabase;
let pool: pg.Pool;
const leases: NodeLease[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  pool = new pg.Pool({ connectionString: database.url });
});

afterEach(async () => {
  for (const lease of leases.splice(0)) await lease.release();
  await pool.end();
  await database.drop();
});

async function take(seconds?: number): Promise<NodeLease> {
  const lease = await NodeLease.take(pool, pino({ level: 'silent' }), seconds);
  leases.push(lease);
  return lease;
}

const setExpiry = (which: string, from: string, node: number) =>
  pool.query(`UPDATE laf.nodes SET expires_at = now() + $2::interval WHERE ${which}`, [node, from]);

const nextId = ({ ids }: NodeLease) => {
  const { high, low } = ids.allot(1);
  return BigInt(idToString(high, low));
};

it('goes on with another number when its own was taken over, and never repeats an id', async () => {
  const frozen = await take();
  const before = nextId(frozen);
  await setExpiry('node = $1', '-1 s', frozen.ids.node);
  await setExpiry('node <> $1', '1 h', frozen.ids.node);
  const other = await take();
  expect(other.ids.node).toBe(frozen.ids.node);
  await setExpiry('node = $1', '-1 s', 5);
  await frozen.renew();
  expect(frozen.ids.node).toBe(5);
  const after = [nextId(frozen), nextId(other), nextId(frozen)];
  expect(new Set([before, ...after]).size).toBe(4);
  expect(after[0]! > before).toBe(true);
});

it('gives out no id from the moment on at which another may have the number, until it knows better', async () => {
  const lease = await take(1);
  nextId(lease);
  await expect.poll(() => lease.ids.node >= 0 && refused(lease), { timeout: 3000, interval: 20 }).toBe(true);
  await expect.poll(() => refused(lease), { timeout: 3000, interval: 20 }).toBe(false);
});

function refused(lease: NodeLease): boolean {
  try {
    nextId(lease);
    return false;
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    return true;
  }
}
