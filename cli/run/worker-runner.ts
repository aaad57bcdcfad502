import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { PipelinePlan } from '../../config/plan.js';
import { Backoff } from '../../pipeline/backoff.js';
import type { ParserSet } from '../../pipeline/detection/parser-set.js';
import { messageOf, RetryableError } from '../../pipeline/errors.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import { Graph } from '../../pipeline/graph.js';
import type { Metrics } from '../../pipeline/metrics.js';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';
import { Worker } from '../../pipeline/worker.js';
import { StageSet, type StageTools } from './stage-set.js';

export interface WorkerRunnerOptions extends StageTools {
  readonly plan: PipelinePlan;
  readonly parsers: ParserSet;
  readonly queue: Queue;
  readonly store: Store;
  readonly metrics: Metrics;
}

/**
 * How long a change waits for what is under way in the old graph, when a database is away. What is left then stays in the
 * queue and goes through the new one.
 */
const DRAIN_MILLIS = 30_000;

/**
 * Runs one worker in this process. One that ends by a bug is replaced after a wait that grows; its chunks have stayed in
 * the queue, and one that has brought down several workers goes to the dead letters.
 *
 * A change of the plan ends the worker in good order and begins another, with the new graph, on those stages that go on.
 */
export class WorkerRunner {
  readonly #stopping = new AbortController();
  #stages!: StageSet;
  #next: { stages: StageSet; begun: () => void } | undefined;
  #wake = new AbortController();
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;
  #giveUp: AbortSignal | undefined;
  #problem: string | undefined;

  constructor(private readonly options: WorkerRunnerOptions) {}

  /** @throws what a plugin's create or start throws. */
  async start(): Promise<void> {
    const { plan, parsers } = this.options;
    this.#stages = await StageSet.make(plan, parsers, this.options);
    this.#running = this.#keepRunning();
  }

  /**
   * Goes on with another plan; resolves once the new graph works and what the old one alone had is stopped. Called once at
   * a time.
   *
   * @throws what a plugin's create or start throws; then the old graph has never stopped working.
   */
  async change(plan: PipelinePlan, parsers: ParserSet): Promise<void> {
    const before = this.#stages;
    const stages = await StageSet.make(plan, parsers, this.options, before);
    await new Promise<void>((begun) => {
      this.#next = { stages, begun };
      this.#wake.abort();
      this.#worker?.stop(AbortSignal.timeout(DRAIN_MILLIS));
    });
    await before.stopAllBut(stages);
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
    await this.#stages?.stop();
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
        await backoff.wait(AbortSignal.any([this.#stopping.signal, this.#wake.signal]));
        this.#problem = undefined;
      }
      this.#begin();
    }
  }

  /** The old graph is empty, or has ended by a bug that the new one may not have. */
  #begin(): void {
    if (this.#next === undefined) return;
    const { stages, begun } = this.#next;
    this.#next = undefined;
    this.#wake = new AbortController();
    this.#stages = stages;
    stages.use();
    begun();
  }

  #createWorker(): Worker {
    const { queue, store, metrics, logger } = this.options;
    const { plan, transforms, sinks } = this.#stages;
    const graph = new Graph({
      plan,
      transforms,
      sinks,
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
}
