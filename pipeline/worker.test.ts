import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from '../config/plan.js';
import { chunkOf } from '../test/support/batches.js';
import { RecordingStore } from '../test/support/doubles.js';
import { RetryableError } from './errors.js';
import { Graph } from './graph.js';
import { Metrics } from './metrics.js';
import type { AnySink, Transform } from './plugin.js';
import type { QueueConsumer } from './queue.js';
import { Worker } from './worker.js';

/** Hands out chunks as fast as they are taken, as a queue with a backlog does, and notes what is acknowledged. */
class FakeConsumer implements QueueConsumer {
  readonly acknowledged: string[] = [];
  #next = 0;

  constructor(
    private readonly chunks: readonly Buffer[],
    private readonly attemptsOf: (index: number) => number = () => 1,
  ) {}

  async read(count: number, _waitMillis: number, signal?: AbortSignal) {
    const chunks = this.chunks.slice(this.#next, this.#next + count);
    if (chunks.length === 0) await delay(5, undefined, { signal }).catch(() => {});
    return chunks.map((bytes) => {
      const index = this.#next++;
      return { token: String(index), bytes, attempts: this.attemptsOf(index) };
    });
  }

  async acknowledge(tokens: readonly string[]): Promise<void> {
    this.acknowledged.push(...tokens);
  }

  async close(): Promise<void> {}
}

const BATCH = { maxEvents: 1, maxBytes: 1e6, maxWaitMillis: 1 };

/** A worker on the graph `in → transform → sink`. */
function workerOf(
  given: number | readonly Buffer[],
  transform: Transform,
  sink: AnySink,
  attemptsOf?: (index: number) => number,
) {
  const chunks =
    typeof given === 'number'
      ? Array.from({ length: given }, (_, i) => chunkOf([`${i}`], { source: 'in' }))
      : given;
  const consumer = new FakeConsumer(chunks, attemptsOf);
  const plan: PipelinePlan = {
    file: 'pipeline.yaml',
    sources: [{ name: 'in' } as StagePlan],
    queue: {} as StagePlan,
    transforms: [{ name: 'change', inputs: ['in'], plugin: {} } as unknown as TransformPlan],
    sinks: [{ name: 'store', inputs: ['change'], batch: BATCH, plugin: {} } as unknown as SinkPlan],
  };
  const metrics = new Metrics();
  const graph = new Graph({
    plan,
    transforms: new Map([['change', transform]]),
    sinks: new Map([['store', sink]]),
    compileFilter: () => () => true,
    metrics,
    onRetry: () => {},
    onError: (_stage, error) => worker.fail(error),
  });
  const logger = pino({ level: 'silent' });
  const store = new RecordingStore();
  const worker = new Worker({ consumer, graph, store, metrics, logger });
  return { worker, consumer, store };
}

const pass: Transform = { event: (event) => event };
const swallow: AnySink = { write: async () => {} };
const away: AnySink = {
  write: async () => {
    throw new RetryableError('the database is away');
  },
};

describe('a worker', () => {
  it('ends when a transform fails by a bug, however much waits before the stage', async () => {
    let batches = 0;
    const bug: Transform = {
      batch: async (events) => {
        batches += 1;
        if (batches > 3) throw new TypeError('x is not a function');
        return events;
      },
    };
    const { worker } = workerOf(100, bug, swallow);
    await expect(worker.run()).rejects.toThrow('x is not a function');
  }, 5000);

  it('ends when a transform fails by a bug while it drains', async () => {
    let fail = () => {};
    const bug: Transform = {
      batch: () =>
        new Promise((_, reject) => {
          fail = () => reject(new TypeError('x is not a function'));
        }),
    };
    const { worker } = workerOf(1, bug, swallow);
    const run = worker.run();
    run.catch(() => {});
    await delay(50);
    worker.stop(new AbortController().signal);
    await delay(50);
    fail();
    await expect(run).rejects.toThrow('x is not a function');
  }, 5000);

  it('ends when a sink cannot encode, and leaves the process alone', async () => {
    const sink: AnySink = {
      encode: () => {
        throw new TypeError('not a string');
      },
      writeParts: async () => {},
    };
    for (const transform of [pass, { batch: async (events) => events } satisfies Transform]) {
      const { worker } = workerOf(100, transform, sink);
      await expect(worker.run()).rejects.toThrow('not a string');
    }
  }, 5000);

  it('takes a chunk that may have ended others when nothing else is in the graph, and nothing beside it', async () => {
    const underWay = new Set<string>();
    const together: string[][] = [];
    const sink: AnySink = {
      concurrency: 4,
      write: async ({ events }) => {
        for (const { raw } of events) underWay.add(raw);
        await delay(20);
        together.push([...underWay]);
        for (const { raw } of events) underWay.delete(raw);
      },
    };
    const { worker, consumer } = workerOf(6, pass, sink, (index) => (index === 3 ? 3 : 1));
    const run = worker.run();
    await expect.poll(() => consumer.acknowledged.length).toBe(6);
    worker.stop(new AbortController().signal);
    await run;
    expect(together.filter((raws) => raws.includes('3'))).toEqual([['3']]);
    expect(together.some((raws) => raws.length > 1)).toBe(true);
  }, 5000);

  it('keeps a chunk that nobody can read as a dead letter, once however often it comes, and goes on', async () => {
    const unreadable = Buffer.from([0xff, 0, 0x0a]);
    const { worker, consumer, store } = workerOf(
      [unreadable, unreadable, chunkOf(['1'], { source: 'in' })],
      pass,
      swallow,
    );
    const run = worker.run();
    await expect.poll(() => consumer.acknowledged).toEqual(['0', '1', '2']);
    worker.stop(new AbortController().signal);
    await run;
    expect(store.letters).toHaveLength(2);
    expect(store.letters[0]).toMatchObject({
      raw: unreadable,
      stage: 'queue',
      reason: expect.stringContaining('not a chunk'),
    });
    expect(store.letters[0]!.chunkId).toBe(store.letters[1]!.chunkId);
  }, 5000);

  it('gives up at once when it is told so before it is stopped', async () => {
    const { worker, consumer } = workerOf(3, pass, away);
    const run = worker.run();
    await delay(50);
    worker.stop(AbortSignal.abort());
    await run;
    expect(consumer.acknowledged).toEqual([]);
  }, 5000);

  it('acknowledges every chunk, whenever its sink is done', async () => {
    const sink: AnySink = {
      concurrency: 16,
      write: async ({ events }) => {
        for (let ticks = Number(events[0]!.raw) % 16; ticks > 0; ticks--) await undefined;
      },
    };
    const { worker, consumer } = workerOf(500, pass, sink);
    const run = worker.run();
    await expect.poll(() => consumer.acknowledged.length).toBe(500);
    worker.stop(new AbortController().signal);
    await run;
  });
});
