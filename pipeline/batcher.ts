import type { BatchLimits } from '../config/plan.js';
import type { Batch } from './batch.js';
import type { Delivery } from './delivery.js';

/** What goes to a sink in one write. */
export interface Gathered<Part> {
  readonly parts: Part[];
  readonly deliveries: Delivery[];
  events: number;
  bytes: number;
}

/**
 * When nothing has come for this part of the longest wait, nothing is worth waiting for: a lone event is in the table
 * after 25 ms instead of 200, and the last batch of a burst does not linger.
 */
const QUIET_PART = 1 / 8;

/** Gathers the parts of whole chunks until a limit on events, bytes or time is reached, or nothing more comes. */
export class Batcher<Part> {
  #gathered: Gathered<Part> = nothing();
  #timer: NodeJS.Timeout | undefined;
  #quietTimer: NodeJS.Timeout | undefined;
  #overdue = false;

  /** @param onDue called when the time of what has gathered is over */
  constructor(
    private readonly limits: BatchLimits,
    private readonly onDue: () => void,
  ) {}

  get empty(): boolean {
    return this.#gathered.deliveries.length === 0;
  }

  /** Whether a limit on events or bytes has been reached. */
  get full(): boolean {
    const { events, bytes } = this.#gathered;
    return !this.empty && (events >= this.limits.maxEvents || bytes >= this.limits.maxBytes);
  }

  /** Whether any limit has been reached. */
  get due(): boolean {
    return this.full || this.#overdue;
  }

  /** @param batch the chunk that the part was made of */
  add(part: Part, batch: Batch): void {
    const { maxWaitMillis } = this.limits;
    if (this.empty) {
      this.#timer = setTimeout(() => this.#timeIsOver(), maxWaitMillis);
      this.#quietTimer = setTimeout(() => this.#timeIsOver(), maxWaitMillis * QUIET_PART);
    } else {
      this.#quietTimer?.refresh();
    }
    this.#gathered.parts.push(part);
    this.#gathered.deliveries.push(...batch.deliveries);
    this.#gathered.events += batch.events.length;
    this.#gathered.bytes += batch.bytes;
  }

  take(): Gathered<Part> {
    clearTimeout(this.#timer);
    clearTimeout(this.#quietTimer);
    this.#overdue = false;
    const gathered = this.#gathered;
    this.#gathered = nothing();
    return gathered;
  }

  #timeIsOver(): void {
    this.#overdue = true;
    this.onDue();
  }
}

function nothing<Part>(): Gathered<Part> {
  return { parts: [], deliveries: [], events: 0, bytes: 0 };
}
