import { levelOfWord } from '../../../pipeline/level.js';
import { type Priority, priorityOf, priorityOfWords } from './syslog-priority.js';

/*
 * What stands between time stamp and message in an RFC 3164 record: host, priority in words, program and process, each
 * of them or none.
 */

const OPEN = 40;
const COLON = 58;
const PERCENT = 37;
const CLOSE_BRACKET = 93;
/** In brackets it is an address: `[12345]` is a process, `[INFO]` a level. */
const HOST = /^(?:(?:[A-Za-z0-9]|::)[\w.:%-]*|\[(?=[^\]]*[:.])[\w:.%]+\](?::\d{1,5})?)$/;
/** As RFC 5424 writes that there is none. */
const NO_HOST = '-';
const IP_V4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
/** A program, its process in brackets, a colon: `sshd[3402]:`, `postfix/smtpd[12]:`, `su:`. Without blanks. */
const TAG = /^([^\s[\]:]+)(?:\[([^\]]*)\])?:?$/;
const DIGITS = /^\d+$/;
/** macOS: `Setup Assistant[1173]:`. */
const TAG_OF_WORDS = /((?:[A-Za-z][\w.-]{0,31} ){1,3}[\w.-]{1,32})\[(\d{1,10})\]: ?/y;
/** A program without a colon is only to be told by an underscore, which prose has not: `apache_error [Tue …`. */
const BARE_TAG = /^[A-Za-z][\w.-]*_[\w.-]*$/;
/** What Cisco ISE writes, which ends no tag with a colon. */
const CISCO_ISE = 'CISE_';
/** As Cisco's devices begin a message, with number, time and mnemonic: what stands before is the device. */
const CISCO_MESSAGE = /%[A-Z]|(?:\d{1,10}: )?[*.][A-Z][a-z]{2} |\d{1,10}: (?:[A-Z][a-z]{2} |%[A-Z])/y;
/** What no program but a relay puts host and time before. */
const DEVICE_FORMATS = ['CEF:', 'LEEF:', '%ASA-', '%FTD-'];
const REPEATED = 'last message repeated ';
/** The facility and severity of OpenWrt and UniFi: `daemon.err`. */
const WORDS = /^([a-z]+\d?)\.([a-z]+)$/;
/** ESXi 8: two letters of the severity and the number of the priority, `In(14)`; `[+]` continues a record. */
const ESXI = /^(?:Em|Al|Cr|Er|Wa|No|In|Db)\((\d{1,3})\)(\[\+\])?$/;
/** No host, program or process is longer; what is gets no closer look, so that hostile records stay cheap. */
const LONGEST_WORD = 256;

/**
 * Whether what stands at `at`, behind a time stamp, can be a header that {@link SyslogHeader.isCertain} is sure of: a
 * quick look, as nearly all records with an ISO time stamp are none. Where it is one, the first colon behind the host
 * ends the tag, or stands within the message's first word.
 */
export function mayBeCertain(record: string, at: number): boolean {
  if (record.charCodeAt(at + 2) === OPEN) return true;
  const hostEnd = record.indexOf(' ', at);
  if (hostEnd < 0) return false;
  if (record.startsWith(CISCO_ISE, hostEnd + 1)) return true;
  const colon = record.indexOf(':', hostEnd + 1);
  if (colon < 0) return false;
  if (record.charCodeAt(colon - 1) === CLOSE_BRACKET) return true;
  // Only the words of a priority stand between host and tag.
  const wordsEnd = wordEnd(record, hostEnd + 1);
  return wordsEnd > colon || wordEnd(record, wordsEnd + 1) > colon;
}

export class SyslogHeader {
  host = '';
  application = '';
  pid = '';
  /** Where a word names it. */
  priority: Priority | undefined;
  messageStart = 0;
  #colon = false;
  #isEsxi = false;

  /** @param timed whether a time stamp stands before: without one no host is to be expected either */
  read(record: string, start: number, timed: boolean): void {
    this.host = '';
    this.application = '';
    this.pid = '';
    this.priority = undefined;
    this.messageStart = start;
    this.#colon = false;
    this.#isEsxi = false;
    if (record.startsWith(REPEATED, start)) return;
    const end = wordEnd(record, start);
    if (timed && record.charCodeAt(start + 2) === OPEN)
      this.#readEsxi(record.slice(start, Math.min(end, start + 12)));
    if (!this.#isEsxi && this.#readTag(record, start, end)) {
      if (timed) this.#hostOfCisco(record);
      return;
    }
    if (!timed || end === record.length || end - start > LONGEST_WORD) return;
    this.#readHost(record, start, end);
  }

  /** Whether a level stands where the host is to be expected: `10:20:30 GMT: INFO (drv_ssd): …` is none of syslog. */
  get isLevelForHost(): boolean {
    return this.host !== '' && this.host === this.host.toUpperCase() && levelOfWord(this.host) !== undefined;
  }

  /** Whether the record is syslog even though it begins with an ISO time stamp and has no priority. */
  isCertain(record: string, zoned: boolean): boolean {
    if (this.#isEsxi) return true;
    if (this.host !== '' && DEVICE_FORMATS.some((start) => record.startsWith(start, this.messageStart)))
      return true;
    if (this.host === '' || this.application === '' || levelOfWord(this.host) !== undefined) return false;
    if (this.application.startsWith(CISCO_ISE)) return true;
    return this.#colon && (zoned || this.pid !== '');
  }

  #readHost(record: string, start: number, end: number): void {
    const word = record.slice(start, end);
    if (word === NO_HOST) {
      this.#readTag(record, end + 1, wordEnd(record, end + 1));
      return;
    }
    if (!this.#isEsxi) {
      if (!HOST.test(word)) return;
      this.host = word.endsWith(':') && !word.endsWith('::') ? word.slice(0, -1) : word;
    }
    // Cisco's firewalls part their name from the message: `fw-1 : %ASA-…`.
    let at = record.startsWith(': %', end + 1) ? end + 3 : end + 1;
    this.messageStart = at;
    let nextEnd = wordEnd(record, at);
    if (this.#readPriority(record, at, nextEnd)) {
      at = Math.min(nextEnd + 1, record.length);
      this.messageStart = at;
      nextEnd = wordEnd(record, at);
    }
    if (!this.#readTag(record, at, nextEnd)) this.#readOddTag(record, at, nextEnd);
  }

  #readEsxi(word: string): void {
    const match = ESXI.exec(word);
    const priority = match === null ? undefined : priorityOf(String(Number(match[1])));
    if (priority === undefined) return;
    this.#isEsxi = true;
    this.priority = priority;
  }

  #readPriority(record: string, start: number, end: number): boolean {
    if (end - start > 16) return false;
    const match = WORDS.exec(record.slice(start, end));
    if (match !== null) this.priority = priorityOfWords(match[1]!, match[2]!);
    return match !== null && this.priority !== undefined;
  }

  #readTag(record: string, start: number, end: number): boolean {
    if (end === start || end - start > LONGEST_WORD) return false;
    const word = record.slice(start, end);
    const colon = word.charCodeAt(word.length - 1) === COLON;
    if (!colon && !word.includes('[')) return false;
    // `app[7]:message` has no blank.
    const glued = colon ? -1 : word.indexOf(']:');
    const tag = TAG.exec(glued < 0 ? word : word.slice(0, glued + 2));
    if (tag === null || (!colon && tag[2] === undefined) || !isProgram(tag)) return false;
    this.application = tag[1]!;
    this.pid = tag[2] ?? '';
    this.#colon = colon || glued >= 0;
    this.messageStart = glued < 0 ? Math.min(end + 1, record.length) : start + glued + 2;
    return true;
  }

  /** A tag of several words, or one without a colon. */
  #readOddTag(record: string, start: number, end: number): void {
    TAG_OF_WORDS.lastIndex = start;
    const words = TAG_OF_WORDS.exec(record);
    if (words !== null) {
      [, this.application, this.pid] = words as unknown as [string, string, string];
      this.#colon = true;
      this.messageStart = TAG_OF_WORDS.lastIndex;
      return;
    }
    if (end - start > LONGEST_WORD || end === record.length) return;
    const word = record.slice(start, end);
    if (!BARE_TAG.test(word)) return;
    this.application = word;
    this.messageStart = end + 1;
  }

  /** Cisco's devices end their name with a colon: what looks like a program is the host. */
  #hostOfCisco(record: string): void {
    if (this.pid !== '') return;
    CISCO_MESSAGE.lastIndex = this.messageStart;
    const isDevice = IP_V4.test(this.application) || CISCO_MESSAGE.test(record);
    if (!isDevice) return;
    this.host = this.application;
    this.application = '';
  }
}

/** Mnemonics (`%SYS-5-CONFIG_I:`) and sequence numbers (`000123:`) end with a colon, too. */
function isProgram([, name, pid]: RegExpExecArray): boolean {
  if (name === 'CEF' || name === 'LEEF') return false;
  return name!.charCodeAt(0) !== PERCENT && (pid !== undefined || !DIGITS.test(name!));
}

function wordEnd(record: string, start: number): number {
  const end = record.indexOf(' ', start);
  return end < 0 ? record.length : end;
}
