import fc from 'fast-check';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from '../../config/plan.js';
import type { LetterConditions } from '../../pipeline/dead-letters.js';
import { letterOfUnreadable } from '../../pipeline/delivery.js';
import { Graph, upstreamOf } from '../../pipeline/graph.js';
import { Metrics } from '../../pipeline/metrics.js';
import type { Sink, Transform } from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import { LetterDesk, lackingSinks } from '../../pipeline/replay.js';
import { Worker } from '../../pipeline/worker.js';
import { chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import memory from '../queues/memory.js';
import type { PostgresSink } from './sink.js';
import { PostgresStore } from './store.js';

const logger = pino({ level: 'silent' });
const BATCH = { maxEvents: 10, maxBytes: 1e6, maxWaitMillis: 5 };
/** in → change → store, kept */
const PLAN: PipelinePlan = {
  file: 'pipeline.yaml',
  sources: [{ name: 'in' } as StagePlan],
  queue: {} as StagePlan,
  transforms: [{ name: 'change', inputs: ['in'], plugin: {} } as unknown as TransformPlan],
  sinks: ['store', 'kept'].map(
    (name) => ({ name, inputs: ['change'], batch: BATCH, plugin: {} }) as unknown as SinkPlan,
  ),
};

describe('dead letters and their replay', () => {
  let database: Tables;
  let sql: pg.Client;
  let store: PostgresStore;

  beforeAll(async () => {
    database = await freshTables();
    sql = database.sql;
    store = new PostgresStore(database.url, 'a database');
  });
  beforeEach(() => sql.query('TRUNCATE laf.logs, laf.ledger, laf.dead_letters'));
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('keeps the letters of a worker from before the column `origin`', async () => {
    await sql.query(
      `INSERT INTO laf.dead_letters (chunk_id, index, stage, event_id, received_at, source, reason, raw)
       VALUES (gen_random_uuid(), 0, 'change', 1, now(), 'in', 'no', 'raw') ON CONFLICT DO NOTHING`,
    );
    expect((await sql.query('SELECT origin FROM laf.dead_letters')).rows).toEqual([{ origin: 'change' }]);
  });

  const stored = async () =>
    (await sql.query('SELECT id::text, message FROM laf.logs ORDER BY id')).rows as {
      id: string;
      message: string;
    }[];
  const letters = async () =>
    (
      await sql.query(
        'SELECT stage, reason, tries, event_id::text, replay_chunk, source FROM laf.dead_letters ORDER BY event_id, stage',
      )
    ).rows;

  /** A worker on PLAN and what its sink `kept` got. Runs until the queue is empty and ends with the test at the latest. */
  async function programOf(event: Transform['event'], kept: Sink['write'] = async () => {}) {
    const context = { name: 'queue', logger, dataDir: '', redisUrl: undefined };
    const queue: Queue = await memory.create({ max_bytes: 1e7 }, context);
    const got: string[] = [];
    const sink = database.newSink({ upstream: upstreamOf('store', PLAN) });
    await sink.start();
    const metrics = new Metrics();
    const graph = new Graph({
      plan: PLAN,
      transforms: new Map([['change', { event: event! }]]),
      sinks: new Map<string, Sink | PostgresSink>([
        ['store', sink],
        [
          'kept',
          {
            write: async (batch) => {
              await kept(batch);
              got.push(...batch.events.map(({ raw }) => raw));
            },
          },
        ],
      ]),
      compileFilter: () => () => true,
      metrics,
      onRetry: () => {},
      onError: (_stage, error) => worker.fail(error),
    });
    const worker = new Worker({ consumer: queue.consumer('one'), graph, store, metrics, logger });
    const run = worker.run();
    onTestFinished(async () => {
      worker.stop(AbortSignal.timeout(5000));
      await run;
      await sink.stop();
      await queue.close();
    });
    const idle = () =>
      vi.waitFor(async () => expect((await queue.status()).depth).toBe(0), { timeout: 10_000, interval: 10 });
    return { queue, got, idle, desk: new LetterDesk(store, queue, () => PLAN) };
  }

  const refuse: Transform['event'] = (event) => {
    if (event.raw.includes('bad')) throw new Error('does not match');
    return event;
  };
  const accept: Transform['event'] = (event) => event;
  const ALL: LetterConditions = {};

  /** Leaves letters of `records` with the stage `change`; the good ones are stored. */
  async function refused(records: readonly string[]) {
    const before = await programOf(refuse);
    await before.queue.append([
      chunkOf(records, { source: 'in', receivedAtMicros: 1_762_856_430_123_456, contentType: 'text/plain' }),
    ]);
    await before.idle();
  }

  it('are stored once, with the ids they had, when what refused them is mended', async () => {
    await refused(['one', 'bad two', 'three', 'bad four']);
    const ids = (await letters()).map(({ event_id }) => event_id);
    expect(ids).toHaveLength(2);
    const after = await programOf(accept);
    expect(await after.desk.replay(ALL)).toEqual({ replayed: 2, unreplayable: 0 });
    await after.idle();
    expect((await stored()).filter(({ message }) => message.includes('bad'))).toEqual([
      { id: ids[0], message: 'bad two' },
      { id: ids[1], message: 'bad four' },
    ]);
    expect(await letters()).toEqual([]);
    expect(after.got).toEqual(['bad two', 'bad four']);
    expect(await after.desk.replay(ALL)).toEqual({ replayed: 0, unreplayable: 0 });
  });

  it('come in as they came the first time', async () => {
    await refused(['bad']);
    let seen: unknown;
    const after = await programOf((event) => {
      const { chunk, index } = event;
      seen = [chunk.receivedAtMicros, chunk.transport, chunk.contentType, chunk.peerOf(index), chunk.replay];
      return event;
    });
    await after.desk.replay(ALL);
    await after.idle();
    expect(seen).toEqual([1_762_856_430_123_456, 'tcp', 'text/plain', '192.0.2.1', true]);
  });

  it('are stored once when they are replayed twice at the same moment', async () => {
    await refused(Array.from({ length: 700 }, (_, i) => `bad ${i}`));
    const after = await programOf(accept);
    const outcomes = await Promise.all([after.desk.replay(ALL), after.desk.replay(ALL)]);
    expect(Math.max(...outcomes.map(({ replayed }) => replayed))).toBe(700);
    await after.idle();
    expect((await stored()).length).toBe(700);
    expect(await letters()).toEqual([]);
  });

  it('are stored once when the process dies between mark and append, or after it', async () => {
    await refused(['bad one', 'bad two']);
    const sinksOf = () => ['store', 'kept'];
    const marked = await store.markLetters(ALL, sinksOf);
    const again = await store.markLetters(ALL, sinksOf);
    expect(again).toEqual(marked);
    const after = await programOf(accept);
    await after.desk.replay(ALL);
    const [chunk] = marked.letters;
    await after.queue.append([
      chunkOf([chunk!.raw], {
        ...{ id: chunk!.replayChunk, source: 'in', firstId: chunk!.eventId, replay: true, sinks: ['store'] },
      }),
    ]);
    await after.idle();
    expect((await stored()).map(({ message }) => message)).toEqual(['bad one', 'bad two']);
    expect(await letters()).toEqual([]);
  });

  it('stay with one try more and their new reason when they are refused again', async () => {
    await refused(['bad']);
    const [before] = await letters();
    const after = await programOf(() => {
      throw new Error('still wrong');
    });
    await after.desk.replay(ALL);
    await after.idle();
    expect(await letters()).toEqual([{ ...before, reason: 'change: still wrong', tries: 2 }]);
    await after.desk.replay(ALL);
    await after.idle();
    expect(await letters()).toEqual([{ ...before, reason: 'change: still wrong', tries: 3 }]);
    expect(await stored()).toEqual([]);
  });

  it('go to no sink that has them', async () => {
    // What only the table refuses.
    const before = await programOf((event) => {
      event.fill('json', event.timestampMicros, 'INFO', '', '', event.raw, '{"broken":');
      return event;
    });
    await before.queue.append([chunkOf(['hello'], { source: 'in' })]);
    await before.idle();
    expect(await letters()).toMatchObject([{ stage: 'store', tries: 1 }]);
    expect(before.got).toEqual(['hello']);
    // Refused again, now before both sinks: it is still for one of them.
    const worse = await programOf(() => {
      throw new Error('wrong');
    });
    await worse.desk.replay(ALL);
    await worse.idle();
    expect(await letters()).toMatchObject([{ stage: 'change', tries: 2 }]);
    const after = await programOf(accept);
    await after.desk.replay(ALL);
    await after.idle();
    expect((await stored()).map(({ message }) => message)).toEqual(['hello']);
    expect(after.got).toEqual([]);
    expect(await letters()).toEqual([]);
  });

  it('are settled where only a sink without tables lacks them', async () => {
    const before = await programOf(accept, async ({ events, deliveries }) => {
      deliveries[0]!.reject(events[0]!, { stage: 'kept', reason: 'too long' });
    });
    await before.queue.append([chunkOf(['hello'], { source: 'in' })]);
    await before.idle();
    expect(await letters()).toMatchObject([{ stage: 'kept', reason: 'too long' }]);
    const after = await programOf(accept);
    await after.desk.replay(ALL);
    await after.idle();
    expect(after.got).toEqual(['hello']);
    expect(await letters()).toEqual([]);
    expect((await stored()).length).toBe(1);
  });

  it('stay as they are when they cannot go again', async () => {
    await store.keepDeadLetters([letterOfUnreadable(Buffer.from([1, 0xff]), 'not a chunk')]);
    await refused(['bad']);
    await sql.query("UPDATE laf.dead_letters SET source = 'gone' WHERE source = 'in'");
    const after = await programOf(accept);
    expect(await after.desk.replay(ALL)).toEqual({ replayed: 0, unreplayable: 2 });
    expect((await letters()).map(({ tries, replay_chunk }) => [tries, replay_chunk])).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  it('are not lost when the sinks they are for have gone meanwhile', async () => {
    await refused(['bad']);
    const after = await programOf(accept);
    const former = { ...PLAN, sinks: [{ ...PLAN.sinks[0]!, name: 'former' }] };
    await new LetterDesk(store, after.queue, () => former).replay(ALL);
    await after.idle();
    expect(await letters()).toMatchObject([
      { stage: 'in', tries: 2, reason: expect.stringContaining('former') },
    ]);
    await after.desk.replay(ALL);
    await after.idle();
    expect((await stored()).length).toBe(1);
    expect(await letters()).toEqual([]);
  });

  it('are listed in pages, newest first, and found and dropped by the same conditions', async () => {
    await refused(Array.from({ length: 7 }, (_, i) => `bad ${i}`));
    await store.keepDeadLetters([letterOfUnreadable(Buffer.from([1, 0xff]), 'Not a CHUNK')]);
    const keys: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.listLetters({ limit: 3, ...(cursor === null ? {} : { cursor }) });
      keys.push(...page.letters.map(({ key }) => key));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(keys).size).toBe(8);
    const first = await store.getLetter(keys[0]!);
    expect(first).toMatchObject({ stage: 'queue', size: 2, raw: Buffer.from([1, 0xff]) });
    const of = async (conditions: LetterConditions) =>
      (await store.listLetters({ ...conditions, limit: 100 })).letters.length;
    expect(await of({ stage: 'change' })).toBe(7);
    expect(await of({ source: 'in', reason: 'NOT MATCH' })).toBe(7);
    expect(await of({ reason: '%' })).toBe(0);
    expect(await of({ fromMicros: first!.refusedAtMicros })).toBe(1);
    expect(await of({ toMicros: first!.refusedAtMicros })).toBe(7);
    expect(await of({ keys: keys.slice(0, 2), stage: 'change' })).toBe(1);
    expect(await store.dropLetters({ keys: keys.slice(1, 3) })).toBe(2);
    expect(await store.dropLetters({ stage: 'change' })).toBe(5);
    expect(await of({})).toBe(1);
    await expect(store.getLetter('x')).rejects.toThrow('"x" is no key of a dead letter');
    await expect(store.listLetters({ limit: 1, cursor: 'eA' })).rejects.toThrow('cursor "eA" is none');
  });
});

describe('the sinks that lack a record', () => {
  const names = fc.constantFrom('in', 'change', 'store', 'kept', 'gone');

  it('are never one that has it, and never none where the graph has one', () => {
    fc.assert(
      fc.property(
        names,
        fc.option(fc.subarray(['store', 'kept', 'gone'], { minLength: 1 }), { nil: undefined }),
        (stage, sinks) => {
          const lacking = lackingSinks({ stage, source: 'in', sinks }, PLAN)!;
          expect(lacking.length).toBeGreaterThan(0);
          expect(lackingSinks({ stage, source: 'gone', sinks }, PLAN)).toBeUndefined();
          if (stage === 'store' || stage === 'kept') expect(lacking).toEqual([stage]);
          const today = sinks?.filter((name) => name !== 'gone') ?? [];
          if (today.length > 0 && (stage === 'in' || stage === 'change')) expect(lacking).toEqual(today);
        },
      ),
    );
  });
});
