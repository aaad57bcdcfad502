import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { createPool, shortQuery, withClient } from './database.js';

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
