import type { FramedBlock } from '../framing/block.js';
import { DelimiterCutter, isTrailer, LF, NUL } from '../framing/delimiter-cutter.js';
import { HeldBytes } from '../framing/held-bytes.js';
import type { LineCutter } from '../multiline/line-joiner.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { NONE, readCount, UNKNOWN } from './frame-start.js';
import { OctetCounter } from './octet-counter.js';

const LESS_THAN = 0x3c;
const LEFT_BRACE = 0x7b;

/**
 * Finds the records in the bytes of one TCP connection, whichever of the framings of RFC 6587 its sender uses. Pure:
 * however the bytes are split into reads, the records are the same.
 *
 * States: deciding → octet counting (§3.4.1) | LF | NUL (§3.4.2), for the rest of the connection.
 *
 * - `123 <` at the start is an octet count. A leading zero, more than nine digits, or no `<`: it is none.
 * - else the first LF or NUL tells. A NUL first is a delimiter only when a record can begin behind it (`<`, or `{` for
 *   GELF); otherwise it is a stray byte of a record that ends with LF.
 */
export class SyslogFramer {
  /** Bytes before the framing is known. */
  readonly #head = new HeldBytes();
  #cutter: OctetCounter | LineCutter | undefined;
  /** Bytes of the head in which no delimiter was found. */
  #scanned = 0;

  constructor(
    private readonly maxRecord: number,
    /** For records that end with LF: lines, or lines joined. */
    private readonly makeLineCutter: MakeLineCutter = () => new DelimiterCutter(LF, maxRecord),
  ) {}

  /** Bytes held of a record that is not complete. */
  get held(): number {
    return this.#head.length + (this.#cutter?.held ?? 0);
  }

  /** Whether the bytes so far end in the middle of a record. */
  get unfinished(): boolean {
    return this.#head.length > 0 || (this.#cutter?.unfinished ?? false);
  }

  /** Whether what is held may be a complete record; when nothing follows soon, {@link settle} releases it. */
  get undecided(): boolean {
    if (this.#cutter === undefined) return this.#head.length > 0 && this.#head.view().at(-1) === NUL;
    return this.#cutter instanceof OctetCounter && this.#cutter.undecided;
  }

  /** The blocks that `bytes` complete, in order. The bytes may be changed and belong to the blocks. */
  push(bytes: Buffer): FramedBlock[] {
    if (this.#cutter !== undefined) return this.#cutter.push(bytes);
    // Line ends before the first record are no record and tell nothing.
    this.#head.append(this.#head.length === 0 ? bytes.subarray(skipTrailers(bytes)) : bytes);
    this.#cutter = this.#decide(this.#head.view());
    return this.#cutter === undefined ? [] : this.#cutter.push(this.#head.take());
  }

  /** Milliseconds after which, when nothing came, a record that waits for more lines is taken by {@link release}. */
  get wait(): number | undefined {
    return this.#cutter instanceof OctetCounter ? undefined : this.#cutter?.wait;
  }

  release(): FramedBlock[] {
    return this.#cutter instanceof OctetCounter ? [] : (this.#cutter?.release?.() ?? []);
  }

  /** Takes an undecided record as it most likely is. */
  settle(): FramedBlock[] {
    if (!this.undecided) return [];
    if (this.#cutter instanceof OctetCounter) return this.#cutter.settle();
    this.#cutter = new DelimiterCutter(NUL, this.maxRecord);
    return this.#cutter.push(this.#head.take());
  }

  /** The rest, for the connection is closed. */
  end(): FramedBlock[] {
    const blocks = this.settle();
    this.#cutter ??= this.makeLineCutter();
    if (this.#head.length > 0) blocks.push(...this.#cutter.push(this.#head.take()));
    blocks.push(...this.#cutter.end());
    return blocks;
  }

  #decide(head: Buffer): OctetCounter | LineCutter | undefined {
    const count = readCount(head, 0);
    if (count === UNKNOWN) return undefined;
    if (count !== NONE) return new OctetCounter(this.maxRecord);
    const first = findDelimiter(head, this.#scanned);
    if (first > this.maxRecord || head[first] === LF) return this.makeLineCutter();
    this.#scanned = first;
    const next = head[first + 1];
    if (next === undefined) return undefined;
    const isNul = next === LESS_THAN || next === LEFT_BRACE;
    return isNul ? new DelimiterCutter(NUL, this.maxRecord) : this.makeLineCutter();
  }
}

function skipTrailers(bytes: Buffer): number {
  let start = 0;
  while (start < bytes.length && isTrailer(bytes[start]!)) start += 1;
  return start;
}

/** Offset of the first LF or NUL; the length when there is none. */
function findDelimiter(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF || bytes[at] === NUL) return at;
  }
  return bytes.length;
}
