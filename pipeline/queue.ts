/**
 * The durable queue between sources and workers. It carries chunks as opaque bytes.
 *
 * Life: `open` once, then any calls, then `close` once; `close` waits for appends under way. A queue may be opened by
 * several processes at once where it says so (`shared`).
 *
 * Contract (one conformance suite, test/conformance/queue.ts):
 * - `append` resolves only when the chunks are as durable as the queue's options promise; when it rejects, the caller
 *   may try again, so a chunk can be there twice (the ledger takes care of that), never zero times.
 * - chunks are handed out in the order of their append (of several shards: within each), each to one consumer of the group at a time.
 * - a chunk that was handed out and not acknowledged is handed out again: to the next consumer after its own is gone
 *   or has been silent for the claim time, with `attempts` one higher.
 * - a chunk that has been left as often as that it may have killed its members ({@link SUSPECT_ATTEMPT}) comes alone: a read
 *   gives it and nothing else, so that no neighbour is taken for the killer.
 */
export interface Queue {
  /** For people: `Redis Streams at 127.0.0.1:6379`. */
  readonly description: string;
  /** Whether consumers in other processes see the same chunks. */
  readonly shared: boolean;
  open(): Promise<void>;
  /** @throws QueueFullError when the queue holds as much as it may; RetryableError when it is away. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  consumer(name: string): QueueConsumer;
  status(): Promise<QueueStatus>;
  /**
   * When the oldest chunk was appended that may still be handed out, in milliseconds since 1970 by this machine's clock;
   * now when there is none. What was stored long before is forgotten then; a queue without it has it remembered for ever.
   */
  horizon?(): Promise<number>;
  /**
   * When the oldest chunk was appended that is not acknowledged, in milliseconds since 1970 by this machine's clock; now
   * when there is none. A queue without it has everything taken for committed after a while.
   *
   * @throws RetryableError when the queue is away
   */
  oldestPending?(): Promise<number>;
  /** What its keeper should change so that nothing is lost, one sentence each with the remedy; asked for at start. */
  warnings?(): Promise<string[]>;
  close(): Promise<void>;
}

/** The attempt from which on a chunk is handed out alone. */
export const SUSPECT_ATTEMPT = 3;

/**
 * Which of the chunks that members have left go out next: those above suspicion, at most `count`, or else one suspect.
 *
 * @param left by age; `attempts` is how often each was handed out so far
 */
export function chooseLeft<Left extends { readonly attempts: number }>(
  left: readonly Left[],
  count: number,
): Left[] {
  const trusted = left.filter(({ attempts }) => attempts + 1 < SUSPECT_ATTEMPT);
  return trusted.length > 0 ? trusted.slice(0, count) : left.slice(0, 1);
}

/** One member of the group. `read` is never called twice at once. */
export interface QueueConsumer {
  /**
   * The next chunks, at most `count`, first those that others left; waits up to `waitMillis` when there are none and
   * then resolves empty. Ends early when `signal` aborts.
   *
   * @throws RetryableError when the queue is away.
   */
  read(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]>;
  acknowledge(tokens: readonly string[]): Promise<void>;
  /**
   * Leaves the group; what it has not acknowledged goes to the others.
   *
   * @param blamed the member ends because of a bug, and one of these chunks may have brought it about: they keep the
   *   attempt. Otherwise it is taken back, so that no number of orderly stops makes a chunk look like a killer.
   */
  close(blamed?: boolean): Promise<void>;
}

export interface QueuedChunk {
  /** Names the chunk in this queue until it is acknowledged. */
  readonly token: string;
  readonly bytes: Buffer;
  /** How often it was handed out, this time included: 1 or more. */
  readonly attempts: number;
}

export interface QueueStatus {
  /** Chunks not yet acknowledged. */
  depth: number;
  /** Their bytes, as near as the queue knows. */
  bytes: number;
  max_bytes: number;
  /** Chunks not yet handed out. */
  lag: number;
  /** Chunks handed out and not acknowledged. */
  pending: number;
  consumers: { name: string; pending: number; idle_ms: number }[];
  /** What waits on this machine's disk for a queue that was away; absent when nothing does. */
  spool?: { depth: number; bytes: number };
}
