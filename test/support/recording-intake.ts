import { type ClosingError, QueueFullError, RetryableError } from '../../pipeline/errors.js';
import type { Intake, Receipt, RecordBlock } from '../../pipeline/intake.js';

export interface RecordedRecord {
  bytes: Buffer;
  text: string;
  peer: string | undefined;
  transport: RecordBlock['transport'];
  contentType: string | undefined;
  refused: string | undefined;
}

/** The records of a block, as the engine cuts them. */
export function recordsOf(block: Pick<RecordBlock, 'body' | 'count' | 'lengths'>): Buffer[] {
  const records: Buffer[] = [];
  let start = 0;
  for (const length of block.lengths ?? lineLengths(block.body)) {
    records.push(block.body.subarray(start, start + length));
    start += length;
  }
  if (start !== block.body.length)
    throw new Error(`block ends at ${start} and has ${block.body.length} bytes`);
  if (records.length !== block.count) {
    throw new Error(`block announces ${block.count} records and has ${records.length}`);
  }
  return block.lengths === undefined ? records.map(withoutLineEnd) : records;
}

function lineLengths(body: Buffer): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf('\n', start);
    if (end < 0) throw new Error('the last line of the block has no LF');
    lengths.push(end + 1 - start);
    start = end + 1;
  }
  return lengths;
}

function withoutLineEnd(line: Buffer): Buffer {
  return line.subarray(0, line.at(-2) === 13 ? -2 : -1);
}

/** Takes everything and remembers it. `block()` makes it full until `unblock()`. */
export class RecordingIntake implements Intake {
  readonly blocks: RecordBlock[] = [];
  readonly records: RecordedRecord[] = [];
  readonly drops = new Map<string, number>();
  /** Bytes of patient appends that wait for `unblock()`. */
  waitingBytes = 0;
  #waiting: (() => void)[] = [];
  #full = false;
  #receipts = 0;

  get full(): boolean {
    return this.#full;
  }

  /** From now on it is full: patient appends wait, the others are refused. */
  block(): void {
    this.#full = true;
  }

  unblock(): void {
    this.#full = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  get texts(): string[] {
    return this.records.map((record) => record.text);
  }

  async append(block: RecordBlock): Promise<Receipt> {
    if (this.#full) throw new QueueFullError('the queue is full', 7);
    return this.#record(block);
  }

  async appendPatiently(block: RecordBlock): Promise<Receipt> {
    this.waitingBytes += block.body.length;
    await this.room();
    this.waitingBytes -= block.body.length;
    return this.#record(block);
  }

  async room(): Promise<void> {
    while (this.#full) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  dropped(count: number, reason: string): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + count);
  }

  #record(block: RecordBlock): Receipt {
    this.blocks.push(block);
    const { peer, transport, contentType, refused } = block;
    for (const record of recordsOf(block)) {
      // A copy: what the source does to its buffer afterwards must not show here, as it would not in the queue.
      const bytes = Buffer.from(record);
      this.records.push({ bytes, text: bytes.toString(), peer, transport, contentType, refused });
    }
    this.#receipts += 1;
    return {
      chunkId: `chunk-${this.#receipts}`,
      firstId: String(this.records.length - block.count + 1),
      firstIndex: 0,
    };
  }
}

/** A queue that holds as much as it may. */
export class FullIntake extends RecordingIntake {
  constructor() {
    super();
    this.block();
  }
}

/** A queue that is away, or that closes. */
export class FailingIntake extends RecordingIntake {
  constructor(private readonly error: RetryableError | ClosingError = new RetryableError('Redis is away')) {
    super();
  }

  override append(): Promise<Receipt> {
    return Promise.reject(this.error);
  }

  override appendPatiently(): Promise<Receipt> {
    return Promise.reject(this.error);
  }
}
