import type { EventRecord } from '../../pipeline/event.js';
import { parseJson } from '../../pipeline/json-text.js';

/** Frames of the server (docs/live-feed.md), as the bytes that are sent. */

export function helloFrame(cursor: string): Buffer {
  return Buffer.from(`{"type":"hello","cursor":"${cursor}"}`);
}

export function eventsFrame(events: readonly LiveEvent[], cursor: string): Buffer {
  const texts = events.map((event) => event.text).join(',');
  return Buffer.from(`{"type":"events","events":[${texts}],"cursor":"${cursor}"}`);
}

export function skippedFrame(count: number): Buffer {
  return Buffer.from(`{"type":"skipped","count":${count}}`);
}

export function errorFrame(message: string): Buffer {
  return Buffer.from(JSON.stringify({ type: 'error', message }));
}

/** One event of the bus: its own text, which is what clients get, and its record for those who match it. */
export class LiveEvent {
  #record: EventRecord | undefined;

  constructor(readonly text: string) {}

  /** @throws SyntaxError when the text is not JSON. */
  get record(): EventRecord {
    this.#record ??= parseJson(this.text) as EventRecord;
    return this.#record;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/**
 * Cuts the text of a JSON array of objects into its elements. Parsing and printing them again would change numbers
 * that a double cannot hold.
 *
 * @throws SyntaxError when the text ends too early.
 */
export function sliceEvents(text: string): LiveEvent[] {
  const events: LiveEvent[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN && depth++ === 0) start = at;
    else if (code === CLOSE && --depth === 0) events.push(new LiveEvent(text.slice(start, at + 1)));
  }
  if (depth !== 0) throw new SyntaxError('the message of the live bus is cut off');
  return events;
}

/** The place of the quote that ends the string which begins at `quote`. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  throw new SyntaxError('the message of the live bus is cut off within a string');
}
