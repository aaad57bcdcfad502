import { isTrailer } from '../framing/delimiter-cutter.js';

const SPACE = 0x20;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
/** A count of more digits is absurd: no record has a gigabyte. */
const MAX_COUNT_DIGITS = 9;
const MAX_PRI_DIGITS = 3;
/** Line ends between two frames beyond which nobody looks for what follows. */
const MAX_TRAILERS = 8;

/** The bytes so far do not tell. */
export const UNKNOWN = -1;
export const NONE = 0;

/**
 * The octet count at `at` (RFC 6587 §3.4.1: `NONZERO-DIGIT *DIGIT SP "<"`); {@link NONE} when there is none, which a
 * leading zero, an absurd length or anything but `<` behind it makes sure of.
 */
export function readCount(bytes: Buffer, at: number): number {
  let count = 0;
  for (let digits = 0; digits <= MAX_COUNT_DIGITS; digits++) {
    const byte = bytes[at + digits];
    if (byte === undefined) return UNKNOWN;
    if (isDigit(byte)) {
      if (count === 0 && digits > 0) return NONE;
      count = count * 10 + byte - 0x30;
    } else if (byte === SPACE && count > 0) {
      const next = bytes[at + digits + 1];
      if (next === undefined) return UNKNOWN;
      return next === LESS_THAN ? count : NONE;
    } else {
      return NONE;
    }
  }
  return NONE;
}

/** Bytes that a count and its space take. */
export function countLength(count: number): number {
  return String(count).length + 1;
}

/** Whether a frame begins at `at`, after line ends that some senders add: its count or its `<PRI>`. */
export function isFrameStart(bytes: Buffer, at: number): boolean | typeof UNKNOWN {
  let start = at;
  while (start < bytes.length && isTrailer(bytes[start]!)) start += 1;
  if (start - at > MAX_TRAILERS) return true;
  if (start === bytes.length) return UNKNOWN;
  if (bytes[start] === LESS_THAN) return isPri(bytes, start);
  const count = readCount(bytes, start);
  return count === UNKNOWN ? UNKNOWN : count !== NONE;
}

/**
 * Where, from `from` on and with its `<` before `to`, another frame begins: `<PRI>` at the start of a line, or with a
 * count before it. `start` is the first byte kept for a frame that may begin there. {@link NONE} when there is no such
 * place (a frame never begins at 0 here), {@link UNKNOWN} when the bytes end within what may be one.
 */
export function findFrameStart(bytes: Buffer, start: number, from: number, to: number): number {
  for (let at = bytes.indexOf(LESS_THAN, from); at >= 0 && at < to; at = bytes.indexOf(LESS_THAN, at + 1)) {
    const frame = frameBefore(bytes, start, at);
    if (frame === NONE) continue;
    const pri = isPri(bytes, at);
    if (pri === UNKNOWN) return UNKNOWN;
    if (pri) return frame;
  }
  return NONE;
}

/** The start of the frame whose `<` is at `at`, when what stands before it lets one begin. */
function frameBefore(bytes: Buffer, start: number, at: number): number {
  if (at <= start) return NONE;
  if (isTrailer(bytes[at - 1]!)) return at;
  if (bytes[at - 1] !== SPACE) return NONE;
  let digits = at - 1;
  while (digits > start && isDigit(bytes[digits - 1]!)) digits -= 1;
  return digits > start && readCount(bytes, digits) > NONE ? digits : NONE;
}

/** RFC 5424 §6.2.1: `<`, one to three digits, `>`. */
function isPri(bytes: Buffer, at: number): boolean | typeof UNKNOWN {
  for (let digits = 0; digits <= MAX_PRI_DIGITS; digits++) {
    const byte = bytes[at + 1 + digits];
    if (byte === undefined) return UNKNOWN;
    if (byte === GREATER_THAN) return digits > 0;
    if (!isDigit(byte)) return false;
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
