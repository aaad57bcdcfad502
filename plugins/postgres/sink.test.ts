import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.js';
import type { Sink } from '../../pipeline/plugin.js';
import { asSink, batchOf, chunkOf, joined } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';

describe('the postgres sink', () => {
  let database: Tables;
  let sql: pg.Client;
  let sink: Sink;

  beforeAll(async () => {
    database = await freshTables();
    sql = database.sql;
    sink = newSink();
    await sink.start?.();
  });

  const newSink = () => asSink(database.newSink());

  beforeEach(() => sql.query('TRUNCATE laf.logs, laf.ledger, laf.dead_letters'));

  afterAll(async () => {
    await sink.stop?.();
    await database.drop();
  });

  const messages = async () =>
    (await sql.query('SELECT message FROM laf.logs ORDER BY id')).rows.map(
      ({ message }) => message as string,
    );

  it('writes every column', async () => {
    const { batch } = batchOf(chunkOf(['hello'], { receivedAtMicros: 1_762_856_430_123_000 }));
    batch.events[0]!.fill(
      'json',
      1_762_856_430_123_456,
      'ERROR',
      'web-1',
      'auth',
      'hello',
      '{"status":500,"big":12345678901234567890}',
    );
    await sink.write(batch);
    const { rows } = await sql.query(
      'SELECT *, id::text AS id, "timestamp"::text, received_at::text, metadata::text FROM laf.logs',
    );
    expect(rows).toEqual([
      {
        id: batch.events[0]!.id,
        timestamp: '2025-11-11 10:20:30.123456+00',
        received_at: '2025-11-11 10:20:30.123+00',
        level: 'ERROR',
        source: 'web-1',
        application: 'auth',
        format: 'json',
        message: 'hello',
        metadata: '{"big": 12345678901234567890, "status": 500}',
      },
    ]);
  });

  it('stores a redelivered chunk once, also beside a new one', async () => {
    const chunk = chunkOf(['a', 'b']);
    await sink.write(batchOf(chunk).batch);
    await sink.write(batchOf(chunk).batch);
    await sink.write(joined(batchOf(chunk), batchOf(chunkOf(['c']))));
    expect(await messages()).toEqual(['a', 'b', 'c']);
  });

  it('stores a chunk once that is in a batch twice, because its append was tried again', async () => {
    const chunk = chunkOf(['a', 'b']);
    await sink.write(joined(batchOf(chunk), batchOf(chunkOf(['c'])), batchOf(chunk)));
    expect((await messages()).sort()).toEqual(['a', 'b', 'c']);
    expect((await sql.query('SELECT sum(stored)::int AS stored FROM laf.ledger')).rows).toEqual([
      { stored: 3 },
    ]);
  });

  it('stores a chunk once that two workers write at the same moment, in any order of chunks', async () => {
    const chunks = Array.from({ length: 8 }, (_, i) => chunkOf([`record ${i}`]));
    const other = newSink();
    const forwards = joined(...chunks.map((chunk) => batchOf(chunk)));
    const backwards = joined(...chunks.toReversed().map((chunk) => batchOf(chunk)));
    await Promise.all([sink.write(forwards), other.write(backwards)]);
    await other.stop?.();
    expect((await messages()).sort()).toEqual(chunks.map((_, i) => `record ${i}`));
  });

  it('keeps the letters of its own way with the rows, once, and leaves those of another branch to who has them', async () => {
    const chunk = chunkOf(['bad', 'good', 'refused elsewhere']);
    const written = async () => {
      const { batch } = batchOf(chunk);
      const [bad, good, elsewhere] = batch.events;
      batch.deliveries[0]!.reject(bad!, { stage: 'parse', reason: 'no' });
      batch.deliveries[0]!.reject(elsewhere!, { stage: 'other-branch', reason: 'full' });
      batch.events.splice(0, 3, good!, elsewhere!);
      await sink.write(batch);
      return batch.deliveries[0]!.unkeptLetters().map(({ stage }) => stage);
    };
    // The second time as after a crash between commit and acknowledgement: the other branch's letter is not kept yet.
    expect([await written(), await written()]).toEqual([['other-branch'], ['other-branch']]);
    expect(await messages()).toEqual(['good', 'refused elsewhere']);
    const { rows } = await sql.query('SELECT stage, index FROM laf.dead_letters');
    expect(rows).toEqual([{ stage: 'parse', index: 0 }]);
  });

  it('takes any text, whatever PostgreSQL cannot hold replaced by U+FFFD', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { minLength: 1, maxLength: 20 }),
        async (texts) => {
          await sql.query('TRUNCATE laf.logs');
          const { batch } = batchOf(chunkOf(texts.map(() => 'x')));
          batch.events.forEach((event, i) => {
            event.message = texts[i]!;
            event.metadata = { text: texts[i], nested: [{ [texts[i]!]: texts[i] }] };
            event.source = texts[i]!;
          });
          await sink.write(batch);
          const { rows } = await sql.query(
            `SELECT message, source, metadata->>'text' AS text FROM laf.logs ORDER BY id`,
          );
          const stored = texts.map((text) => text.toWellFormed().replaceAll('\0', '\ufffd'));
          expect(rows).toEqual(stored.map((text) => ({ message: text, source: text, text })));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps raw bytes of any kind: UTF-8 as it is, the rest as U+FFFD', async () => {
    await sink.write(
      batchOf(chunkOf([Buffer.from('grüße'), Buffer.from([0x61, 0xff, 0x00, 0x62]), Buffer.from('日本')]))
        .batch,
    );
    expect(await messages()).toEqual(['grüße', 'a\ufffd\ufffdb', '日本']);
  });

  it('sets bad rows aside, each with its SQLSTATE and column, and stores their neighbours', async () => {
    const { batch } = batchOf(chunkOf(Array.from({ length: 100 }, (_, i) => `record ${i}`)));
    for (const bad of [0, 41, 42, 99]) {
      const event = batch.events[bad]!;
      event.fill('json', event.timestampMicros, 'INFO', '', '', event.raw, '{"broken":');
    }
    await sink.write(batch);
    expect(await messages()).toEqual(
      batch.events.map(({ raw }) => raw).filter((_, i) => ![0, 41, 42, 99].includes(i)),
    );
    const { rows } = await sql.query(
      'SELECT index, stage, sqlstate, column_name, raw FROM laf.dead_letters ORDER BY index',
    );
    expect(rows.map(({ index, raw }) => [index, raw.toString()])).toEqual(
      [0, 41, 42, 99].map((i) => [i, `record ${i}`]),
    );
    expect(rows[0]).toMatchObject({ stage: 'store', sqlstate: '22P02', column_name: 'metadata' });
    expect((await sql.query('SELECT stored, dead FROM laf.ledger')).rows).toEqual([{ stored: 96, dead: 4 }]);
  });

  it('keeps the letters of earlier stages in the same transaction, once', async () => {
    const chunk = chunkOf(['good', 'bad']);
    for (const { batch } of [batchOf(chunk), batchOf(chunk)]) {
      batch.delivery.reject(batch.events.pop()!, { stage: 'parse', reason: 'no' });
      await sink.write(batch);
    }
    expect(await messages()).toEqual(['good']);
    expect((await sql.query('SELECT stage, reason FROM laf.dead_letters')).rows).toEqual([
      { stage: 'parse', reason: 'no' },
    ]);
  });

  it('keeps the letters that two sinks share, whichever of them a worker dies in', async () => {
    const chunk = chunkOf(['good', 'bad']);
    const other = asSink(database.newSink({ name: 'other' }));
    const delivered = () => {
      const { batch } = batchOf(chunk);
      batch.delivery.reject(batch.events.pop()!, { stage: 'parse', reason: 'no' });
      return batch;
    };
    const letters = async () => (await sql.query('SELECT stage FROM laf.dead_letters')).rows.length;
    // One sink has the chunk before the worker dies in the other: when it comes again it is new to that one only.
    const first = delivered();
    await sink.write(first);
    expect(await letters()).toBe(1);
    await sql.query('TRUNCATE laf.dead_letters');
    const again = delivered();
    await sink.write(again);
    await other.write(again);
    expect(await letters()).toBe(1);
    expect([first.delivery.refused, again.delivery.refused].map((refused) => refused.get('parse'))).toEqual([
      1,
      undefined,
    ]);
    expect(again.delivery.unkeptLetters()).toEqual([]);
    await other.stop?.();
  });

  it('puts each day into its partition, and far-off times into laf.logs_far', async () => {
    const { batch } = batchOf(chunkOf(['now', 'week', '9999', '1970']));
    const day = 86_400_000_000;
    batch.events[1]!.timestampMicros -= 7 * day;
    batch.events[2]!.timestamp = '9999-12-31T23:59:59Z';
    batch.events[3]!.timestampMicros = 0;
    await sink.write(batch);
    const { rows } = await sql.query(
      'SELECT message, relname AS partition FROM laf.logs JOIN pg_class ON pg_class.oid = logs.tableoid ORDER BY id',
    );
    const nameOf = (micros: number) =>
      `logs_${new Date(micros / 1000).toISOString().slice(0, 10).replaceAll('-', '')}`;
    const now = batch.events[0]!.timestampMicros;
    expect(rows.map(({ partition }) => partition)).toEqual([
      nameOf(now),
      nameOf(now - 7 * day),
      'logs_far',
      'logs_far',
    ]);
  });

  it('holds up nobody but the rows of a new day while a long query reads', async () => {
    const { batch } = batchOf(chunkOf(['five days old']));
    batch.events[0]!.timestampMicros -= 5 * 86_400_000_000;
    await sql.query('BEGIN');
    await sql.query('SELECT count(*) FROM laf.logs');
    await expect(sink.write(batch)).rejects.toBeInstanceOf(RetryableError);
    await sql.query('COMMIT');
    await sink.write(batch);
    expect(await messages()).toEqual(['five days old']);
  });

  it('leaves nothing behind and says that it may be tried again when the connection dies in the middle', async () => {
    const chunk = chunkOf(['survivor']);
    await sql.query('BEGIN');
    await sql.query('LOCK laf.ledger IN ACCESS EXCLUSIVE MODE');
    const failure = sink.write(batchOf(chunk).batch).catch((error) => error);
    await expect.poll(waiters).toBe(1);
    await sql.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'laf store' AND wait_event_type = 'Lock'`,
    );
    await sql.query('COMMIT');
    expect(await failure).toBeInstanceOf(RetryableError);
    expect(await messages()).toEqual([]);
    await sink.write(batchOf(chunk).batch);
    expect(await messages()).toEqual(['survivor']);
  });

  async function waiters(): Promise<number> {
    const { rows } = await sql.query(
      `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'laf.ledger'::regclass`,
    );
    return rows[0].n;
  }
});
