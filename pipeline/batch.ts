import type { Delivery } from './delivery.js';
import type { LogEvent } from './event.js';

/**
 * The unit that flows between stages: events, and the delivery handles of the chunks they came in. Before the batcher
 * a batch is one chunk; behind it, several whole chunks. A handle may be here without events (all filtered).
 */
export class Batch {
  constructor(
    readonly events: LogEvent[],
    readonly deliveries: readonly Delivery[],
  ) {}

  /** The chunk's handle, before the batcher. */
  get delivery(): Delivery {
    return this.deliveries[0]!;
  }

  /** Rough size in bytes, for limits on memory. */
  get bytes(): number {
    let bytes = 0;
    for (const delivery of this.deliveries) bytes += delivery.chunk.bytes;
    return bytes;
  }
}
