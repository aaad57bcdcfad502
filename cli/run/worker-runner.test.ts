import { pino } from 'pino';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from '../../config/plan.js';
import { ParserSet } from '../../pipeline/detection/parser-set.js';
import { RetryableError } from '../../pipeline/errors.js';
import { LocalLiveBus } from '../../pipeline/local-live-bus.js';
import { Metrics } from '../../pipeline/metrics.js';
import {
  defineSink,
  defineTransform,
  type QueueDefinition,
  type SinkContext,
} from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import memory from '../../plugins/queues/memory.js';
import { chunkOf } from '../../test/support/batches.js';
import { RecordingStore, RecordingTemplates } from '../../test/support/doubles.js';
import { WorkerRunner } from './worker-runner.js';

/** What was done with the instances, by stage. */
let said: string[] = [];
let written: string[] = [];
let contexts = new Map<string, SinkContext>();
let away = false;

const about = { summary: '', example: '', options: Type.Object({}) };
const life = (name: string) => ({
  start: async () => void said.push(`start ${name}`),
  stop: async () => void said.push(`stop ${name}`),
});

const mark = defineTransform({
  ...{ ...about, kind: 'transform', name: 'mark' },
  create: (options: { by?: string; asks?: boolean; bug?: boolean }, context) => {
    if (options.asks) void context.parsers;
    return {
      ...life(context.name),
      batch: async (events) => {
        if (options.bug) throw new TypeError('a bug');
        for (const event of events) event.message += options.by ?? '';
        return events;
      },
    };
  },
});

const keep = defineSink({
  ...{ ...about, kind: 'sink', name: 'keep' },
  create: (options: { fails?: boolean }, context) => {
    contexts.set(context.name, context);
    return {
      ...life(context.name),
      start: async () => {
        said.push(`start ${context.name}`);
        if (options.fails) throw new Error('cannot start');
      },
      write: async ({ events }) => {
        if (away) throw new RetryableError('away');
        written.push(...events.map(({ message }) => message));
      },
    };
  },
});

type Shape = Record<string, { inputs: string[]; options?: object }>;
const BATCH = { maxEvents: 1, maxBytes: 1e6, maxWaitMillis: 1 };

function planOf(transforms: Shape, sinks: Shape, sources = ['in']): PipelinePlan {
  const stage = (name: string, plugin: object, options: object = {}) =>
    ({ name, type: 'x', plugin, options, files: [], contents: '' }) as unknown as StagePlan;
  return {
    file: '',
    sources: sources.map((name) => stage(name, {})),
    queue: stage('queue', {}),
    transforms: Object.entries(transforms).map(
      ([name, { inputs, options }]) => ({ ...stage(name, mark, options), inputs }) as TransformPlan,
    ),
    sinks: Object.entries(sinks).map(
      ([name, { inputs, options }]) => ({ ...stage(name, keep, options), inputs, batch: BATCH }) as SinkPlan,
    ),
  };
}

const PARSERS = new ParserSet([]);
const stores: RecordingStore[] = [];
let runner: WorkerRunner;
let queue: Queue;

async function start(plan: PipelinePlan): Promise<void> {
  [said, written, contexts, away] = [[], [], new Map(), false];
  const logger = pino({ level: 'silent' });
  queue = await (memory as unknown as QueueDefinition).create(
    { max_bytes: 1e8 },
    { name: 'queue', logger, dataDir: '', redisUrl: undefined },
  );
  const store = new RecordingStore();
  stores.unshift(store);
  runner = new WorkerRunner({
    ...{
      plan,
      parsers: PARSERS,
      queue,
      store,
      logger,
      templates: new RecordingTemplates(),
      databaseUrl: '',
      dataDir: '',
    },
    ...{ live: new LocalLiveBus(), metrics: new Metrics() },
  });
  await runner.start();
}

afterEach(() => runner.stop(AbortSignal.abort()));

let next = 0;
const send = (count: number, source = 'in') =>
  queue.append(Array.from({ length: count }, () => chunkOf([`${next++}`], { source })));
const empty = () => expect.poll(async () => (await queue.status()).depth).toBe(0);

describe('a change of the plan', () => {
  it('lets instances go on around which only the wiring differs, and makes and stops the others', async () => {
    await start(
      planOf(
        { a: { inputs: ['in'] }, b: { inputs: ['a'], options: { by: '1' } } },
        { out: { inputs: ['b'] } },
      ),
    );
    const upstream = contexts.get('out')!.upstream;
    expect([...upstream].sort()).toEqual(['a', 'b', 'in', 'out']);
    said = [];
    await runner.change(
      planOf(
        { b: { inputs: ['in'], options: { by: '2' } }, c: { inputs: ['b'] } },
        { out: { inputs: ['c'] } },
      ),
      PARSERS,
    );
    expect(said).toEqual(['start b', 'start c', 'stop a', 'stop b']);
    expect([...upstream].sort()).toEqual(['b', 'c', 'in', 'out']);
    next = 0;
    await send(1);
    await empty();
    expect(written).toEqual(['02']);
  });

  it('makes those anew that have asked for the parsers, when there are others', async () => {
    await start(
      planOf(
        { a: { inputs: ['in'], options: { asks: true } }, b: { inputs: ['a'] } },
        { out: { inputs: ['b'] } },
      ),
    );
    said = [];
    const same = planOf(
      { a: { inputs: ['in'], options: { asks: true } }, b: { inputs: ['a'] } },
      { out: { inputs: ['b'] } },
    );
    await runner.change(same, PARSERS);
    expect(said).toEqual([]);
    await runner.change(same, new ParserSet([]));
    expect(said).toEqual(['start a', 'stop a']);
  });

  it('leaves all as it was when a new stage cannot start, and nothing of the new behind', async () => {
    const plan = planOf({}, { out: { inputs: ['in'] } });
    await start(plan);
    said = [];
    const bad = planOf(
      { c: { inputs: ['in'] } },
      { out: { inputs: ['in'] }, bad: { inputs: ['c'], options: { fails: true } } },
    );
    await expect(runner.change(bad, PARSERS)).rejects.toThrow('cannot start');
    expect(said).toEqual(['start c', 'start bad', 'stop c', 'stop bad']);
    await send(3);
    await empty();
    expect(written).toHaveLength(3);
  });

  it('waits for what is under way, and gives each chunk to one graph', async () => {
    const by = (word: string) =>
      planOf({ a: { inputs: ['in'], options: { by: word } } }, { out: { inputs: ['a'] } });
    await start(by(' old'));
    away = true;
    next = 0;
    await send(100);
    const change = runner.change(by(' new'), PARSERS);
    let changed = false;
    void change.then(() => {
      changed = true;
    });
    await expect.poll(() => said.filter((line) => line === 'start a').length).toBe(2);
    expect([changed, said.includes('stop a')]).toEqual([false, false]);
    away = false;
    await change;
    await send(100);
    await empty();
    expect(written.map((message) => Number.parseInt(message, 10)).sort((x, y) => x - y)).toEqual(
      Array.from({ length: 200 }, (_, i) => i),
    );
    expect(written.filter((message) => message.endsWith('old')).length).toBeGreaterThan(0);
  });

  it('takes the way of a source that has gone for its last chunks', async () => {
    await start(planOf({ a: { inputs: ['in', 'old'] } }, { out: { inputs: ['a'] } }, ['in', 'old']));
    await runner.change(planOf({ a: { inputs: ['in'] } }, { out: { inputs: ['a'] } }), PARSERS);
    await send(3, 'old');
    await empty();
    expect(written).toHaveLength(3);
    expect(stores[0]!.letters).toEqual([]);
    await runner.change(planOf({}, { other: { inputs: ['in'] } }), PARSERS);
    await send(1, 'old');
    await empty();
    expect(stores[0]!.letters).toMatchObject([{ source: 'old' }]);
  });

  it('brings a worker back that a bug in the old graph keeps down', async () => {
    await start(planOf({ a: { inputs: ['in'], options: { bug: true } } }, { out: { inputs: ['a'] } }));
    await send(1);
    await expect.poll(() => runner.check().then(() => '', String)).toContain('a bug');
    await runner.change(planOf({ a: { inputs: ['in'] } }, { out: { inputs: ['a'] } }), PARSERS);
    await empty();
    await runner.check();
    expect(written).toHaveLength(1);
  });
});
