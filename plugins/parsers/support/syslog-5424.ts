import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { isPlain } from './escapes.js';
import { StructuredDataReader } from './structured-data.js';
import { type Priority, PriorityReader, priorityOf } from './syslog-priority.js';
import { pidMember } from './syslog-process.js';
import { IsoStampReader } from './timestamps.js';

const SPACE = 32;
const DASH = 45;
const OPEN_BRACKET = 91;
const BYTE_ORDER_MARK = 0xfeff;
const CONTROL = /[\u0000-\u001f]/;

/*
 * The header of a record that has nothing to escape in it, with no structured data or one element of up to four
 * parameters, matched in one go: half the time of the reader below, which has the same result (bench/parse.ts). Each
 * part ends where its characters end, so there is one way to match.
 */
const FIELD = '([!#-[\\]-~]+)';
const PARAMETER = '(?: ([!#-<>-[^-~]+)="([^"\\\\\\]\\u0000-\\u001f\\ud800-\\udfff]*)")?';
const PLAIN = new RegExp(
  `^<(\\d{1,3})>1 (\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:\\d\\d)) ${FIELD} ${FIELD} ${FIELD} ${FIELD} ` +
    `(?:-|\\[([!#-<>-[^-~]+)${PARAMETER.repeat(4)}\\])(?: |$)`,
);
const ELEMENT = 7;
const PARAMETERS = 8;
const PARAMETERS_END = 16;
/*
 * Without priority and version, as relays write it to files: only structured data of a vendor's own (`id@number`) tells
 * it from what else begins with a time.
 */
const HEADLESS =
  /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d) [!-~]{1,255} [!-~]{1,48} [!-~]{1,128} [!-~]{1,32} \[[!#-<>-Z^-~]{1,32}@\d{1,10}[ \]]/;

/** Keeps the memory that matching takes small. */
const LONGEST_PLAIN = 16_384;

/**
 * `<PRI>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]` (RFC 5424 §6). Read more widely than
 * written: names may be longer than the RFC allows, the time may lack its zone (UTC) or have nine digits of fraction.
 */
export class Rfc5424Reader implements Parser {
  readonly #priorities = new PriorityReader();
  readonly #stamps = new IsoStampReader();
  readonly #structuredData = new StructuredDataReader();

  // The record at hand: where its parts end.
  #priority: Priority | undefined;
  #versionEnd = 0;
  #micros: Micros = 0;
  #stampEnd = 0;
  #hostEnd = 0;
  #applicationEnd = 0;
  #pidEnd = 0;
  #msgidEnd = 0;
  #dataEnd = 0;

  parse(record: string, event: LogEvent): number {
    const match = record.length > LONGEST_PLAIN ? null : PLAIN.exec(record);
    if (match !== null && this.#fillPlain(record, match, event)) return CLAIMED;
    this.#priority = this.#priorities.read(record);
    if (this.#priority === undefined && !isHeadless(record)) return this.#priorities.end;
    const plain = isPlain(record);
    const stopped = this.#locate(record, plain);
    if (stopped >= 0) return stopped;
    this.#fill(record, event);
    return CLAIMED;
  }

  #fillPlain(record: string, match: RegExpExecArray, event: LogEvent): boolean {
    const priority = priorityOf(match[1]!);
    const stamp = match[2]!;
    const micros = this.#stamps.read(stamp, 0);
    if (priority === undefined || Number.isNaN(micros) || this.#stamps.end !== stamp.length) return false;
    const data = match[ELEMENT] === undefined ? '' : plainData(match);
    if (data === undefined) return false;
    const [, , , host, application, pid, msgid] = match;
    event.fill(
      'syslog-rfc5424',
      micros,
      priority.level,
      host === '-' ? '' : host!,
      application === '-' ? '' : application!,
      messageText(record, match[0].length),
      `{${priority.members}${pid === '-' ? '' : pidMember(pid!)}${msgid === '-' ? '' : `,"msgid":"${msgid}"`}${data}}`,
      this.#stamps.assumed,
    );
    return true;
  }

  /** Finds the parts; returns where the record stops being of this format, or -1. */
  #locate(record: string, plain: boolean): number {
    this.#versionEnd = this.#priority === undefined ? -1 : versionEnd(record, this.#priorities.end);
    if (this.#versionEnd < 0 && this.#priority !== undefined) return this.#priorities.end;
    this.#readStamp(record, this.#versionEnd + 1);
    if (this.#stampEnd < 0 || record.charCodeAt(this.#stampEnd) !== SPACE) return this.#versionEnd + 1;
    this.#hostEnd = fieldEnd(record, this.#stampEnd, plain);
    if (this.#hostEnd < 0) return ~this.#hostEnd;
    this.#applicationEnd = fieldEnd(record, this.#hostEnd, plain);
    if (this.#applicationEnd < 0) return ~this.#applicationEnd;
    this.#pidEnd = fieldEnd(record, this.#applicationEnd, plain);
    if (this.#pidEnd < 0) return ~this.#pidEnd;
    this.#msgidEnd = fieldEnd(record, this.#pidEnd, plain);
    if (this.#msgidEnd < 0) return ~this.#msgidEnd;
    return this.#locateData(record, plain);
  }

  #readStamp(record: string, start: number): void {
    this.#micros = Number.NaN;
    this.#stampEnd = start + 1;
    if (isNil(record, start, start + 1)) return;
    this.#micros = this.#stamps.read(record, start);
    this.#stampEnd = this.#stamps.end;
  }

  #locateData(record: string, plain: boolean): number {
    const start = this.#msgidEnd + 1;
    const code = record.charCodeAt(start);
    if (code === OPEN_BRACKET) {
      const end = this.#structuredData.read(record, start, plain);
      if (end < 0) return ~end;
      this.#dataEnd = end;
    } else {
      if (code !== DASH) return start;
      this.#dataEnd = start + 1;
    }
    return this.#dataEnd < record.length && record.charCodeAt(this.#dataEnd) !== SPACE ? this.#dataEnd : -1;
  }

  #fill(record: string, event: LogEvent): void {
    event.fill(
      'syslog-rfc5424',
      Number.isNaN(this.#micros) ? event.timestampMicros : this.#micros,
      this.#priority?.level ?? 'INFO',
      fieldText(record, this.#stampEnd + 1, this.#hostEnd),
      fieldText(record, this.#hostEnd + 1, this.#applicationEnd),
      messageText(record, this.#dataEnd + 1),
      this.#metadataText(record),
      (Number.isNaN(this.#micros) ? ASSUMED_TIME : this.#stamps.assumed) |
        (this.#priority === undefined ? ASSUMED_LEVEL : 0),
    );
  }

  #metadataText(record: string): string {
    const version = this.#priority === undefined ? '1' : record.slice(this.#priorities.end, this.#versionEnd);
    const msgid = fieldText(record, this.#pidEnd + 1, this.#msgidEnd);
    const unreal = Number.isNaN(this.#micros) ? fieldText(record, this.#versionEnd + 1, this.#stampEnd) : '';
    const members =
      (this.#priority === undefined ? '' : `,${this.#priority.members}`) +
      (version === '1' ? '' : `,"version":${version}`) +
      pidMember(fieldText(record, this.#applicationEnd + 1, this.#pidEnd)) +
      (msgid === '' ? '' : `,"msgid":${jsonString(msgid)}`) +
      (this.#dataEnd - this.#msgidEnd > 2 ? `,"structured_data":${this.#structuredData.text}` : '') +
      (unreal === '' ? '' : `,"timestamp":${jsonString(unreal)}`);
    return `{${members.slice(1)}}`;
  }
}

function isHeadless(record: string): boolean {
  const digit = record.charCodeAt(0);
  return digit >= 49 && digit <= 50 && HEADLESS.test(record);
}

/** `,"structured_data":{…}` of a match; undefined where a parameter is repeated. */
function plainData(match: RegExpExecArray): string | undefined {
  let parameters = '';
  for (let i = PARAMETERS; i < PARAMETERS_END && match[i] !== undefined; i += 2) {
    for (let j = PARAMETERS; j < i; j += 2) if (match[j] === match[i]) return undefined;
    parameters += `${i === PARAMETERS ? '"' : ',"'}${match[i]}":"${match[i + 1]}"`;
  }
  return `,"structured_data":{"${match[ELEMENT]}":{${parameters}}}`;
}

/** End of a version, 1 to 999, that a blank follows; -1 when there is none. */
function versionEnd(record: string, start: number): number {
  let at = start;
  while (at < start + 3 && record.charCodeAt(at) >= 48 && record.charCodeAt(at) <= 57) at += 1;
  return at === start || record.charCodeAt(start) === 48 || record.charCodeAt(at) !== SPACE ? -1 : at;
}

/**
 * End of the field that follows the blank at `blank`, `~offset` of a mistake. It must have another blank behind it
 * and no control characters in it.
 */
function fieldEnd(record: string, blank: number, plain: boolean): number {
  const end = record.indexOf(' ', blank + 1);
  if (end <= blank + 1) return ~(end < 0 ? record.length : end);
  if (!plain && CONTROL.test(record.slice(blank + 1, end))) return ~(blank + 1);
  return end;
}

function isNil(record: string, start: number, end: number): boolean {
  return end === start + 1 && record.charCodeAt(start) === DASH;
}

function fieldText(record: string, start: number, end: number): string {
  return isNil(record, start, end) ? '' : record.slice(start, end);
}

/** The rest of the record without the byte order mark that says it is UTF-8 (RFC 5424 §6.4). */
function messageText(record: string, start: number): string {
  return record.slice(record.charCodeAt(start) === BYTE_ORDER_MARK ? start + 1 : start);
}
