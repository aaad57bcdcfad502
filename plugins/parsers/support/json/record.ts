import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../../pipeline/plugin.js';
import type { Micros } from '../../../../pipeline/time.js';
import { isLevelWord, readLevel, readTime } from '../field-values.js';
import {
  APPLICATION,
  FIELD_NAMES,
  type FieldName,
  LEVEL,
  MESSAGE,
  METADATA,
  NO_RANK,
  SOURCE,
  TIMESTAMP,
} from './fields.js';
import { hasMember, spread } from './members.js';
import { CLOSE_BRACE, COLON, COMMA, JsonScanner, OPEN_BRACE, QUOTE, skipBlanks } from './scanner.js';

/** The member that gives a field of the event, by its offsets in the record. */
class Slot {
  rank = NO_RANK;
  nameStart = 0;
  start = 0;
  end = 0;
  escaped = false;
}

/**
 * Reads a JSON object into an event. The members that name a field of the event go there; the others stay in the
 * metadata as the text they are.
 */
export class JsonRecordReader implements Parser {
  readonly #scanner = new JsonScanner();
  readonly #slots = [new Slot(), new Slot(), new Slot(), new Slot(), new Slot(), new Slot()];
  #record = '';
  #micros: Micros = 0;
  #level: Level = 'INFO';
  /** Members that go to the metadata, joined by commas. */
  #rest = '';
  /** A run of such members that stand side by side and are cut out in one piece; -1 when there is none. */
  #runStart = -1;
  #runEnd = -1;

  constructor(readonly format: string) {}

  parse(record: string, event: LogEvent): number {
    const start = skipBlanks(record, 0);
    if (record.charCodeAt(start) !== OPEN_BRACE) return start;
    this.#reset(record);
    const first = skipBlanks(record, start + 1);
    const close = record.charCodeAt(first) === CLOSE_BRACE ? first : this.#readMembers(record, first);
    if (close < 0) return ~close;
    const end = skipBlanks(record, close + 1);
    if (end < record.length) return end;
    this.#fill(record, event);
    this.#record = '';
    return CLAIMED;
  }

  #reset(record: string): void {
    this.#record = record;
    this.#scanner.begin(record);
    for (let i = 0; i < this.#slots.length; i++) this.#slots[i]!.rank = NO_RANK;
    this.#rest = '';
    this.#runStart = -1;
  }

  /** Returns the offset of the closing brace, or `~offset` of a mistake. */
  #readMembers(record: string, first: number): number {
    const scanner = this.#scanner;
    let at = first;
    for (;;) {
      const nameStart = at;
      if (record.charCodeAt(at) !== QUOTE) return ~at;
      const nameEnd = scanner.skipString(record, at);
      if (nameEnd < 0) return nameEnd;
      const field = FIELD_NAMES.get(this.#text(nameStart, nameEnd, scanner.escaped));
      at = skipBlanks(record, nameEnd);
      if (record.charCodeAt(at) !== COLON) return ~at;
      const start = skipBlanks(record, at + 1);
      const end = scanner.skipValue(record, start);
      if (end < 0) return end;
      if (field === undefined || !this.#take(field, nameStart, start, end)) this.#keep(nameStart, end);
      at = skipBlanks(record, end);
      const code = record.charCodeAt(at);
      if (code === CLOSE_BRACE) return at;
      if (code !== COMMA) return ~at;
      at = skipBlanks(record, at + 1);
    }
  }

  /** Takes a member for a field of the event; false when its value is unusable or a better name has given it. */
  #take(field: FieldName, nameStart: number, start: number, end: number): boolean {
    const slot = this.#slots[field.role]!;
    // Of two members with the same name the last one counts, as everywhere in JSON.
    if (field.rank > slot.rank || !this.#isUsable(field, start, end)) return false;
    this.#flush();
    if (slot.rank !== NO_RANK) this.#rest = join(this.#rest, this.#record.slice(slot.nameStart, slot.end));
    slot.rank = field.rank;
    slot.nameStart = nameStart;
    slot.start = start;
    slot.end = end;
    slot.escaped = this.#scanner.escaped;
    return true;
  }

  #isUsable({ role }: FieldName, start: number, end: number): boolean {
    const code = this.#record.charCodeAt(start);
    if (role === METADATA) return code === OPEN_BRACE;
    if (role === TIMESTAMP) return this.#readTime(this.#scalar(start, end));
    if (role === LEVEL) return this.#readLevel(this.#scalar(start, end));
    return code === QUOTE;
  }

  #readTime(text: string): boolean {
    const micros = readTime(text);
    if (Number.isNaN(micros)) return false;
    this.#micros = micros;
    return true;
  }

  #readLevel(text: string): boolean {
    const level = readLevel(text);
    if (level === undefined) return false;
    this.#level = level;
    return true;
  }

  /** A value as it is written, a string without its quotes. */
  #scalar(start: number, end: number): string {
    return this.#record.charCodeAt(start) === QUOTE
      ? this.#record.slice(start + 1, end - 1)
      : this.#record.slice(start, end);
  }

  #keep(nameStart: number, end: number): void {
    if (this.#runStart < 0) this.#runStart = nameStart;
    this.#runEnd = end;
  }

  #flush(): void {
    if (this.#runStart < 0) return;
    this.#rest = join(this.#rest, this.#record.slice(this.#runStart, this.#runEnd));
    this.#runStart = -1;
  }

  #fill(record: string, event: LogEvent): void {
    this.#flush();
    const slots = this.#slots;
    const hasMessage = slots[MESSAGE]!.rank !== NO_RANK;
    event.fill(
      this.format,
      slots[TIMESTAMP]!.rank === NO_RANK ? event.timestampMicros : this.#micros,
      slots[LEVEL]!.rank === NO_RANK ? 'INFO' : this.#level,
      this.#textOf(slots[SOURCE]!),
      this.#textOf(slots[APPLICATION]!),
      hasMessage ? this.#textOf(slots[MESSAGE]!) : record,
      this.#metadataText(),
      assumedOf(slots[TIMESTAMP]!.rank !== NO_RANK, slots[LEVEL]!.rank !== NO_RANK),
    );
  }

  #metadataText(): string {
    const nested = this.#slots[METADATA]!;
    const nestedText = nested.rank === NO_RANK ? '{}' : this.#record.slice(nested.start, nested.end);
    const level = this.#slots[LEVEL]!;
    if (level.rank !== NO_RANK && !isLevelWord(this.#scalar(level.start, level.end), this.#level)) {
      this.#rest = this.#withOriginalLevel(level, nestedText);
    }
    if (this.#rest === '') return nestedText;
    return nested.rank === NO_RANK ? `{${this.#rest}}` : spread(this.#rest, nestedText);
  }

  #withOriginalLevel(level: Slot, nestedText: string): string {
    const taken = hasMember(`{${this.#rest}}`, 'original_level') || hasMember(nestedText, 'original_level');
    const member = taken
      ? this.#record.slice(level.nameStart, level.end)
      : `"original_level":${this.#record.slice(level.start, level.end)}`;
    return join(this.#rest, member);
  }

  #textOf(slot: Slot): string {
    return slot.rank === NO_RANK ? '' : this.#text(slot.start, slot.end, slot.escaped);
  }

  /** The text of the JSON string between two offsets, quotes included. */
  #text(start: number, end: number, escaped: boolean): string {
    return escaped ? JSON.parse(this.#record.slice(start, end)) : this.#record.slice(start + 1, end - 1);
  }
}

/** What an event takes for granted whose record says its time and its level, or does not. */
export function assumedOf(saysTime: boolean, saysLevel: boolean): number {
  return (saysTime ? 0 : ASSUMED_TIME) | (saysLevel ? 0 : ASSUMED_LEVEL);
}

function join(members: string, member: string): string {
  return members === '' ? member : `${members},${member}`;
}
