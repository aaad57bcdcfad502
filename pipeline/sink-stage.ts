import { Writable } from 'node:stream';
import type { BatchLimits } from '../config/plan.js';
import { Batch } from './batch.js';
import { Batcher, type Gathered } from './batcher.js';
import { messageOf } from './errors.js';
import type { LogEvent } from './event.js';
import type { Metrics } from './metrics.js';
import { type PartWriter, partWriterOf } from './part-writer.js';
import type { AnySink } from './plugin.js';
import { untilDone } from './retry.js';
import type { EventPredicate } from './transform-stage.js';

type Done = (error?: Error | null) => void;

export interface SinkStageOptions {
  readonly name: string;
  readonly sink: AnySink;
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
  readonly #batcher: Batcher<unknown>;
  readonly #writer: PartWriter;
  readonly #concurrency: number;
  #writing = 0;
  #blocked: Done | undefined;
  #ending: Done | undefined;

  constructor(private readonly options: SinkStageOptions) {
    super({ objectMode: true, highWaterMark: 1 });
    this.#writer = partWriterOf(options.sink, options.name);
    this.#concurrency = options.sink.concurrency ?? 1;
    this.#batcher = new Batcher(options.limits, () => this.#writeIfFree());
  }

  override _write(batch: Batch, _encoding: BufferEncoding, done: Done): void {
    if (!batch.delivery.chunk.isFor(this.options.name)) {
      batch.delivery.sinkDone();
      done();
      return;
    }
    try {
      this.#gather(batch);
    } catch (error) {
      // A bug of the sink's `encode`: thrown from here it would reach whoever happens to feed the stream.
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#batcher.full && !this.#writeIfFree()) this.#blocked = done;
    else done();
  }

  override _final(done: Done): void {
    this.#ending = done;
    this.#writeIfFree();
    this.#endIfIdle();
  }

  /** What has gathered is dropped: its chunks are in the queue still. */
  override _destroy(error: Error | null, done: Done): void {
    this.#batcher.take();
    done(error);
  }

  #gather(batch: Batch): void {
    const wanted = new Batch(this.#wanted(batch), batch.deliveries);
    this.#batcher.add(this.#writer.partOf(wanted), wanted);
  }

  #wanted(batch: Batch): LogEvent[] {
    const { when, name, metrics } = this.options;
    if (when === undefined) return batch.events;
    let filtered = 0;
    const wanted = batch.events.filter((event) => {
      try {
        const matches = when(event);
        if (!matches) filtered += 1;
        return matches;
      } catch (error) {
        batch.delivery.reject(event, { stage: name, reason: `${name}.when: ${messageOf(error)}` });
        return false;
      }
    });
    batch.delivery.filter(name, filtered);
    metrics.filtered.inc({ stage: name }, filtered);
    return wanted;
  }

  #writeIfFree(): boolean {
    if (this.#batcher.empty || this.#writing >= this.#concurrency) return false;
    this.#writing += 1;
    const gathered = this.#batcher.take();
    this.#write(gathered)
      .then(
        () => {
          for (const delivery of gathered.deliveries) delivery.sinkDone();
        },
        (error) => {
          for (const delivery of gathered.deliveries) delivery.fail(error);
        },
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

  async #write({ parts, events }: Gathered<unknown>): Promise<void> {
    const { name, metrics, signal } = this.options;
    const end = metrics.writeSeconds.startTimer({ sink: name });
    const onRetry = (error: Error) => {
      metrics.sinkRetries.inc({ sink: name });
      this.options.onRetry(name, error);
    };
    await untilDone(() => this.#writer.write(parts), onRetry, signal);
    end();
    metrics.batchEvents.observe({ sink: name }, events);
    metrics.written.inc({ sink: name }, events);
  }
}
