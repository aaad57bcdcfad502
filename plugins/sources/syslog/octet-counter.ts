import { type FramedBlock, oversizeBlock } from '../framing/block.js';
import { isTrailer, LF, NUL, trimmedEnd } from '../framing/delimiter-cutter.js';
import { HeldBytes } from '../framing/held-bytes.js';
import { countLength, findFrameStart, isFrameStart, NONE, readCount, UNKNOWN } from './frame-start.js';

/** Enough of a skipped record's end to recognise the count of the frame behind it: 9 digits, a blank, `<PRI>`. */
const TAIL = 16;

const NOTHING = Buffer.alloc(0);

type State = 'header' | 'body' | 'lost' | 'skipping';

/**
 * Cuts a stream of octet-counted records (RFC 6587 §3.4.1) and survives counts that lie.
 *
 * States:
 * - header: a frame begins here. A count leads to `body`; no count, or one over the limit, leads to `lost`.
 * - body: `count` bytes are due. When they are there and a frame follows, or nothing yet, they are the record. When
 *   something else follows, the count was wrong: the record ends where, within it, another frame begins (see
 *   {@link findFrameStart}), so a count that is too large swallows no neighbour. Back to `header`.
 * - lost: the record ends at the next place where a frame begins, at the latest after `left` bytes where a count was
 *   given, and else at LF or NUL. A record over the limit is refused and leads to `skipping`.
 * - skipping: as lost, but the bytes are thrown away.
 *
 * A record leaves as soon as it is complete, with one exception: one whose last bytes have come, that has in it what
 * looks like another frame, waits for the byte behind it (`undecided`), which tells whether its count was right.
 */
export class OctetCounter {
  readonly #held = new HeldBytes();
  #state: State = 'header';
  /** Bytes the count promised (body), or bytes after which a lost record ends at the latest. */
  #count = 0;
  /** Bytes that must be held before another look makes sense, so that a record of many reads is not read many times. */
  #needed = 0;
  /** Bytes of the lost record that were looked at already. */
  #scanned = 0;
  #undecided = false;
  #settling = false;
  #ended = false;

  #bytes: Buffer = NOTHING;
  #at = 0;
  #blocks: FramedBlock[] = [];
  /** Complete records are moved together at the start of the bytes they came in: from `#runStart` to `#runEnd`. */
  #runStart = 0;
  #runEnd = 0;
  #lengths: number[] = [];

  constructor(private readonly maxRecord: number) {}

  get held(): number {
    return this.#held.length;
  }

  /** Whether the bytes so far end in the middle of a record, or what follows is still to be thrown away. */
  get unfinished(): boolean {
    return this.#held.length > 0 || this.#state !== 'header';
  }

  /** Whether a record is complete and only held back because its count may be wrong: see {@link settle}. */
  get undecided(): boolean {
    return this.#undecided;
  }

  /** Takes the bytes (they may be changed) and returns what they complete. */
  push(bytes: Buffer): FramedBlock[] {
    if (this.#held.length === 0) return this.#cut(bytes);
    this.#held.append(bytes);
    return this.#held.length < this.#needed ? [] : this.#cutHeld();
  }

  /** Nothing came for a while: an undecided record is taken by its count. */
  settle(): FramedBlock[] {
    if (!this.#undecided) return [];
    this.#settling = true;
    const blocks = this.#cutHeld();
    this.#settling = false;
    return blocks;
  }

  /** Nothing will come: what is unfinished is taken as it is. */
  end(): FramedBlock[] {
    this.#ended = true;
    return this.#cutHeld();
  }

  #cutHeld(): FramedBlock[] {
    const bytes = this.#held.view();
    this.#process(bytes);
    // A long record that is still unfinished stays where it lies.
    if (this.#at > 0) {
      this.#held.take();
      this.#held.append(bytes.subarray(this.#at));
    }
    return this.#take();
  }

  #cut(bytes: Buffer): FramedBlock[] {
    this.#process(bytes);
    if (this.#at < bytes.length) this.#held.append(bytes.subarray(this.#at));
    return this.#take();
  }

  #process(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#runStart = 0;
    this.#runEnd = 0;
    this.#needed = 0;
    this.#undecided = false;
    while (this.#step());
    this.#flush();
    this.#bytes = NOTHING;
  }

  #take(): FramedBlock[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  /** One transition; false when more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case 'header':
        return this.#readHeader();
      case 'body':
        return this.#readBody();
      case 'lost':
      case 'skipping':
        return this.#readLost();
      default:
        return this.#state satisfies never;
    }
  }

  #readHeader(): boolean {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && isTrailer(bytes[this.#at]!)) this.#at += 1;
    if (this.#at === bytes.length) return false;
    const count = readCount(bytes, this.#at);
    if (count === UNKNOWN && !this.#ended) return false;
    if (count > NONE) this.#at += countLength(count);
    this.#state = count > NONE && count <= this.maxRecord ? 'body' : 'lost';
    this.#count = count > NONE ? count : Number.POSITIVE_INFINITY;
    this.#scanned = 0;
    return true;
  }

  #readBody(): boolean {
    const start = this.#at;
    const end = start + this.#count;
    if (end > this.#bytes.length) {
      if (this.#ended) return this.#lieAt(findFrameStart(this.#bytes, start, start, this.#bytes.length));
      this.#needed = this.#count;
      return false;
    }
    const followed = isFrameStart(this.#bytes, end);
    if (followed === true) return this.#record(end, end);
    const inner = findFrameStart(this.#bytes, start, start, end);
    if (inner === NONE || this.#ended) return this.#record(end, end);
    if (followed === UNKNOWN) {
      if (this.#settling) return this.#record(end, end);
      this.#undecided = true;
      return false;
    }
    return inner === UNKNOWN ? false : this.#record(inner, inner);
  }

  /** The connection ended within a record: where the count lied, its neighbours are in these bytes. */
  #lieAt(inner: number): boolean {
    const end = inner > NONE ? inner : this.#bytes.length;
    return this.#record(end, end);
  }

  #readLost(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    const limit = Math.min(bytes.length, start + this.#count);
    const from = start + this.#scanned;
    const frame = findFrameStart(bytes, start, from, limit);
    const delimiter = this.#count === Number.POSITIVE_INFINITY ? findDelimiter(bytes, from) : -1;
    if (delimiter >= 0 && (frame <= NONE || delimiter < frame)) return this.#record(delimiter, delimiter + 1);
    if (frame > NONE) return this.#record(frame, frame);
    if (limit === start + this.#count || this.#ended) return this.#record(limit, limit);
    return this.#waitLost(frame);
  }

  /** The end of the lost record has not come. */
  #waitLost(frame: number): boolean {
    const length = this.#bytes.length - this.#at;
    // What may be the beginning of a frame is looked at again with the bytes that follow.
    this.#scanned = Math.max(0, length - (frame === UNKNOWN ? TAIL : 0));
    if (this.#state === 'lost' && length - TAIL > this.maxRecord) {
      this.#refuse(this.#bytes.subarray(this.#at));
      this.#state = 'skipping';
    }
    if (this.#state === 'skipping') {
      const dropped = Math.max(0, length - TAIL);
      this.#at += dropped;
      this.#count -= dropped;
      this.#scanned = Math.max(0, this.#scanned - dropped);
    }
    return false;
  }

  /** The record at hand ends before `end`; the next frame begins at `next`. */
  #record(end: number, next: number): boolean {
    if (this.#state !== 'skipping') {
      if (end - this.#at > this.maxRecord) this.#refuse(this.#bytes.subarray(this.#at, end));
      else this.#keep(end);
    }
    this.#at = next;
    this.#state = 'header';
    return true;
  }

  #keep(end: number): void {
    const length = trimmedEnd(this.#bytes, this.#at, end) - this.#at;
    if (length === 0) return;
    this.#bytes.copyWithin(this.#runEnd, this.#at, this.#at + length);
    this.#runEnd += length;
    this.#lengths.push(length);
  }

  #refuse(start: Buffer): void {
    this.#flush();
    this.#blocks.push(oversizeBlock(start, this.maxRecord));
  }

  #flush(): void {
    if (this.#lengths.length === 0) return;
    const body = this.#bytes.subarray(this.#runStart, this.#runEnd);
    this.#blocks.push({ body, count: this.#lengths.length, lengths: this.#lengths });
    this.#lengths = [];
    this.#runStart = this.#runEnd;
  }
}

function findDelimiter(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF || bytes[at] === NUL) return at;
  }
  return -1;
}
