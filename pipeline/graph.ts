import { PassThrough, type Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { PipelinePlan, SinkPlan, TransformPlan } from '../config/plan.js';
import type { Batch } from './batch.js';
import { JoinStage } from './join-stage.js';
import type { Metrics } from './metrics.js';
import type { AnySink, SinkDefinition, Transform } from './plugin.js';
import { SinkStage } from './sink-stage.js';
import { type EventPredicate, TransformStage } from './transform-stage.js';

export interface GraphOptions {
  readonly plan: PipelinePlan;
  readonly transforms: ReadonlyMap<string, Transform>;
  readonly sinks: ReadonlyMap<string, AnySink>;
  readonly compileFilter: (text: string) => EventPredicate;
  readonly metrics: Metrics;
  readonly onRetry: (stage: string, error: Error) => void;
  /** A stage failed by a bug; the graph is of no more use. */
  readonly onError: (stage: string, error: Error) => void;
}

type Reader = TransformPlan | SinkPlan;

/**
 * The part of pipeline.yaml behind the queue as Node streams of batches: for each source an entry, a stream for each
 * transform and sink, and a join before those that a chunk reaches by several ways.
 */
export class Graph {
  readonly #entries = new Map<string, PassThrough>();
  readonly #stages: (Readable | Writable)[] = [];
  readonly #sinks: SinkStage[] = [];
  readonly #reachable = new Map<string, Set<string>>();
  readonly #giveUp = new AbortController();

  constructor(private readonly options: GraphOptions) {
    const { plan } = options;
    for (const { name } of plan.sources) this.#reachable.set(name, reachableFrom(name, plan));
    const outputs = new Map<string, Readable>();
    for (const { name } of plan.sources) {
      const entry = new PassThrough({ objectMode: true, highWaterMark: 1 });
      this.#entries.set(name, entry);
      outputs.set(name, entry);
    }
    const heads = new Map<Reader, Writable>();
    for (const stage of plan.transforms) {
      const [head, output] = this.#transformStage(stage);
      heads.set(stage, head);
      outputs.set(stage.name, output);
    }
    for (const stage of plan.sinks) heads.set(stage, this.#sinkStage(stage));
    for (const [stage, head] of heads)
      connect(
        stage.inputs.map((input) => outputs.get(input)!),
        head,
      );
  }

  /** The sinks that chunks of `source` reach; none for a source that this graph does not have. */
  sinksOf(source: string): string[] {
    const reachable = this.#reachable.get(source);
    return this.options.plan.sinks.map(({ name }) => name).filter((name) => reachable?.has(name));
  }

  /** Resolves when the graph has room for the next batch of this source. */
  async push(source: string, batch: Batch): Promise<void> {
    const entry = this.#entries.get(source)!;
    if (entry.destroyed || entry.write(batch)) return;
    await new Promise<void>((resolve) => {
      const settle = () => {
        entry.off('drain', settle).off('close', settle);
        resolve();
      };
      entry.once('drain', settle).once('close', settle);
    });
  }

  /**
   * Resolves once every sink has written what is in the graph, or it is destroyed; gives up waiting for retries when
   * `signal` aborts.
   */
  async drain(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#giveUp.abort(), { once: true });
    if (signal.aborted) this.#giveUp.abort();
    for (const entry of this.#entries.values()) entry.end();
    await Promise.allSettled(this.#sinks.map((sink) => finished(sink)));
  }

  /** Drops what is in the graph and not being written: those deliveries never end, and their chunks stay in the queue. */
  destroy(): void {
    this.#giveUp.abort();
    for (const stage of [...this.#entries.values(), ...this.#stages]) stage.destroy();
  }

  #transformStage(stage: TransformPlan): [head: Writable, output: Readable] {
    const { plan, transforms, metrics } = this.options;
    const stream = new TransformStage({
      name: stage.name,
      transform: transforms.get(stage.name)!,
      when: this.#predicate(stage),
      copies: stage.inputs.some((input) => readersOf(input, plan).length > 1),
      metrics,
      signal: this.#giveUp.signal,
    });
    this.#watch(stage.name, stream);
    return [this.#joined(stage, stream), stream];
  }

  #sinkStage(stage: SinkPlan): Writable {
    const { sinks, metrics, onRetry } = this.options;
    const immediate = (stage.plugin as SinkDefinition).unbatched === true;
    const stream = new SinkStage({
      name: stage.name,
      sink: sinks.get(stage.name)!,
      when: this.#predicate(stage),
      limits: immediate ? { ...stage.batch, maxEvents: 0 } : stage.batch,
      metrics,
      onRetry,
      signal: this.#giveUp.signal,
    });
    this.#watch(stage.name, stream);
    this.#sinks.push(stream);
    return this.#joined(stage, stream);
  }

  #predicate(stage: Reader): EventPredicate | undefined {
    return stage.when === undefined ? undefined : this.options.compileFilter(stage.when);
  }

  /** Puts a join before a stage whose inputs can each bring the same chunk. */
  #joined(stage: Reader, stream: Writable): Writable {
    const ways = new Map<string, number>();
    for (const [source, reachable] of this.#reachable) {
      ways.set(source, stage.inputs.filter((input) => input === source || reachable.has(input)).length);
    }
    if (Math.max(...ways.values()) < 2) return stream;
    const join = new JoinStage(ways);
    this.#watch(stage.name, join);
    join.pipe(stream);
    return join;
  }

  #watch(stage: string, stream: Readable | Writable): void {
    this.#stages.push(stream);
    stream.on('error', (error) => this.options.onError(stage, error));
  }
}

/** `head` ends when the last of its inputs has ended. */
function connect(inputs: readonly Readable[], head: Writable): void {
  let open = inputs.length;
  head.setMaxListeners(0);
  for (const input of inputs) {
    input.setMaxListeners(0);
    input.pipe(head, { end: false });
    input.once('end', () => {
      open -= 1;
      if (open === 0) head.end();
    });
  }
}

function readersOf(name: string, plan: PipelinePlan): Reader[] {
  return [...plan.transforms, ...plan.sinks].filter(({ inputs }) => inputs.includes(name));
}

/** The sources and stages that events can come through to a stage, its own name included. */
export function upstreamOf(name: string, plan: PipelinePlan): Set<string> {
  const stages = [...plan.transforms, ...plan.sinks];
  const found = new Set([name]);
  for (const known of found) {
    for (const input of stages.find((stage) => stage.name === known)?.inputs ?? []) found.add(input);
  }
  return found;
}

function reachableFrom(source: string, plan: PipelinePlan): Set<string> {
  const reached = new Set<string>();
  const waiting = [source];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const reader of readersOf(name, plan)) {
      if (reached.has(reader.name)) continue;
      reached.add(reader.name);
      waiting.push(reader.name);
    }
  }
  return reached;
}
