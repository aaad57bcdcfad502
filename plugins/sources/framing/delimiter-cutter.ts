import { type FramedBlock, lengthsBlock, oversizeBlock } from './block.js';
import { HeldBytes } from './held-bytes.js';

export const LF = 0x0a;
export const NUL = 0x00;
const CR = 0x0d;

/**
 * Cuts a stream of bytes into records that end with LF or with NUL. Empty records are skipped; a record over the limit
 * becomes a refused block and the rest of it is skipped. However the bytes are split into reads, the records are the
 * same.
 *
 * LF is the hot path: all complete lines of a read leave as one slice of it, without an object per line. Records that
 * end with NUL may hold LF, so they leave with their lengths.
 *
 * States: holding (the start of an unfinished record, perhaps empty) ⇄ skipping (the rest of a refused record).
 */
export class DelimiterCutter {
  readonly #held = new HeldBytes();
  #skipping = false;
  #blocks: FramedBlock[] = [];
  #runs: Buffer[] = [];
  #runCount = 0;

  /**
   * @param maxRecord bytes a record may have, without its delimiter
   * @param keepsEmpty empty records are records, too
   */
  constructor(
    private readonly delimiter: typeof LF | typeof NUL,
    private readonly maxRecord: number,
    private readonly keepsEmpty = false,
  ) {}

  /** Bytes of the unfinished record. */
  get held(): number {
    return this.#held.length;
  }

  /** Whether the bytes so far end in the middle of a record. */
  get unfinished(): boolean {
    return this.#skipping || this.#held.length > 0;
  }

  /** The blocks that `bytes` complete, in order. They are slices of `bytes`, which the caller must not reuse. */
  push(bytes: Buffer): FramedBlock[] {
    const first = bytes.indexOf(this.delimiter);
    if (first < 0) {
      this.#hold(bytes);
      return this.#take();
    }
    const start = this.unfinished ? first + 1 : 0;
    if (start > 0) this.#finish(bytes.subarray(0, start));
    const last = bytes.lastIndexOf(this.delimiter);
    if (start <= last) this.#scan(bytes, start, last);
    this.#hold(bytes.subarray(last + 1));
    return this.#take();
  }

  /** The unfinished last record, for there is nothing more to come. */
  end(): FramedBlock[] {
    if (this.unfinished) this.#finish(Buffer.of(this.delimiter));
    return this.#take();
  }

  /** Completes the held record with its last bytes, delimiter included. */
  #finish(bytes: Buffer): void {
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    this.#held.append(bytes);
    const record = this.#held.take();
    this.#scan(record, 0, record.length - 1);
  }

  #hold(bytes: Buffer): void {
    if (this.#skipping || bytes.length === 0) return;
    this.#held.append(bytes);
    if (this.#held.length > this.maxRecord) {
      this.#refuse(this.#held.take());
      this.#skipping = true;
    }
  }

  /** Complete records: from `start` up to the delimiter at `last`. */
  #scan(bytes: Buffer, start: number, last: number): void {
    let runStart = start;
    let count = 0;
    for (let from = start; from <= last; ) {
      const end = bytes.indexOf(this.delimiter, from);
      const length = end - from;
      if (length > 1 && length <= this.maxRecord) {
        count += 1;
      } else if (length > this.maxRecord || (!this.keepsEmpty && isEmpty(bytes, from, length))) {
        this.#run(bytes.subarray(runStart, from), count);
        if (length > this.maxRecord) this.#refuse(bytes.subarray(from, end));
        runStart = end + 1;
        count = 0;
      } else {
        count += 1;
      }
      from = end + 1;
    }
    this.#run(bytes.subarray(runStart, last + 1), count);
  }

  #run(bytes: Buffer, count: number): void {
    if (count === 0) return;
    this.#runs.push(bytes);
    this.#runCount += count;
  }

  #refuse(start: Buffer): void {
    this.#flush();
    this.#blocks.push(oversizeBlock(start, this.maxRecord));
  }

  #flush(): void {
    if (this.#runCount === 0) return;
    const body = this.#runs.length === 1 ? this.#runs[0]! : Buffer.concat(this.#runs);
    if (this.delimiter === LF) {
      this.#blocks.push({ body, count: this.#runCount });
    } else {
      const records = splitAtNul(body);
      if (records.length > 0) this.#blocks.push(lengthsBlock(records));
    }
    this.#runs = [];
    this.#runCount = 0;
  }

  #take(): FramedBlock[] {
    this.#flush();
    const blocks = this.#blocks;
    if (blocks.length > 0) this.#blocks = [];
    return blocks;
  }
}

function isEmpty(bytes: Buffer, from: number, length: number): boolean {
  return length === 0 || (length === 1 && bytes[from] === CR);
}

function splitAtNul(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NUL, from);
    const trimmed = trimmedEnd(bytes, from, end);
    if (trimmed > from) records.push(bytes.subarray(from, trimmed));
    from = end + 1;
  }
  return records;
}

/** Where a record ends without the line end that some senders put at its end or before their delimiter. */
export function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && isTrailer(bytes[trimmed - 1]!)) trimmed -= 1;
  return trimmed;
}

/** LF, CR and NUL: what stands between records and at their end, and is no part of them. */
export function isTrailer(byte: number): boolean {
  return byte === LF || byte === CR || byte === NUL;
}
