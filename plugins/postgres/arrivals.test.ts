import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { migrate } from './migrate.js';
import { PostgresStore } from './store.js';

const MILLI = 1n << 22n;
const FIRST = 300_000_000_000_000_000n;
const EVENTS = 6000;

let database: FreshDatabase;
let store: PostgresStore;
/** Ids of all events, as they lie in time: bursts within milliseconds, then nothing for hours. */
let ids: bigint[];

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  let id = FIRST;
  ids = Array.from({ length: EVENTS }, (_, at) => {
    id += at % 2000 === 0 ? 10_000_000n * MILLI : at % 1000 === 0 ? 900n * MILLI : at % 5 === 0 ? MILLI : 1n;
    return id;
  });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // In the table they lie in another order, and their times say nothing of when they arrived.
  await client.query(
    `INSERT INTO laf.logs
     SELECT id, '2025-11-11T10:00:00Z'::timestamptz + random() * interval '3 days', now(),
       (ARRAY['INFO', 'ERROR'])[1 + place % 2], 'host', 'auth', 'json', 'm', '{}'
     FROM unnest($1::bigint[]) WITH ORDINALITY AS event (id, place) ORDER BY random()`,
    [ids.map(String)],
  );
  await client.end();
  store = new PostgresStore(database.url, 'PostgreSQL');
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

async function arrived(filter: string, from: bigint, to: bigint): Promise<bigint[]> {
  const found: bigint[] = [];
  const pages = store.arrivals({ filter, from: String(from), to: String(to) }, new AbortController().signal);
  for await (const page of pages) {
    expect(page.length).toBeGreaterThan(0);
    for (const { id, text } of page) {
      expect(JSON.parse(text).id).toBe(id);
      found.push(BigInt(id));
    }
  }
  return found;
}

it('brings exactly the events of a range, by their ids', async () => {
  const end = fc.tuple(fc.nat(EVENTS - 1), fc.constantFrom(-1n, 0n, 1n)).map(([at, off]) => ids[at]! + off);
  await fc.assert(
    fc.asyncProperty(end, end, async (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      expect(await arrived('', from, to)).toEqual(ids.filter((id) => from <= id && id <= to));
    }),
    { numRuns: 30 },
  );
});

it('brings only what matches the filter', async () => {
  const errors = ids.filter((_, at) => at % 2 === 0);
  expect(await arrived('level:ERROR', FIRST, ids.at(-1)!)).toEqual(errors);
});

it('brings nothing for a range that ends before it begins', async () => {
  expect(await arrived('', 5n, 4n)).toEqual([]);
});

it('ends with its signal', async () => {
  const abort = new AbortController();
  const pages = store.arrivals({ filter: '', from: '0', to: String(ids.at(-1)) }, abort.signal);
  await pages.next();
  abort.abort(new Error('the client has gone'));
  await expect(pages.next()).rejects.toThrow('the client has gone');
});
