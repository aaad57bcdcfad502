import type { Logger } from 'pino';
import { Backoff } from './backoff.js';
import { Batch } from './batch.js';
import { type DecodedChunk, decodeChunk } from './chunk-codec.js';
import { type DeadLetter, Delivery, letterOfUnreadable, type Outcome } from './delivery.js';
import { messageOf, PermanentError, RetryableError } from './errors.js';
import type { Graph } from './graph.js';
import type { Metrics } from './metrics.js';
import { type QueueConsumer, type QueuedChunk, SUSPECT_ATTEMPT } from './queue.js';
import { untilDone } from './retry.js';
import type { Store } from './store.js';

/** Chunks asked for at once: 16 of 128 KiB keep a batch of 10,000 events fed. */
const READ_CHUNKS = 16;
const READ_WAIT_MILLIS = 1000;
/** A chunk that was handed out more often has taken its workers with it, the last one alone. */
const MAX_ATTEMPTS = SUSPECT_ATTEMPT;

export interface WorkerOptions {
  readonly consumer: QueueConsumer;
  readonly graph: Graph;
  readonly store: Pick<Store, 'keepDeadLetters'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * One member of the consumer group: reads chunks, sends them through the graph and acknowledges those that every sink
 * has.
 *
 * States: running → stopping → stopped, or running → failed. `run` resolves when stopped and rejects when failed; a
 * failed worker's chunks stay in the queue.
 */
export class Worker {
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #settling = new Set<Promise<void>>();
  #acknowledging: Promise<void> | undefined;
  #done: string[] = [];
  /** Chunks in the graph. */
  #open = 0;
  #onIdle: (() => void)[] = [];
  #failure: Error | undefined;

  constructor(private readonly options: WorkerOptions) {}

  /** Runs until `stop`. @throws the bug that ended it. */
  async run(): Promise<void> {
    const { graph, consumer } = this.options;
    try {
      await this.#readUntilStopped();
      if (this.#failure === undefined) await graph.drain(this.#giveUp.signal);
      await Promise.all(this.#settling);
      await this.#acknowledging;
    } finally {
      graph.destroy();
      await consumer.close(this.#failure !== undefined).catch(() => {});
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Reads no more; `run` resolves once what was read is stored, or soon after `giveUp` aborts. */
  stop(giveUp: AbortSignal): void {
    giveUp.addEventListener('abort', () => this.#giveUp.abort(), { once: true });
    if (giveUp.aborted) this.#giveUp.abort();
    this.#stop.abort();
  }

  /** Ends the worker because of a bug. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#stop.abort();
    // A stage that failed takes nothing more: who waits to push into it, or for its end, would wait for ever.
    this.options.graph.destroy();
  }

  async #readUntilStopped(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#stop.signal.aborted) {
      try {
        const chunks = await this.options.consumer.read(READ_CHUNKS, READ_WAIT_MILLIS, this.#stop.signal);
        backoff.reset();
        for (const chunk of chunks) {
          if (this.#failure !== undefined) return;
          if (chunk.attempts < SUSPECT_ATTEMPT) await this.#deliver(chunk);
          else await this.#deliverAlone(chunk);
        }
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        this.options.logger.warn({ error: error.message }, 'the queue is away; trying again');
        await backoff.wait(this.#stop.signal);
      }
    }
  }

  /** If it ends this worker, it is to be the only chunk that was with it. */
  async #deliverAlone(chunk: QueuedChunk): Promise<void> {
    await this.#idle();
    if (this.#stop.signal.aborted) return;
    await this.#deliver(chunk);
    await this.#idle();
  }

  /** Resolves when no chunk is in the graph, or the worker stops. */
  #idle(): Promise<void> {
    if (this.#open === 0 || this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async #deliver(chunk: QueuedChunk): Promise<void> {
    const { graph, metrics } = this.options;
    if (chunk.attempts > 1) metrics.redelivered.inc();
    const decoded = await this.#decode(chunk);
    if (decoded === undefined) return;
    const { context, events } = decoded;
    const sinks = graph.sinksOf(context.source);
    const delivery = new Delivery(context, sinks.length, (outcome) => this.#settle(chunk, delivery, outcome));
    this.#open += 1;
    const reason = this.#reasonToRefuse(chunk, decoded, sinks);
    if (reason !== undefined)
      for (const event of events) delivery.reject(event, { stage: context.source, reason });
    if (sinks.length === 0) this.#settle(chunk, delivery, { type: 'done' });
    else await graph.push(context.source, new Batch(reason === undefined ? events : [], [delivery]));
  }

  /** Bytes that are no chunk cannot become events: they are one dead letter as they are. */
  async #decode(chunk: QueuedChunk): Promise<DecodedChunk | undefined> {
    try {
      return decodeChunk(chunk.bytes);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.options.logger.error(
        { chunk: chunk.token, bytes: chunk.bytes.length, error: error.message },
        'unreadable chunk',
      );
      await this.#keep([letterOfUnreadable(chunk.bytes, error.message)]);
      this.options.metrics.deadLetters.inc({ stage: 'queue' });
      this.#acknowledge(chunk.token);
      return undefined;
    }
  }

  #reasonToRefuse(
    chunk: QueuedChunk,
    { context }: DecodedChunk,
    sinks: readonly string[],
  ): string | undefined {
    if (context.refused !== undefined) return context.refused;
    if (sinks.length === 0) return `pipeline.yaml has no source "${context.source}" that leads to a sink`;
    if (!sinks.some((sink) => context.isFor(sink)))
      return `the sinks that lack it are no longer in pipeline.yaml: ${context.sinks?.join(', ')}`;
    if (chunk.attempts > MAX_ATTEMPTS)
      return `its chunk was handed out ${chunk.attempts} times and never finished`;
    return undefined;
  }

  #settle(chunk: QueuedChunk, delivery: Delivery, outcome: Outcome): void {
    this.#open -= 1;
    if (this.#open === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    if (outcome.type === 'failed') {
      if (!this.#giveUp.signal.aborted) this.fail(asError(outcome.error));
      return;
    }
    const settled = this.#finish(chunk, delivery).catch((error) => this.fail(asError(error)));
    this.#settling.add(settled);
    settled.finally(() => this.#settling.delete(settled));
  }

  async #finish(chunk: QueuedChunk, delivery: Delivery): Promise<void> {
    await this.#keepLetters(delivery);
    for (const [stage, count] of delivery.refused) this.options.metrics.deadLetters.inc({ stage }, count);
    this.options.metrics.processed.inc({ source: delivery.chunk.source }, delivery.chunk.count);
    this.#acknowledge(chunk.token);
  }

  async #keepLetters(delivery: Delivery): Promise<void> {
    const { id, replay } = delivery.chunk;
    const letters = delivery.unkeptLetters();
    if (letters.length === 0 && !replay) return;
    await this.#keep(letters, replay ? id : undefined);
    delivery.countKept(letters);
  }

  #keep(letters: readonly DeadLetter[], replayed?: string): Promise<void> {
    return untilDone(
      () => this.options.store.keepDeadLetters(letters, replayed),
      () => {},
      this.#giveUp.signal,
    );
  }

  /** One acknowledgement for all that ended while the last was under way. */
  #acknowledge(token: string): void {
    this.#done.push(token);
    this.#acknowledging ??= this.#acknowledgeAll();
  }

  async #acknowledgeAll(): Promise<void> {
    while (this.#done.length > 0) {
      const tokens = this.#done;
      this.#done = [];
      await untilDone(
        () => this.options.consumer.acknowledge(tokens),
        () => {},
        this.#giveUp.signal,
      ).catch((error) => {
        // Handed out again, the chunks are found in the ledger and acknowledged then.
        this.options.logger.warn(
          { error: messageOf(error), chunks: tokens.length },
          'chunks could not be acknowledged',
        );
      });
    }
    this.#acknowledging = undefined;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
