import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { levelOfWord } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { type Priority, PriorityReader } from './syslog-priority.js';
import { pidMember } from './syslog-process.js';
import { BsdStampReader, IsoStampReader } from './timestamps.js';

const SPACE = 32;
const COLON = 58;
const HOST = /^[A-Za-z0-9][\w.:-]*$/;
/** A program, its process in brackets, a colon: `sshd[3402]:`, `postfix/smtpd[12]:`, `su:`. Without blanks. */
const TAG = /^([^\s[\]:]+)(?:\[([^\]]*)\])?:?$/;
const REPEATED = 'last message repeated ';
/** No host, program or process is longer; what is gets no closer look, so that hostile records stay cheap. */
const LONGEST_WORD = 256;

/**
 * `<PRI>Oct 11 22:14:15 host tag[pid]: message` (RFC 3164 §4.1), and what is sent in its name: without PRI, without
 * host or tag, with an ISO time stamp, with a year.
 */
export class Rfc3164Reader implements Parser {
  readonly #priorities = new PriorityReader();
  readonly #bsdStamps = new BsdStampReader();
  readonly #isoStamps = new IsoStampReader();

  #micros: Micros = 0;
  #stampStart = 0;
  #stampAssumed = 0;
  #stampEnd = 0;
  #host = '';
  #application = '';
  #pid = '';
  #messageStart = 0;

  parse(record: string, event: LogEvent): number {
    const priority = this.#priorities.read(record);
    const start = this.#priorities.end;
    if (priority === undefined && start > 0) return start;
    const isIso = this.#readStamp(record, start, event.timestampMicros);
    if (this.#stampEnd < 0) {
      if (priority === undefined || isVersion(record, start) || start === record.length) return start;
      this.#stampEnd = start;
    }
    this.#readHeader(record);
    // Half the logs of the world begin with an ISO time stamp; only a tag makes one of them syslog.
    if (isIso && priority === undefined && !this.#isCertain(record)) return this.#stampEnd;
    this.#fill(record, event, priority);
    return CLAIMED;
  }

  /** Returns whether the time stamp is an ISO one. */
  #readStamp(record: string, start: number, arrival: Micros): boolean {
    this.#stampStart = start;
    this.#micros = this.#bsdStamps.read(record, start, arrival);
    this.#stampEnd = behindStamp(record, this.#bsdStamps.end);
    this.#stampAssumed = this.#bsdStamps.assumed;
    if (this.#stampEnd >= 0) return false;
    this.#micros = this.#isoStamps.read(record, start);
    this.#stampEnd = behindStamp(record, this.#isoStamps.end);
    this.#stampAssumed = this.#isoStamps.assumed;
    return this.#stampEnd >= 0;
  }

  /** Host and tag, where they are there. */
  #readHeader(record: string): void {
    this.#host = '';
    this.#application = '';
    this.#pid = '';
    const start = this.#stampEnd === this.#stampStart ? this.#stampEnd : this.#stampEnd + 1;
    this.#messageStart = start;
    if (record.startsWith(REPEATED, start)) return;
    const hostEnd = wordEnd(record, start);
    if (this.#readTag(record, start, hostEnd)) return;
    // Without a time stamp no host is to be expected either.
    if (this.#stampEnd === this.#stampStart || hostEnd === record.length) return;
    const host = record.slice(start, hostEnd);
    if (host.length > LONGEST_WORD || !HOST.test(host)) return;
    this.#host = host;
    this.#messageStart = hostEnd + 1;
    this.#readTag(record, hostEnd + 1, wordEnd(record, hostEnd + 1));
  }

  #readTag(record: string, start: number, end: number): boolean {
    if (end === start || end - start > LONGEST_WORD) return false;
    const word = record.slice(start, end);
    const colon = word.charCodeAt(word.length - 1) === COLON;
    if (!colon && !word.includes('[')) return false;
    const tag = TAG.exec(word);
    if (tag === null || (!colon && tag[2] === undefined)) return false;
    this.#application = tag[1]!;
    this.#pid = tag[2] ?? '';
    this.#messageStart = Math.min(end + 1, record.length);
    return true;
  }

  #isCertain(record: string): boolean {
    if (this.#application === '' || this.#host === '') return false;
    return record.charCodeAt(this.#messageStart - 2) === COLON && levelOfWord(this.#host) === undefined;
  }

  #fill(record: string, event: LogEvent, priority: Priority | undefined): void {
    event.fill(
      'syslog-rfc3164',
      Number.isNaN(this.#micros) ? event.timestampMicros : this.#micros,
      priority?.level ?? 'INFO',
      this.#host,
      this.#application,
      record.slice(this.#messageStart),
      this.#metadataText(record, priority),
      this.#assumed(priority),
    );
  }

  #assumed(priority: Priority | undefined): number {
    const time = Number.isNaN(this.#micros) ? ASSUMED_TIME : this.#stampAssumed;
    return time | (priority === undefined ? ASSUMED_LEVEL : 0);
  }

  #metadataText(record: string, priority: Priority | undefined): string {
    const unreal = Number.isNaN(this.#micros) && this.#stampEnd > this.#stampStart;
    const members =
      (priority === undefined ? '' : `,${priority.members}`) +
      pidMember(this.#pid) +
      (unreal ? `,"timestamp":${jsonString(record.slice(this.#stampStart, this.#stampEnd))}` : '');
    return `{${members.slice(1)}}`;
  }
}

/** A version where the time stamp should be: a record of RFC 5424 with something wrong in it. */
function isVersion(record: string, start: number): boolean {
  const end = wordEnd(record, start);
  return end > start && end - start <= 3 && /^\d+$/.test(record.slice(start, end)) && end < record.length;
}

/** The end of a time stamp with a blank or colon behind it (Cisco: `… 22:14:15: %SYS`), -1 for another. */
function behindStamp(record: string, end: number): number {
  if (end < 0 || end === record.length || record.charCodeAt(end) === SPACE) return end;
  return record.charCodeAt(end) === COLON && record.charCodeAt(end + 1) === SPACE ? end + 1 : -1;
}

function wordEnd(record: string, start: number): number {
  const end = record.indexOf(' ', start);
  return end < 0 ? record.length : end;
}
