import type { EventRecord } from '../../pipeline/event.js';
import type { FilterSubject } from '../../pipeline/filter/predicate.js';
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

/** Where an event's text has its metadata, from brace to brace. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * One event of the bus: its own text, which is what clients get, and what filters ask of it. Few ask for metadata, and
 * only there are numbers whose every digit counts, so the rest is read without it, in a tenth of the time.
 */
export class LiveEvent {
  #subject: FilterSubject | undefined;
  #metadata: Metadata | undefined;

  constructor(
    readonly text: string,
    /** Undefined: it is not where a worker writes it. */
    private readonly metadata: Span | undefined,
  ) {}

  /** @throws SyntaxError when the text is not JSON. */
  get subject(): FilterSubject {
    this.#subject ??= this.#read();
    return this.#subject;
  }

  #read(): FilterSubject {
    if (this.metadata === undefined) return parseJson(this.text) as EventRecord;
    const { start, end } = this.metadata;
    const fields = JSON.parse(`${this.text.slice(0, start)}0${this.text.slice(end)}`) as EventRecord;
    return Object.assign(fields, { peekMetadata: () => this.#readMetadata(start, end) });
  }

  #readMetadata(start: number, end: number): Metadata {
    this.#metadata ??= parseJson(this.text.slice(start, end)) as Metadata;
    return this.#metadata;
  }
}

type Metadata = EventRecord['metadata'];

/**
 * An event that stands by itself, as the store has it.
 *
 * @throws SyntaxError
 */
export function liveEvent(text: string): LiveEvent {
  const [event, ...others] = sliceEvents(text);
  if (event === undefined || others.length > 0) throw new SyntaxError('this is not one event');
  return event;
}

/** What stands before the metadata. */
const NAME = '"metadata":';
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
  let metadata: { start: number; end: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN) {
      depth += 1;
      if (depth === 1) [start, metadata] = [at, []];
      else if (depth === 2) metadata.push({ start: at - start, end: 0 });
    } else if (code === CLOSE) {
      depth -= 1;
      if (depth === 1) metadata.at(-1)!.end = at + 1 - start;
      else if (depth === 0) events.push(cutEvent(text.slice(start, at + 1), metadata));
    }
  }
  if (depth !== 0) throw new SyntaxError('the message of the live bus is cut off');
  return events;
}

/** @param objects those right within it; workers write one */
function cutEvent(text: string, objects: readonly Span[]): LiveEvent {
  const [first] = objects;
  const isMetadata = first !== undefined && objects.length === 1 && text.endsWith(NAME, first.start);
  return new LiveEvent(text, isMetadata ? first : undefined);
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
