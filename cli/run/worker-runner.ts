import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { PipelinePlan } from '../../config/plan.js';
import { Backoff } from '../../pipeline/backoff.js';
import type { ParserSet } from '../../pipeline/detection/parser-set.js';
import { messageOf, RetryableError } from '../../pipeline/errors.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import { Graph, upstreamOf } from '../../pipeline/graph.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import type { Metrics } from '../../pipeline/metrics.js';
import type {
  AnySink,
  PluginContext,
  SinkDefinition,
  Transform,
  TransformDefinition,
} from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';
import { Worker } from '../../pipeline/worker.js';

export interface WorkerRunnerOptions {
  readonly plan: PipelinePlan;
  readonly queue: Queue;
  readonly store: Store;
  readonly live: LiveBus;
  readonly parsers: ParserSet;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Runs one worker in this process. One that ends by a bug is replaced after a wait that grows; its chunks have stayed in
 * the queue, and one that has brought down several workers goes to the dead letters.
 */
export class WorkerRunner {
  readonly #transforms = new Map<string, Transform>();
  readonly #sinks = new Map<string, AnySink>();
  readonly #stopping = new AbortController();
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;
  #giveUp: AbortSignal | undefined;
  #problem: string | undefined;

  constructor(private readonly options: WorkerRunnerOptions) {}

  /** @throws what a plugin's create or start throws. */
  async start(): Promise<void> {
    const { plan, queue, parsers, live, databaseUrl } = this.options;
    for (const stage of plan.transforms) {
      const context = { ...this.#context(stage.name), parsers };
      this.#transforms.set(
        stage.name,
        await (stage.plugin as TransformDefinition).create(stage.options, context),
      );
    }
    const queueHorizon = async () => (await queue.horizon?.()) ?? 0;
    for (const stage of plan.sinks) {
      const upstream = upstreamOf(stage.name, plan);
      const context = { ...this.#context(stage.name), live, databaseUrl, upstream, queueHorizon };
      this.#sinks.set(stage.name, await (stage.plugin as SinkDefinition).create(stage.options, context));
    }
    for (const plugin of [...this.#transforms.values(), ...this.#sinks.values()]) await plugin.start?.();
    this.#running = this.#keepRunning();
  }

  /** @throws while no worker runs because the last one failed. */
  async check(): Promise<void> {
    if (this.#problem !== undefined) throw new Error(this.#problem);
  }

  async stop(giveUp: AbortSignal): Promise<void> {
    this.#giveUp = giveUp;
    this.#stopping.abort();
    this.#worker?.stop(giveUp);
    await this.#running;
    for (const plugin of [...this.#transforms.values(), ...this.#sinks.values()]) await plugin.stop?.();
  }

  async #keepRunning(): Promise<void> {
    const { logger } = this.options;
    const backoff = new Backoff();
    while (!this.#stopping.signal.aborted) {
      this.#worker = this.#createWorker();
      if (this.#giveUp !== undefined) this.#worker.stop(this.#giveUp);
      try {
        await this.#worker.run();
      } catch (error) {
        this.#problem = `the worker failed: ${messageOf(error)}`;
        logger.error({ err: error }, 'the worker failed; its chunks stay in the queue');
        await backoff.wait(this.#stopping.signal);
        this.#problem = undefined;
      }
    }
  }

  #createWorker(): Worker {
    const { plan, queue, store, metrics, logger } = this.options;
    const graph = new Graph({
      plan,
      transforms: this.#transforms,
      sinks: this.#sinks,
      compileFilter: (text) => compileFilter(parseFilter(text)),
      metrics,
      onRetry: (stage, error) => {
        if (error instanceof RetryableError)
          logger.warn({ stage, error: error.message }, 'a write failed; trying again');
      },
      onError: (stage, error) => worker.fail(new Error(`stage ${stage}: ${error.message}`, { cause: error })),
    });
    const consumer = queue.consumer(`${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`);
    const worker = new Worker({ consumer, graph, store, metrics, logger });
    return worker;
  }

  #context(name: string): PluginContext {
    return { name, logger: this.options.logger.child({ stage: name }), dataDir: this.options.dataDir };
  }
}
