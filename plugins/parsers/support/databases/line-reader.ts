import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { RecordDraft } from '../record-draft.js';
import { splitStackTrace } from '../stack-trace.js';
import { offsetOfZone } from './zone-names.js';

/*
 * The logs of most servers are a head (time, level, thread …) and a message. What differs is the head, so a format is a
 * list of the shapes that its head has.
 */

/** What the named groups of a shape's patterns have found. */
export type Found = Readonly<Record<string, string | undefined>>;

export interface LineShape {
  /**
   * Patterns that fit one after the other from the beginning of the record; the column at which a record is refused is
   * where the first of them fails that does not fit. Each bounded in length, and linear.
   *
   * Named groups become fields: `stamp` (and `zone`, a word behind it), `level`, `source`, `application`, `message` (else
   * all that follows the head); every other is metadata under its own name, but those that end in `_`, which are for
   * `finish`.
   */
  readonly head: readonly RegExp[];
  /** Programs whose messages have this shape, as the envelope names them; nothing else is looked at. */
  readonly writtenBy?: RegExp;
  /** The levels of the format's own words and letters; words that are not here are looked up among the common ones. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** Puts a stamp into a form that is read everywhere. */
  readonly stamp?: (written: string) => string;
  /** Looks closer at a record whose head fits. */
  readonly accept?: (found: Found, message: string, event: LogEvent) => boolean;
  /** Takes more out of the message, after everything else; may set another message. */
  readonly finish?: (draft: RecordDraft, message: string, found: Found) => void;
}

/** A shape's pattern, sticky as the reader needs it. */
export function head(...sources: readonly string[]): RegExp[] {
  return sources.map((source) => new RegExp(source, 'y'));
}

/** Groups that hold numbers, whatever the format; all others are text though they may look like numbers. */
const NUMBERS = new Set([
  ...['pid', 'line', 'tid', 'thread_id', 'client_port', 'client_id', 'error_code', 'sequence', 'debug_level'],
  ...['shard', 'connection', 'fd', 'op'],
]);
const OF_THE_EVENT = new Set(['stamp', 'zone', 'level', 'source', 'application', 'message']);

/** Reads the lines of one format by the shapes of their heads, the first that fits. */
export class LineReader implements Parser {
  readonly #stamps = new AnyStampReader();
  readonly #draft = new RecordDraft();

  constructor(
    private readonly format: string,
    private readonly shapes: readonly LineShape[],
  ) {}

  parse(record: string, event: LogEvent): number {
    let furthest = 0;
    for (const shape of this.shapes) {
      if (shape.writtenBy !== undefined && !isWrittenBy(event, shape.writtenBy)) continue;
      const end = headEnd(record, shape.head);
      if (end < 0) {
        furthest = Math.max(furthest, -1 - end);
        continue;
      }
      const found = groupsOf(record, shape.head);
      const message = found.message ?? record.slice(end);
      if (shape.accept?.(found, message, event) === false) {
        furthest = Math.max(furthest, end);
        continue;
      }
      this.#draft.begin().message(message);
      this.#fill(shape, found, event);
      shape.finish?.(this.#draft, message, found);
      return this.#draft.claim(this.format, event);
    }
    return furthest;
  }

  #fill(shape: LineShape, found: Found, event: LogEvent): void {
    const draft = this.#draft;
    if (found.stamp !== undefined) this.#readTime(found.stamp, found.zone, shape, event);
    if (found.level !== undefined) fillLevel(draft, found.level, shape.levels);
    if (found.source !== undefined) draft.source(found.source);
    if (found.application !== undefined) draft.application(found.application);
    for (const name in found) {
      if (NUMBERS.has(name)) draft.number(name, found[name]);
      else if (!OF_THE_EVENT.has(name) && !name.endsWith('_')) draft.text(name, found[name]);
    }
  }

  #readTime(written: string, zone: string | undefined, shape: LineShape, event: LogEvent): void {
    const text = shape.stamp?.(written) ?? written;
    const micros = this.#stamps.read(text, 0, event.timestampMicros);
    const whole = this.#stamps.end === text.length ? micros : Number.NaN;
    const offset = zone === undefined ? undefined : offsetOfZone(zone);
    if (zone !== undefined && offset !== 0) this.#draft.text('timezone', zone);
    const assumed = offset === undefined ? this.#stamps.assumed : this.#stamps.assumed & ~ASSUMED_ZONE;
    this.#draft.time(whole - (offset ?? 0), assumed, written);
  }
}

/**
 * Without the groups, which cost ten times as much: most records that are asked about are not of the format.
 *
 * @returns the offset behind the head; -1 minus the offset of the part that did not fit where one did not
 */
function headEnd(record: string, parts: readonly RegExp[]): number {
  let at = 0;
  for (const part of parts) {
    part.lastIndex = at;
    if (!part.test(record)) return -1 - at;
    at = part.lastIndex;
  }
  return at;
}

function groupsOf(record: string, parts: readonly RegExp[]): Found {
  const found: Record<string, string | undefined> = {};
  let at = 0;
  for (const part of parts) {
    part.lastIndex = at;
    const groups = part.exec(record)!.groups;
    at = part.lastIndex;
    for (const name in groups) found[name] = groups[name] ?? found[name];
  }
  return found;
}

function isWrittenBy({ application }: LogEvent, programs: RegExp): boolean {
  return application !== '' && programs.test(application);
}

function fillLevel(draft: RecordDraft, word: string, levels: LineShape['levels']): void {
  const level = levels?.[word];
  if (level === undefined) draft.levelWord(word);
  else draft.level(level, word);
}

/** For servers that write in Java: what follows the message's own lines may be a stack trace. */
export function finishTrace(draft: RecordDraft, message: string): void {
  const trace = splitStackTrace(message);
  if (trace === undefined) return;
  draft.message(trace.message).text('exception', trace.exception).text('stack_trace', trace.stackTrace);
}
