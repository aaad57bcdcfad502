import { eventProblem } from './event-schema.js';
import { HttpError } from './http-error.js';
import { jsonErrorOffset, trimBlanks } from './json-scanner.js';

/**
 * The bytes of the one event in `body`, as they came but for blanks and a byte order mark around them.
 *
 * @throws HttpError 400 when it is not JSON or no event.
 */
export function readEvent(body: Buffer | undefined): Buffer {
  if (body === undefined || body.length === 0) {
    throw new HttpError(400, 'LAF_EMPTY_BODY', 'the body is empty; allowed is a JSON object with a message');
  }
  const [start, end] = trimBlanks(body, bomLength(body), body.length);
  const record = body.subarray(start, end);
  const problem = eventProblem(parseOrThrow(record));
  if (problem !== undefined) throw new HttpError(400, 'LAF_INVALID_EVENT', problem);
  return record;
}

/** @throws HttpError 400 with the position when it is not JSON. Bytes that are not UTF-8 are read as U+FFFD. */
export function parseOrThrow(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, 'LAF_NOT_JSON', jsonProblem(text, error as Error));
  }
}

export function jsonProblem(text: string, error: Error): string {
  const offset = jsonErrorOffset(text);
  if (offset === undefined) return `not JSON: ${error.message}`;
  if (offset === text.length) return `not JSON: it ends at position ${offset}, where more is expected`;
  return `not JSON: unexpected ${JSON.stringify(text[offset])} at position ${offset}`;
}

/** Bytes of a UTF-8 byte order mark at the start. */
export function bomLength(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}
