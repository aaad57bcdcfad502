import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { audit } from './audit.js';
import { erase } from './erase.js';
import { Partitions } from './partitions.js';
import { PostgresStore } from './store.js';

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.drop());

const rowsOf = async (query: string) => (await tables.sql.query(query)).rows;

describe('laf.logs', () => {
  it('has nothing that forbids Citus to distribute it or TimescaleDB to take it over', async () => {
    const rows = await rowsOf(
      `SELECT 'constraint ' || conname AS found FROM pg_constraint
       WHERE (conrelid = 'laf.logs'::regclass OR confrelid = 'laf.logs'::regclass) AND contype <> 'n'
       UNION ALL
       SELECT 'unique index ' || indexrelid::regclass FROM pg_index WHERE indrelid = 'laf.logs'::regclass AND indisunique
       UNION ALL
       SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgrelid = 'laf.logs'::regclass
       UNION ALL
       SELECT 'default of ' || attname FROM pg_attribute
       WHERE attrelid = 'laf.logs'::regclass AND (atthasdef OR attidentity <> '')`,
    );
    expect(rows).toEqual([]);
  });

  it('may be a table without partitions: it is written, asked and erased from, and no partition is made', async () => {
    // As docs/scaling.md says.
    await tables.sql.query(`
      ALTER TABLE laf.logs RENAME TO logs_before;
      CREATE TABLE laf.logs (LIKE laf.logs_before);
      CREATE INDEX logs_time ON laf.logs USING brin ("timestamp", id);
      DELETE FROM laf.partitions`);
    const sink = tables.newSink();
    await sink.start();
    const { batch } = batchOf(chunkOf(Array.from({ length: 100 }, () => 'x')));
    batch.events.forEach((event, i) => {
      const micros = (Date.now() - i * 3_600_000) * 1000;
      event.fill('json', micros, 'INFO', `host${i % 4}`, 'app', `event ${i}`, `{"n":${i}}`);
    });
    await asSink(sink).write(batch);
    await new Partitions(tables.pool, 'hour').prepare();
    await sink.stop();
    expect(await rowsOf('SELECT name FROM laf.partitions')).toEqual([]);

    const store = new PostgresStore(tables.url, 'test');
    const found = async (filter: string) =>
      (await store.search({ filter, order: 'desc', limit: 200 })).logs.length;
    expect(await found('')).toBe(100);
    expect(await found('source:host1 n:>=50')).toBe(12);
    const erasure = { filter: 'source:host3', actor: 'a test', matchesLetter: () => false };
    expect(await erase(tables.pool, erasure)).toEqual({ events: 25, deadLetters: 0 });
    expect(await found('')).toBe(75);
    expect((await store.questions.stats({})).total).toBe(75);
    expect((await audit(tables.pool, true)).problems).toEqual([]);
    await store.close();
  });
});
