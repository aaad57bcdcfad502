import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSink, batchOf, chunkOf, joined } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { imbalanceOf, readAccounts } from './accounts.js';

describe('the account of a chunk in the ledger', () => {
  let database: Tables;
  let sql: pg.Client;

  beforeAll(async () => {
    database = await freshTables();
    sql = database.sql;
  });
  beforeEach(() => sql.query('TRUNCATE laf.logs, laf.ledger, laf.accounts, laf.dead_letters'));
  afterAll(() => database.drop());

  const sinkNamed = (name: string) => asSink(database.newSink({ name, concurrency: 1 }));

  const accounts = async () =>
    (
      await sql.query(
        'SELECT sink, source, records, stored, filtered, dead, copies FROM laf.ledger ORDER BY sink',
      )
    ).rows;

  it('counts for each sink what it left out itself, and a refused record for every sink behind the refusal', async () => {
    const { batch } = batchOf(
      chunkOf(['bad', 'left out by a', 'good', 'left out by b'], { source: 'syslog' }),
    );
    const [bad, first, good, last] = batch.events;
    batch.delivery.reject(bad!, { stage: 'parse', reason: 'no' });
    const [a, b] = [sinkNamed('a'), sinkNamed('b')];
    // As two sinks with a `when:` each: both have counted in the handle before either writes.
    batch.delivery.filter('a', 1);
    batch.delivery.filter('b', 1);
    batch.events.splice(0, 4, good!, last!);
    await a.write(batch);
    batch.events.splice(0, 2, first!, good!);
    await b.write(batch);
    await Promise.all([a.stop?.(), b.stop?.()]);
    const each = { source: 'syslog', records: 4, stored: 2, filtered: 1, dead: 1, copies: 0 };
    expect(await accounts()).toEqual([
      { sink: 'a', ...each },
      { sink: 'b', ...each },
    ]);
  });

  it('counts rows that PostgreSQL refuses as dead, and a record that came by two ways as one with a copy', async () => {
    const { batch } = batchOf(chunkOf(['twice', 'left out', 'broken', 'once']));
    const [twice, , broken, once] = batch.events;
    broken!.fill('json', broken!.timestampMicros, 'INFO', '', '', broken!.raw, '{"broken":');
    batch.events.splice(0, 4, twice!, twice!.clone(), broken!, once!);
    const sink = sinkNamed('store');
    await sink.write(batch);
    await sink.stop?.();
    expect(await accounts()).toEqual([
      { sink: 'store', source: 'syslog', records: 4, stored: 3, filtered: 1, dead: 1, copies: 1 },
    ]);
  });

  it('adds each chunk to the sums of its source once, whoever writes it and however often', async () => {
    const chunks = Array.from({ length: 12 }, (_, i) =>
      chunkOf(['a', 'b', 'broken'], { source: i % 3 === 0 ? 'http' : 'syslog' }),
    );
    const batches = () => {
      const parts = chunks.map((chunk) => batchOf(chunk));
      for (const { batch } of parts) {
        const broken = batch.events[2]!;
        broken.fill('json', broken.timestampMicros, 'INFO', '', '', broken.raw, '{"broken":');
      }
      return parts;
    };
    const sinks = [sinkNamed('store'), sinkNamed('store')];
    await Promise.all(sinks.map((sink) => sink.write(joined(...batches()))));
    for (const { batch } of batches()) await sinks[0]!.write(batch);
    await Promise.all(sinks.map((sink) => sink.stop?.()));
    const account = (source: string, chunks: number) => {
      const sums = { records: 3 * chunks, stored: 2 * chunks, filtered: 0, dead_letters: chunks, copies: 0 };
      return { sink: 'store', source, chunks, ...sums, replayed: 0 };
    };
    const found = await readAccounts(sql);
    expect(found).toEqual([account('http', 4), account('syslog', 8)]);
    expect(found.map(imbalanceOf)).toEqual([undefined, undefined]);
    expect(imbalanceOf({ ...found[0]!, stored: 7 })).toBe(
      'source http, sink store: 12 records and 0 copies are not 7 stored + 0 filtered + 4 dead letters',
    );
  });
});
