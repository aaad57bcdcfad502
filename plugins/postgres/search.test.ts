import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { PostgresStore } from './store.js';

const HOUR = 3_600_000;

let tables: Tables;
let ids: string[];

/** One event an hour, the newest first. */
beforeAll(async () => {
  tables = await freshTables();
  const { batch } = batchOf(chunkOf(Array.from({ length: 60 }, () => 'x')));
  batch.events.forEach((event, i) => {
    event.fill('json', (Date.now() - i * HOUR - 1000) * 1000, 'INFO', 'host', 'app', `number ${i}.`, '{}');
  });
  ids = batch.events.map(({ id }) => id);
  const sink = asSink(tables.newSink());
  await sink.write(batch);
  await sink.stop?.();
});
afterAll(() => tables.drop());

async function withStore<T>(budgetMillis: number | undefined, work: (store: PostgresStore) => Promise<T>) {
  const store = new PostgresStore(tables.url, 'test', budgetMillis);
  return work(store).finally(() => store.close());
}

it('finds a record by its id, however far its time is from its arrival', async () => {
  await withStore(undefined, async (store) => {
    for (const i of [0, 1, 59]) {
      expect(JSON.parse((await store.get(ids[i]!))!)).toMatchObject({ message: `number ${i}.` });
    }
    expect(await store.get('1')).toBeUndefined();
    expect(await store.get('9223372036854775807')).toBeUndefined();
  });
});

it('says so when it had no time, and claims nothing', async () => {
  const page = await withStore(0, (store) => store.search({ order: 'desc', limit: 10 }));
  expect(page).toMatchObject({ logs: [], next_cursor: null, truncated: true });
});

it.each(['desc', 'asc'] as const)('goes on where it was cut short until all is found: %s', async (order) => {
  // A row that is slow to look at, as many are where there is no index: the search runs into its limit before it.
  await tables.sql.query(`
    CREATE FUNCTION slow() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.02); RETURN true; END';
    ALTER TABLE laf.logs ENABLE ROW LEVEL SECURITY;
    ALTER TABLE laf.logs FORCE ROW LEVEL SECURITY;
    CREATE POLICY slow ON laf.logs USING (slow())`);
  await tables.sql.query(
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'slow_reader') THEN
       CREATE ROLE slow_reader LOGIN PASSWORD 'slow' CONNECTION LIMIT 20; END IF; END $$;
     GRANT USAGE ON SCHEMA laf TO slow_reader; GRANT SELECT ON ALL TABLES IN SCHEMA laf TO slow_reader`,
  );
  const url = new URL(tables.url);
  [url.username, url.password] = ['slow_reader', 'slow'];
  const store = new PostgresStore(url.href, 'test', 400);
  const found: string[] = [];
  let [cut, cursor] = [0, undefined as string | undefined];
  const range = { fromMicros: (Date.now() - 100 * HOUR) * 1000, toMicros: Date.now() * 1000 };
  try {
    for (let turn = 0; turn < 40; turn++) {
      const query = { order, limit: 50, ...range, ...(cursor !== undefined && { cursor }) };
      const page = await store.search(query);
      found.push(...page.logs.map((text) => (JSON.parse(text) as { message: string }).message));
      if (page.truncated) cut += 1;
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
  } finally {
    await store.close();
    await tables.sql.query(
      'DROP POLICY slow ON laf.logs; ALTER TABLE laf.logs DISABLE ROW LEVEL SECURITY; DROP FUNCTION slow()',
    );
    await tables.sql.query('DROP OWNED BY slow_reader; DROP ROLE slow_reader');
  }
  const all = Array.from({ length: 60 }, (_, i) => `number ${i}.`);
  expect(cut).toBeGreaterThan(0);
  expect(found).toEqual(order === 'desc' ? all.slice(0, found.length) : all.reverse().slice(0, found.length));
});
