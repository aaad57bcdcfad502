import type { DeadLetter } from './delivery.js';
import type { LogQuestions } from './questions.js';
import type { Micros } from './time.js';

/** What the API asks of the store. Every method throws RetryableError while the database is away. */
export interface Store {
  /** For people: `PostgreSQL 18.4 (embedded)`. */
  readonly description: string;
  readonly questions: LogQuestions;
  search(query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
  get(id: string): Promise<EventText | undefined>;
  /** Resolves when the chunk's transaction has been committed or, with `pending`, when `timeoutMillis` are over. */
  awaitCommit(chunkId: string, timeoutMillis: number): Promise<CommitOutcome>;
  /**
   * Keeps records that no sink's transaction has kept. Twice the same is once.
   *
   * @param replayed id of the chunk when it was a dead letter sent again: that letter is settled, too
   */
  keepDeadLetters(letters: readonly DeadLetter[], replayed?: string): Promise<void>;
  countDeadLetters(): Promise<number>;
  /** @throws when the store cannot answer, with the reason. */
  check(): Promise<void>;
}

export interface LogQuery {
  /** The filter language of docs/filters.md; undefined or '' matches all. */
  filter?: string;
  /** Inclusive lower bound on the event's time. */
  fromMicros?: Micros;
  /** Exclusive upper bound. */
  toMicros?: Micros;
  order: 'asc' | 'desc';
  /** 1 to 1000. */
  limit: number;
  /** `next_cursor` of the page before, as it came. */
  cursor?: string;
}

/** An event as a line of JSON with the fields of `EventRecord`; text, so that no number in it changes. */
export type EventText = string;

export interface LogPage {
  logs: EventText[];
  /** null when this is the last page; also when the search was given up before it got anywhere. */
  next_cursor: string | null;
  /** Whether the search was given up before the page was full and all was searched; `next_cursor` goes on from there. */
  truncated: boolean;
  /** RFC 3339: what is older was not looked at by this search; null when nothing was left out, and for `asc`. */
  searched_back_to: string | null;
}

export type CommitOutcome =
  | { state: 'committed'; stored: number; filtered: number; deadLetters: { index: number; reason: string }[] }
  | { state: 'pending' };
