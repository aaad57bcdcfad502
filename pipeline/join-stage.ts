import { Transform, type TransformCallback } from 'node:stream';
import { Batch } from './batch.js';
import type { Delivery } from './delivery.js';
import type { LogEvent } from './event.js';

/**
 * Stands before a stage that a chunk can reach by more than one way and puts its parts together again, so that every
 * stage, and above all every sink, sees each chunk once and whole.
 */
export class JoinStage extends Transform {
  readonly #parts = new Map<Delivery, { events: LogEvent[]; missing: number }>();

  /** @param waysFrom by how many of the stage's inputs a chunk of that source comes */
  constructor(private readonly waysFrom: ReadonlyMap<string, number>) {
    super({ objectMode: true, highWaterMark: 1 });
  }

  override _transform(batch: Batch, _encoding: BufferEncoding, done: TransformCallback): void {
    const { delivery } = batch;
    const ways = this.waysFrom.get(delivery.chunk.source) ?? 1;
    const part = this.#parts.get(delivery) ?? { events: [], missing: ways };
    part.events.push(...batch.events);
    part.missing -= 1;
    if (part.missing > 0) {
      this.#parts.set(delivery, part);
      done();
      return;
    }
    this.#parts.delete(delivery);
    if (ways > 1) part.events.sort((a, b) => a.index - b.index);
    done(null, new Batch(part.events, batch.deliveries));
  }
}
