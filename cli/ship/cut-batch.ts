const LF = 0x0a;
const NUL = 0x00;

export interface CutLimits {
  /** What a batch should not exceed, in bytes; a longer line is a batch of its own. */
  readonly batchBytes: number;
  /** The longest line in bytes; a longer one goes in pieces. */
  readonly maxRecord: number;
}

/** What of some bytes goes next. */
export interface Cut {
  /** The bytes up to here are dealt with. */
  readonly end: number;
  /** What is sent begins here; before it there were only NULs. */
  readonly start: number;
  /** Whether this is a piece of a line that is too long. */
  readonly piece: boolean;
}

/** Bytes that must be at hand for {@link cutBatch} to see a whole line, or that it is too long. */
export function bytesToRead({ batchBytes, maxRecord }: CutLimits): number {
  return Math.max(batchBytes, maxRecord + 1);
}

/**
 * The whole lines at the start of `bytes` that make the next batch. NULs in front are left out: they are the hole that
 * a program leaves which writes on at its old place after its log was truncated.
 *
 * @param takesRest nothing is to come: an unfinished last line is one
 * @returns undefined while there is no whole line
 */
export function cutBatch(bytes: Buffer, limits: CutLimits, takesRest = false): Cut | undefined {
  const start = nulsAtStart(bytes);
  if (start === bytes.length) return start === 0 ? undefined : { start, end: start, piece: false };
  const end = endOfLines(bytes, start, limits);
  if (end > start) return { start, end, piece: false };
  if (bytes.length - start > limits.maxRecord) {
    return { start, end: characterBoundary(bytes, start + limits.maxRecord), piece: true };
  }
  if (takesRest) return { start, end: bytes.length, piece: false };
  // The line behind a long hole may not be at hand as a whole.
  return start === 0 ? undefined : { start, end: start, piece: false };
}

/** Where the last line ends that fits; the first one may be longer than a batch. `start` when there is none. */
function endOfLines(bytes: Buffer, start: number, { batchBytes, maxRecord }: CutLimits): number {
  let end = start;
  for (let from = start; ; ) {
    const lf = bytes.indexOf(LF, from);
    if (lf < 0 || lf - from > maxRecord) return end;
    if (lf + 1 - start > batchBytes && end > start) return end;
    from = lf + 1;
    end = from;
  }
}

function nulsAtStart(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && bytes[at] === NUL) at += 1;
  return at;
}

/** The last place at or before `at` that is not within a UTF-8 character; `at` itself where it is none. */
function characterBoundary(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4; back += 1) if ((bytes[at - back]! & 0xc0) !== 0x80) return at - back;
  return at;
}
