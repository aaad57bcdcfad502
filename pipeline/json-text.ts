import { isInteger, isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
const LONG_NUMBER = /\d{16}|[\d.]{17}|\d[eE][+-]?\d{3}/;

/** `value` as a JSON string, a lone surrogate escaped, as JSON.stringify does. */
export function jsonString(value: string): string {
  return NEEDS_ESCAPE.test(value) ? JSON.stringify(value) : `"${value}"`;
}

/** Whether `text` may hold a number that a double would change. */
export function hasLongNumber(text: string): boolean {
  return LONG_NUMBER.test(text);
}

/**
 * JSON text to a value without changing any number: an integer that a double cannot hold becomes a bigint,
 * any other such number a `LosslessNumber`, which prints as it was written.
 *
 * @throws SyntaxError when `text` is not JSON.
 */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? parse(text, undefined, parseNumber) : JSON.parse(text);
}

/** The inverse of {@link parseJson}. What JSON cannot say (a function, undefined) is left out or null. */
export function stringifyJson(value: unknown): string {
  return stringify(value) ?? 'null';
}

function parseNumber(text: string): unknown {
  if (isSafeNumber(text)) return Number(text);
  return isInteger(text) ? BigInt(text) : new LosslessNumber(text);
}

// A whole pair, one escaped code unit, or any other escape (so that `\\\\u0000` is not taken for a NUL).
const ESCAPE = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]/g;
const UNSTORABLE = /^\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})$/;

/**
 * Makes JSON text fit for JSONB, which holds neither U+0000 nor half a surrogate pair: each becomes U+FFFD.
 * The text must be JSON; all else in it stays as it is, to the letter.
 */
export function storableJson(text: string): string {
  const wellFormed = text.toWellFormed();
  if (!wellFormed.includes('\\u')) return wellFormed;
  return wellFormed.replace(ESCAPE, (sequence) => (UNSTORABLE.test(sequence) ? '\\ufffd' : sequence));
}

/** Makes text fit for a PostgreSQL text column: U+0000 and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\ufffd') : wellFormed;
}
