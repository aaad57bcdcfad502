import { describe, expect, it } from 'vitest';
import type { PipelinePlan, SinkPlan, StagePlan, TransformPlan } from '../config/plan.js';
import { batchOf, chunkOf } from '../test/support/batches.js';
import type { Batch } from './batch.js';
import type { Outcome } from './delivery.js';
import { PermanentError, RetryableError } from './errors.js';
import type { LogEvent } from './event.js';
import { Graph } from './graph.js';
import { Metrics } from './metrics.js';
import type { Sink, Transform } from './plugin.js';

type Shape = Record<
  string,
  { inputs: string[]; when?: string; does?: Transform | Sink; unbatched?: boolean }
>;

const LIMITS = { maxEvents: 1000, maxBytes: 1e6, maxWaitMillis: 1 };

/** Keeps the messages of what it is given, a line for each write. */
class RecordingSink implements Sink {
  readonly writes: string[][] = [];

  async write(batch: Batch): Promise<void> {
    this.writes.push(batch.events.map(({ message }) => message));
  }

  get messages(): string[] {
    return this.writes.flat();
  }
}

function mark(letter: string): Transform {
  return {
    event(event: LogEvent) {
      event.message += letter;
      return event;
    },
  };
}

/** Stages whose plugin has `write` are sinks, others transforms; all else is a source. */
function graphOf(sources: string[], shape: Shape, limits = LIMITS) {
  const errors: string[] = [];
  const stages = Object.entries(shape);
  const isSink = (plugin: unknown): plugin is Sink => typeof (plugin as Sink).write === 'function';
  const planOf = ([name, { inputs, when, unbatched }]: (typeof stages)[number]) =>
    ({
      name,
      inputs,
      batch: limits,
      plugin: { unbatched },
      ...(when !== undefined && { when }),
    }) as unknown as SinkPlan;
  const sinks = stages.filter(([, { does }]) => isSink(does));
  const transforms = stages.filter(([, { does }]) => !isSink(does));
  const graph = new Graph({
    plan: {
      file: 'pipeline.yaml',
      sources: sources.map((name) => ({ name }) as StagePlan),
      queue: {} as StagePlan,
      transforms: transforms.map(planOf) as TransformPlan[],
      sinks: sinks.map(planOf),
    } satisfies PipelinePlan,
    transforms: new Map(transforms.map(([name, { does }]) => [name, does as Transform])),
    sinks: new Map(sinks.map(([name, { does }]) => [name, does as Sink])),
    compileFilter: (text) => (event) => event.message.includes(text),
    metrics: new Metrics(),
    onRetry: () => {},
    onError: (stage, error) => errors.push(`${stage}: ${error.message}`),
  });
  const push = async (source: string, ...records: string[]) => {
    const part = batchOf(chunkOf(records, { source }), graph.sinksOf(source).length);
    await graph.push(source, part.batch);
    return part;
  };
  const drain = () => graph.drain(AbortSignal.timeout(5000));
  return { graph, errors, push, drain };
}

const ended = async (outcome: () => Outcome | undefined) => {
  await expect.poll(outcome).toBeDefined();
  return outcome();
};

describe('the graph', () => {
  it('brings every event through its stages in order, and ends the delivery when the sink has it', async () => {
    const store = new RecordingSink();
    const { push, drain } = graphOf(['in'], {
      a: { inputs: ['in'], does: mark('a') },
      b: { inputs: ['a'], does: mark('b') },
      store: { inputs: ['b'], does: store },
    });
    const { outcome } = await push('in', '1', '2');
    expect(await ended(outcome)).toEqual({ type: 'done' });
    await drain();
    expect(store.messages).toEqual(['1ab', '2ab']);
  });

  it('gives each reader of a stage the same events, and changes of one do not reach the other', async () => {
    const [changed, plain] = [new RecordingSink(), new RecordingSink()];
    const { push, drain } = graphOf(['in'], {
      a: { inputs: ['in'], does: mark('!') },
      changed: { inputs: ['a'], does: changed },
      plain: { inputs: ['in'], does: plain },
    });
    const { outcome } = await push('in', 'x');
    await drain();
    expect([changed.messages, plain.messages, outcome()]).toEqual([['x!'], ['x'], { type: 'done' }]);
  });

  it('gives a sink that a chunk reaches by several ways the chunk once and whole, in order', async () => {
    const store = new RecordingSink();
    const { push, drain } = graphOf(['in', 'other'], {
      a: {
        inputs: ['in'],
        does: { batch: async (events: LogEvent[]) => mark('a') && events.map((e) => mark('a').event!(e)!) },
      },
      b: { inputs: ['in'], does: mark('b') },
      store: { inputs: ['a', 'b', 'other'], does: store },
    });
    await push('in', '1', '2');
    await push('other', 'o');
    await drain();
    expect(store.messages.sort()).toEqual(['1a', '1b', '2a', '2b', 'o']);
    expect(store.writes.filter((write) => write.some((message) => message.startsWith('1')))).toHaveLength(1);
  });

  it('applies `when`: others pass a transform unchanged and in order, and are not given to a sink', async () => {
    const [all, some] = [new RecordingSink(), new RecordingSink()];
    const { push, drain } = graphOf(['in'], {
      tag: { inputs: ['in'], when: 'err', does: mark('!') },
      all: { inputs: ['tag'], does: all },
      some: { inputs: ['tag'], when: 'err', does: some },
    });
    const { batch } = await push('in', 'ok 1', 'err 2', 'ok 3', 'err 4');
    await drain();
    expect(all.messages).toEqual(['ok 1', 'err 2!', 'ok 3', 'err 4!']);
    expect(some.messages).toEqual(['err 2!', 'err 4!']);
    expect([...batch.delivery.filtered]).toEqual([['some', 2]]);
  });

  it('makes an event dead that a transform throws on, and keeps its neighbours', async () => {
    const store = new RecordingSink();
    const picky: Transform = {
      event(event) {
        if (event.message === 'bad') throw new Error('I cannot read this');
        return event.message === 'dull' ? null : event;
      },
    };
    const { push, drain } = graphOf(['in'], {
      picky: { inputs: ['in'], does: picky },
      store: { inputs: ['picky'], does: store },
    });
    const { batch } = await push('in', 'good', 'bad', 'dull', 'fine');
    await drain();
    expect(store.messages).toEqual(['good', 'fine']);
    expect(batch.delivery.unkeptLetters()).toMatchObject([
      { index: 1, stage: 'picky', reason: 'picky: I cannot read this', raw: 'bad', source: 'in' },
    ]);
    expect([...batch.delivery.filtered]).toEqual([['picky', 1]]);
  });

  it('writes again what may be written again, makes letters of what never can, and fails on a bug', async () => {
    const failures: Error[] = [new RetryableError('away'), new RetryableError('away')];
    const store = new RecordingSink();
    const flaky: Sink = {
      async write(batch) {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        await store.write(batch);
      },
    };
    const { push } = graphOf(['in'], { store: { inputs: ['in'], does: flaky } });
    expect(await ended((await push('in', 'retried')).outcome)).toEqual({ type: 'done' });
    failures.push(new PermanentError('never'));
    const refused = await push('in', 'refused');
    expect(await ended(refused.outcome)).toEqual({ type: 'done' });
    expect(refused.batch.delivery.unkeptLetters()).toMatchObject([{ reason: 'never', stage: 'store' }]);
    const bug = new TypeError('x is not a function');
    failures.push(bug);
    expect(await ended((await push('in', 'bug')).outcome)).toEqual({ type: 'failed', error: bug });
    expect(store.messages).toEqual(['retried']);
  });

  it('lets one sink wait without an end while it holds at most a few chunks, and others only as far', async () => {
    let release: () => void = () => {};
    const stuck: Sink = {
      write: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    };
    const { push, graph } = graphOf(
      ['in'],
      { stuck: { inputs: ['in'], does: stuck } },
      { ...LIMITS, maxEvents: 1 },
    );
    let accepted = 0;
    const pushing = (async () => {
      for (let i = 0; i < 50; i++) {
        await push('in', `${i}`);
        accepted += 1;
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
    expect(accepted).toBeLessThan(8);
    graph.destroy();
    release();
    await pushing;
  });

  it('joins chunks into batches up to the limit, and gives an unbatched sink each at once', async () => {
    const [store, live] = [new RecordingSink(), new RecordingSink()];
    const { push, drain } = graphOf(
      ['in'],
      { store: { inputs: ['in'], does: store }, live: { inputs: ['in'], does: live, unbatched: true } },
      { maxEvents: 4, maxBytes: 1e6, maxWaitMillis: 60_000 },
    );
    for (const pair of ['ab', 'cd', 'ef', 'gh', 'i']) await push('in', ...pair);
    await drain();
    expect(store.writes.map((write) => write.join(''))).toEqual(['abcd', 'efgh', 'i']);
    expect(live.writes.map((write) => write.join(''))).toEqual(['ab', 'cd', 'ef', 'gh', 'i']);
  });

  it('names the sinks that a source reaches', () => {
    const { graph } = graphOf(['a', 'b'], {
      one: { inputs: ['a'], does: new RecordingSink() },
      two: { inputs: ['a', 'b'], does: new RecordingSink() },
    });
    expect([graph.sinksOf('a'), graph.sinksOf('b'), graph.sinksOf('c')]).toEqual([
      ['one', 'two'],
      ['two'],
      [],
    ]);
  });
});
