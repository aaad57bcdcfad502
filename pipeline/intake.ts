import type { Transport } from './chunk.js';

/**
 * Records that a source hands over together: one sender, one kind. The source gives the buffer away and does not
 * touch it again.
 */
export interface RecordBlock {
  /** Without `lengths`: `count` records, each ended by LF (a CR before it is cut). With it: one after the other. */
  body: Buffer;
  count: number;
  /** Byte length of each record; needed where a record may hold LF. */
  lengths?: readonly number[];
  transport: Transport;
  /** Address of the sender; it is the event's `source` where the record names none. */
  peer?: string;
  contentType?: string;
  /** The line that names the columns of the records, where the source knows it. */
  columns?: string;
  /** The records cannot be taken as they are: keep them as dead letters, for this reason. */
  refused?: string;
  /**
   * Names the block among all that its sender ever sends: the same block with the same name is stored once, however often
   * it comes and by whichever process.
   */
  name?: string;
}

/** Where a block came to lie in the queue. */
export interface Receipt {
  /** The chunk with the block's first record. */
  chunkId: string;
  /** Decimal id of the block's first record; the others follow it unless the block had to be split. */
  firstId: string;
  /** Index of the first record in its chunk. */
  firstIndex: number;
}

/** What a source puts its records into. Blocks that arrive within a few milliseconds share a chunk. */
export interface Intake {
  /**
   * Resolves once the records are durable in the queue.
   *
   * @throws QueueFullError, RetryableError, ClosingError: then they are not (and the sender must hear of it).
   */
  append(block: RecordBlock): Promise<Receipt>;
  /**
   * The same for senders who can only be made to wait (TCP, a file): while the queue is full or away it keeps trying,
   * with the same chunk, until it is durable. At most `maxWaitingBytes` are held; stop reading while `full`.
   */
  appendPatiently(block: RecordBlock): Promise<Receipt>;
  /** True while as many bytes wait as may: a patient source stops reading until `room()`. */
  readonly full: boolean;
  room(): Promise<void>;
  /** Records that had to be dropped where nobody can be told (UDP), for the account. */
  dropped(count: number, reason: string): void;
}
