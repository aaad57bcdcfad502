import type { EventText } from './store.js';

export interface ArrivalQuery {
  /** The filter language of docs/filters.md; '' matches all. */
  readonly filter: string;
  /** Decimal ids; both ends belong to the range. */
  readonly from: string;
  readonly to: string;
}

export interface Arrived {
  readonly id: string;
  readonly text: EventText;
}

/** What the live feed asks of the store for those who were away. Every method throws RetryableError while it is away. */
export interface LiveHistory {
  /** Events whose ids lie in the range, by id, a page at a time. Aborting `signal` ends it. */
  arrivals(query: ArrivalQuery, signal: AbortSignal): AsyncGenerator<Arrived[]>;
  /** Milliseconds since 1970: every chunk that was given its ids before has been committed by now. */
  pendingSince(): Promise<number>;
  /** Whether every chunk comes over the live bus: one that does not was lost on its way, and the store has it. */
  readonly complete: boolean;
}
