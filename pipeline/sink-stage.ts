import { Writable } from 'node:stream';
import type { BatchLimits } from '../config/plan.js';
import type { Batch } from './batch.js';
import { Batcher } from './batcher.js';
import { PermanentError } from './errors.js';
import type { Metrics } from './metrics.js';
import type { Sink } from './plugin.js';
import { untilDone } from './retry.js';
import type { EventPredicate } from './transform-stage.js';

type Done = (error?: Error | null) => void;

export interface SinkStageOptions {
  readonly name: string;
  readonly sink: Sink;
  readonly when: EventPredicate | undefined;
  readonly limits: BatchLimits;
  readonly metrics: Metrics;
  readonly onRetry: (stage: string, error: Error) => void;
  /** Aborts when the worker gives up waiting. */
  readonly signal: AbortSignal;
}

/**
 * The end of the graph: batches, then up to `sink.concurrency` writes under way. While all of them are busy and the
 * next batch is full, it takes nothing more, and so does everything before it.
 */
export class SinkStage extends Writable {
  readonly #batcher: Batcher;
  readonly #concurrency: number;
  #writing = 0;
  #blocked: Done | undefined;
  #ending: Done | undefined;

  constructor(private readonly options: SinkStageOptions) {
    super({ objectMode: true, highWaterMark: 1 });
    this.#concurrency = options.sink.concurrency ?? 1;
    this.#batcher = new Batcher(options.limits, () => this.#writeIfFree());
  }

  override _write(batch: Batch, _encoding: BufferEncoding, done: Done): void {
    this.#batcher.add(batch, this.#wanted(batch));
    if (this.#batcher.full && !this.#writeIfFree()) this.#blocked = done;
    else done();
  }

  override _final(done: Done): void {
    this.#ending = done;
    this.#writeIfFree();
    this.#endIfIdle();
  }

  #wanted(batch: Batch): Batch['events'] {
    const { when, name, metrics } = this.options;
    if (when === undefined) return batch.events;
    const wanted = batch.events.filter(when);
    const filtered = batch.events.length - wanted.length;
    batch.delivery.filter(name, filtered);
    metrics.filtered.inc({ stage: name }, filtered);
    return wanted;
  }

  #writeIfFree(): boolean {
    if (this.#batcher.empty || this.#writing >= this.#concurrency) return false;
    this.#writing += 1;
    const batch = this.#batcher.take();
    this.#write(batch)
      .then(
        () =>
          batch.deliveries.forEach((delivery) => {
            delivery.sinkDone();
          }),
        (error) =>
          batch.deliveries.forEach((delivery) => {
            delivery.fail(error);
          }),
      )
      .finally(() => this.#freed());
    return true;
  }

  /** What waited while all writes were busy goes now: a batch that is full or whose time is over. */
  #freed(): void {
    this.#writing -= 1;
    if (this.#batcher.due || this.#ending !== undefined) this.#writeIfFree();
    const blocked = this.#blocked;
    if (blocked !== undefined && !this.#batcher.full) {
      this.#blocked = undefined;
      blocked();
    }
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#ending === undefined || this.#writing > 0 || !this.#batcher.empty) return;
    const ending = this.#ending;
    this.#ending = undefined;
    ending();
  }

  async #write(batch: Batch): Promise<void> {
    const { name, sink, metrics, signal } = this.options;
    const end = metrics.writeSeconds.startTimer({ sink: name });
    const onRetry = (error: Error) => {
      metrics.sinkRetries.inc({ sink: name });
      this.options.onRetry(name, error);
    };
    try {
      await untilDone(() => sink.write(batch), onRetry, signal);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.#refuseAll(batch, error);
    }
    end();
    metrics.batchEvents.observe({ sink: name }, batch.events.length);
    metrics.written.inc({ sink: name }, batch.events.length);
  }

  #refuseAll(batch: Batch, error: PermanentError): void {
    const handles = new Map(batch.deliveries.map((delivery) => [delivery.chunk, delivery]));
    for (const event of batch.events) {
      handles.get(event.chunk)?.reject(event, { stage: this.options.name, reason: error.message });
    }
  }
}
