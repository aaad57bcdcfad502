import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FaultyProxy } from '../../test/chaos/world/proxy.js';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { createPool, shortQuery, withClient } from './database.js';
import { migrate } from './migrate.js';

let database: FreshDatabase;
let admin: pg.Client;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  pool = createPool({ url: database.url, max: 1, name: 'test' });
});

afterAll(async () => {
  await pool.end();
  await admin.end();
  await database.drop();
});

/** Ends the server's side of a connection and resolves once this side knows. */
async function terminate(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const ended = new Promise((resolve) => client.once('end', resolve));
  await admin.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await ended;
}

it('a connection that breaks between two queries fails the next one, and the pool makes another', async () => {
  const work = withClient(pool, async (client) => {
    await terminate(client);
    await client.query('SELECT 1');
  });
  await expect(work).rejects.toThrow();
  // An 'error' event without a listener would have failed this test file.
  const { rows } = await withClient(pool, (client) => client.query('SELECT 1 AS one'));
  expect(rows).toEqual([{ one: 1 }]);
});

it('a short statement that has no answer in time is given up with its connection', async () => {
  await expect(pool.query(shortQuery('SELECT pg_sleep(60)', [], 50))).rejects.toThrow(/timeout/);
  await expect.poll(() => pool.totalCount).toBe(0);
});

it('work on a connection that has fallen silent is given up at its limit, and the next has a new one', async () => {
  const proxy = await FaultyProxy.start(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const faulty = createPool({ url: url.href, max: 1, name: 'test' });
  const work = withClient(
    faulty,
    async (client) => {
      await client.query('SELECT 1');
      proxy.silence();
      await client.query('SELECT 2');
    },
    300,
  );
  await expect(work).rejects.toThrow(/terminated/);
  proxy.speak();
  expect((await withClient(faulty, (client) => client.query('SELECT 3 AS three'), 5000)).rows).toEqual([
    { three: 3 },
  ]);
  proxy.reset();
  await faulty.end();
  await proxy.stop();
});

it('who waits to bring the schema up to date hears of a connection that breaks', async () => {
  const proxy = await FaultyProxy.start(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(proxy.port);
  await admin.query('SELECT pg_advisory_lock($1)', [0x6c6166]);
  const waiting = migrate(url.href);
  const asking = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%advisory%'`;
  await expect.poll(async () => (await admin.query(asking)).rowCount).toBe(1);
  proxy.reset();
  await expect(waiting).rejects.toThrow(/cannot be brought up to date/);
  const next = migrate(database.url);
  await admin.query('SELECT pg_advisory_unlock($1)', [0x6c6166]);
  expect(await next).toContain('001-logs.sql');
  await proxy.stop();
});
