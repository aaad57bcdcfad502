import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { type DropAccount, readDrops } from './accounts.js';
import { createPool, withClient } from './database.js';
import { DropRecorder } from './drop-recorder.js';
import { migrate } from './migrate.js';

let database: FreshDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  pool = createPool({ url: database.url, max: 2, name: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('keeps what every process has dropped, each drop once however often it is written down', async () => {
  const full = (records: number): DropAccount => ({ source: 'syslog', reason: 'queue full', records });
  const counts: DropAccount[][] = [[], []];
  const [one, other] = counts.map(
    (_, process) => new DropRecorder(pool, process, async () => counts[process]!, pino({ level: 'silent' })),
  );
  await one!.write();
  counts[0] = [full(3)];
  await one!.write();
  await one!.write();
  counts[0] = [full(5), { source: 'syslog', reason: 'kernel buffer full', records: 2 }];
  counts[1] = [full(10)];
  await one!.stop();
  await other!.stop();
  expect(await withClient(pool, readDrops)).toEqual([
    { source: 'syslog', reason: 'kernel buffer full', records: 2 },
    { source: 'syslog', reason: 'queue full', records: 15 },
  ]);
});
