import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { RecordDraft } from '../record-draft.js';
import { IsoStampReader } from '../timestamps.js';
import { type Frame, fillParts, setMessage } from './frame.js';

const TABLE_SIZE = 128;
const SPACE = 32;
const TAB = 9;
const OPEN = 91;
/** A clock stands near the beginning of what begins with a stamp. */
const LATEST_CLOCK = 42;
const HAS_CLOCK = /^[\w ,./:-]{4,40}?\d:\d\d/;

/** The frames of records by where their stamp stands. */
export interface FrameTables {
  /** Behind a stamp that the record begins with. */
  readonly stamped?: readonly Frame[];
  /** Behind a stamp that the record begins with in a bracket: from the stamp's end, before the closing bracket. */
  readonly bracketed?: readonly Frame[];
  /** From the record's beginning; the stamp, if any, is the group `stamp`. */
  readonly whole?: readonly Frame[];
}

/** Reads every record that is in one of the frames, under that frame's format. */
export class FrameReader implements Parser {
  readonly #isoStamps = new IsoStampReader();
  readonly #anyStamps = new AnyStampReader();
  readonly #draft = new RecordDraft();
  readonly #stamped: FrameTable;
  readonly #bracketed: FrameTable;
  readonly #whole: FrameTable;

  // The stamp at hand.
  #micros = 0;
  #assumed = 0;
  #stampEnd = -1;

  /** @param only the one format to read; all of the tables unless told */
  constructor({ stamped = [], bracketed = [], whole = [] }: FrameTables, only?: string) {
    const wanted = ({ format }: Frame) => only === undefined || format === only;
    this.#stamped = new FrameTable(stamped.filter(wanted));
    this.#bracketed = new FrameTable(bracketed.filter(wanted));
    this.#whole = new FrameTable(whole.filter(wanted));
  }

  parse(record: string, event: LogEvent): number {
    const first = record.charCodeAt(0);
    if (this.#try(this.#whole.of(first), record, 0, 0, event)) return CLAIMED;
    // Syslog's `<6> 2025-11-11 …` has a blank before its message.
    const lead = first === SPACE ? 1 : 0;
    const isBracketed = record.charCodeAt(lead) === OPEN;
    const table = isBracketed ? this.#bracketed : this.#stamped;
    const start = isBracketed ? lead + 1 : lead;
    if (table.isEmpty || !this.#readStamp(record, start, event)) return 0;
    const key = isBracketed ? this.#stampEnd : skipBlanks(record, this.#stampEnd);
    if (this.#try(table.of(record.charCodeAt(key)), record, start, this.#stampEnd, event)) return CLAIMED;
    return this.#stampEnd;
  }

  #readStamp(record: string, start: number, event: LogEvent): boolean {
    this.#micros = this.#isoStamps.read(record, start);
    this.#stampEnd = this.#isoStamps.end;
    this.#assumed = this.#isoStamps.assumed;
    if (this.#stampEnd >= 0) return this.#readZoneName(record);
    const colon = record.indexOf(':', start);
    if (colon < 0 || colon > start + LATEST_CLOCK) return false;
    if (!HAS_CLOCK.test(start === 0 ? record : record.slice(start, start + 48))) return false;
    this.#micros = this.#anyStamps.read(record, start, event.timestampMicros);
    this.#stampEnd = this.#anyStamps.end;
    this.#assumed = this.#anyStamps.assumed;
    return this.#stampEnd >= 0 && this.#readZoneName(record);
  }

  /** ` UTC` or ` GMT` behind the stamp. */
  #readZoneName(record: string): boolean {
    if (record.startsWith(' UTC', this.#stampEnd) || record.startsWith(' GMT', this.#stampEnd)) {
      this.#stampEnd += 4;
      this.#assumed &= ~ASSUMED_ZONE;
    }
    return true;
  }

  /** @param stampEnd 0 where the frame has the stamp in itself */
  #try(frames: readonly Frame[], record: string, start: number, stampEnd: number, event: LogEvent): boolean {
    for (const frame of frames) {
      frame.pattern.lastIndex = stampEnd;
      const match = frame.pattern.exec(record);
      if (match === null) continue;
      const draft = this.#draft.begin();
      if (stampEnd > 0) draft.time(this.#micros, this.#assumed, record.slice(start, stampEnd));
      const message = record.slice(frame.pattern.lastIndex);
      if (frame.application !== undefined) draft.application(frame.application);
      if (frame.finish === undefined) setMessage(draft, message);
      else if (!frame.finish(draft, message, match.groups ?? {}, event)) continue;
      if (match.groups !== undefined) fillParts(draft, match.groups, event);
      draft.claim(frame.format, event);
      return true;
    }
    return false;
  }
}

/**
 * Patterns that begin with a level in capitals, behind blanks or not: one that begins with a small letter is not asked
 * about, as most plain messages behind a stamp are.
 */
const CAPITALS = /^(?:\[ \\t\]\{1,80\}| |\\t| \{\d,\d\})?\(\?<level>[A-Z|()?:]+\)/;

class FrameTable {
  readonly isEmpty: boolean;
  readonly #lists: Frame[][] = [];

  constructor(frames: readonly Frame[]) {
    this.isEmpty = frames.length === 0;
    for (let code = 0; code < TABLE_SIZE; code++) {
      const character = String.fromCharCode(code);
      const small = character >= 'a' && character <= 'z';
      this.#lists.push(
        frames.filter(
          ({ leads, pattern }) => leads.includes(character) && !(small && CAPITALS.test(pattern.source)),
        ),
      );
    }
  }

  of(code: number): readonly Frame[] {
    return this.#lists[code] ?? NONE;
  }
}

const NONE: readonly Frame[] = [];

/** Few, so that a record of blanks is not walked through. */
function skipBlanks(record: string, start: number): number {
  let at = start;
  while (at < start + 8 && (record.charCodeAt(at) === SPACE || record.charCodeAt(at) === TAB)) at += 1;
  return at;
}
