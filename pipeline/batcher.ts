import type { BatchLimits } from '../config/plan.js';
import { Batch } from './batch.js';
import type { Delivery } from './delivery.js';
import type { LogEvent } from './event.js';

/** Gathers whole chunks into one batch until a limit on events, bytes or time is reached. */
export class Batcher {
  #events: LogEvent[] = [];
  #deliveries: Delivery[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #overdue = false;

  /** @param onDue called when the time of what has gathered is over */
  constructor(
    private readonly limits: BatchLimits,
    private readonly onDue: () => void,
  ) {}

  get empty(): boolean {
    return this.#deliveries.length === 0;
  }

  /** Whether a limit on events or bytes has been reached. */
  get full(): boolean {
    if (this.empty) return false;
    return this.#events.length >= this.limits.maxEvents || this.#bytes >= this.limits.maxBytes;
  }

  /** Whether any limit has been reached. */
  get due(): boolean {
    return this.full || this.#overdue;
  }

  add(batch: Batch, events: readonly LogEvent[]): void {
    if (this.empty) this.#timer = setTimeout(() => this.#timeIsOver(), this.limits.maxWaitMillis);
    for (let i = 0; i < events.length; i++) this.#events.push(events[i]!);
    this.#deliveries.push(...batch.deliveries);
    this.#bytes += batch.bytes;
  }

  take(): Batch {
    clearTimeout(this.#timer);
    this.#overdue = false;
    const batch = new Batch(this.#events, this.#deliveries);
    this.#events = [];
    this.#deliveries = [];
    this.#bytes = 0;
    return batch;
  }

  #timeIsOver(): void {
    this.#overdue = true;
    this.onDue();
  }
}
