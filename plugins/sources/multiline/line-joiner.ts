import type { FramedBlock } from '../framing/block.js';
import { DelimiterCutter, LF } from '../framing/delimiter-cutter.js';
import { HeldBytes } from '../framing/held-bytes.js';
import type { JoinLimits, JoinRule } from './rule.js';

const CR = 0x0d;

/** What cuts bytes into records: lines, or lines joined. */
export interface LineCutter {
  push(bytes: Buffer): FramedBlock[];
  end(): FramedBlock[];
  /** Bytes held back, from the start of a record on that is not complete. */
  readonly held: number;
  readonly unfinished: boolean;
  /** Milliseconds after which, when nothing came, {@link release} is due; undefined while nothing waits. */
  readonly wait?: number | undefined;
  /** Takes what waits for another line as it is. */
  release?(): FramedBlock[];
}

/**
 * Joins lines to records of several lines, as a rule says. The last record of what came is held back, as the next line
 * may belong to it. Records of one line leave as they lay there, those of several without their last line end.
 * However the bytes are split into reads, the records are the same.
 */
export class LineJoiner implements LineCutter {
  readonly #cutter: DelimiterCutter;
  /** The record at hand, with its line ends and the empty lines behind it, when it began in an earlier read. */
  readonly #held = new HeldBytes();
  /** Bytes of it without what came behind its last line. */
  #heldEnd = 0;
  #lines = 0;
  /** Whether the rule has said of the line at hand that it begins a record. */
  #isFirst = false;
  /** Whether each record of the read at hand is one line, with nothing between them. */
  #areLines = true;
  /** Records of the read at hand, where they lie in its bytes. */
  #starts: number[] = [];
  #ends: number[] = [];
  #blocks: FramedBlock[] = [];

  constructor(
    private readonly rule: JoinRule,
    private readonly limits: JoinLimits,
    maxRecord: number,
  ) {
    this.#cutter = new DelimiterCutter(LF, maxRecord, true);
  }

  get held(): number {
    return this.#held.length + this.#cutter.held;
  }

  get unfinished(): boolean {
    return this.#cutter.unfinished || this.#held.length > 0;
  }

  get wait(): number | undefined {
    return this.#held.length > 0 ? this.limits.timeoutMillis : undefined;
  }

  push(bytes: Buffer): FramedBlock[] {
    return this.#join(this.#cutter.push(bytes));
  }

  release(): FramedBlock[] {
    this.#finishHeld();
    this.rule.forget();
    return this.#take();
  }

  end(): FramedBlock[] {
    const blocks = this.#join(this.#cutter.end());
    return [...blocks, ...this.release()];
  }

  #join(blocks: readonly FramedBlock[]): FramedBlock[] {
    for (const block of blocks) {
      if (block.refused === undefined) {
        this.#lay(block.body);
        continue;
      }
      // A line over the limit belongs to nothing.
      this.#finishHeld();
      this.rule.forget();
      this.#blocks.push(block);
    }
    return this.#take();
  }

  /** Complete lines. */
  #lay(body: Buffer): void {
    let from = 0;
    while (from < body.length && this.#held.length > 0) from = this.#goOn(body, from);
    this.#areLines = true;
    let recordStart = -1;
    let recordEnd = -1;
    let lines = 0;
    while (from < body.length) {
      const next = body.indexOf(LF, from) + 1;
      const end = lineEnd(body, from, next - 1);
      const open = recordStart >= 0;
      if (end === from) {
        this.#areLines = false;
        if (open && this.rule.empty()) {
          this.#record(recordStart, recordEnd);
          recordStart = -1;
        }
      } else if (this.#belongs(body, from, end, open) && this.#fits(lines, end - recordStart)) {
        this.#areLines = false;
        lines += 1;
        recordEnd = end;
      } else {
        if (open) this.#record(recordStart, recordEnd);
        recordStart = from;
        recordEnd = end;
        lines = 1;
      }
      from = next;
    }
    if (recordStart >= 0 && this.rule.complete) {
      this.#record(recordStart, recordEnd);
      recordStart = -1;
    }
    this.#emit(body);
    if (recordStart < 0) return;
    this.#held.append(body.subarray(recordStart));
    this.#heldEnd = recordEnd - recordStart;
    this.#lines = lines;
  }

  #belongs(body: Buffer, from: number, end: number, open: boolean): boolean {
    if (this.#isFirst) {
      this.#isFirst = false;
      return false;
    }
    return this.rule.continues(body, from, end, open) && open;
  }

  /** One line behind a record that is held. @returns where the next line begins, or the same place when a record begins there */
  #goOn(body: Buffer, from: number): number {
    const next = body.indexOf(LF, from) + 1;
    const end = lineEnd(body, from, next - 1);
    if (end === from) {
      if (this.rule.empty()) this.#finishHeld();
      else this.#held.append(body.subarray(from, next));
      return next;
    }
    const length = this.#held.length + end - from;
    if (!this.rule.continues(body, from, end, true) || !this.#fits(this.#lines, length)) {
      this.#finishHeld();
      this.#isFirst = true;
      return from;
    }
    this.#held.append(body.subarray(from, next));
    this.#heldEnd = length;
    this.#lines += 1;
    if (this.rule.complete) this.#finishHeld();
    return next;
  }

  #fits(lines: number, bytes: number): boolean {
    return lines < this.limits.maxLines && bytes <= this.limits.maxBytes;
  }

  #finishHeld(): void {
    if (this.#held.length === 0) return;
    const body = this.#held.take().subarray(0, this.#heldEnd);
    this.#blocks.push({ body, count: 1, lengths: [body.length] });
  }

  #record(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** The records that were found in `body`: as lines where each is one and nothing lies between them. */
  #emit(body: Buffer): void {
    const count = this.#starts.length;
    if (count === 0) return;
    const starts = this.#starts;
    const ends = this.#ends;
    this.#starts = [];
    this.#ends = [];
    if (this.#areLines) {
      const behind = body.indexOf(LF, ends[count - 1]!) + 1;
      this.#blocks.push({ body: body.subarray(starts[0]!, behind), count });
      return;
    }
    const lengths = starts.map((start, index) => ends[index]! - start);
    const packed = Buffer.allocUnsafeSlow(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    starts.forEach((start, index) => {
      at += body.copy(packed, at, start, ends[index]);
    });
    this.#blocks.push({ body: packed, count, lengths });
  }

  #take(): FramedBlock[] {
    const blocks = this.#blocks;
    if (blocks.length > 0) this.#blocks = [];
    return blocks;
  }
}

/** Where a line ends without the CR before its LF. */
function lineEnd(bytes: Buffer, start: number, at: number): number {
  return at > start && bytes[at - 1] === CR ? at - 1 : at;
}
