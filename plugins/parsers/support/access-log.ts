import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { levelOfStatus } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { isPlain, unescapeLogText } from './escapes.js';
import { RequestLine } from './http-request.js';
import { closingQuote } from './quoted.js';
import { AccessStampReader, IsoStampReader } from './timestamps.js';

/*
 * host ident user [time] "request" status bytes             common
 * … "referrer" "user agent"                                 combined
 *
 * Apache mod_log_config, `LogFormat "%h %l %u %t \"%r\" %>s %b"`; nginx ngx_http_log_module, `combined`.
 * What follows is kept as `extra`: modules and configurations append what they like.
 */

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const DASH = 45;
const ZERO = 48;
/** Longer numbers are no sizes; they stay text. */
const LONGEST_NUMBER = 18;

/** A client's name or address, `-` for none, and the quote of a list of them. */
export const ACCESS_LOG_LEADS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-_"[';

/*
 * The lines that have nothing to escape, as nearly all, matched in one go: half the time of the reader below, which
 * has the same result (bench/parse.ts). Each part ends where its characters end, so there is one way to match.
 */
const HEAD =
  '^([\\w:[-][!#-+\\--[\\]-~]*) ([!#-[\\]-~]+) ([!#-Z\\]-~]+) \\[([\\w/:]{20} [+-]\\d{4})\\] ' +
  '"([A-Z]{1,24}) ([!#->@-[\\]-~]+)(?:\\?([!#-[\\]-~]*))? HTTP/([\\d.]+)" ([1-9]\\d\\d) ([1-9]\\d{0,17}|0|-)';
const PLAIN_COMMON = new RegExp(`${HEAD}$`);
const PLAIN_COMBINED = new RegExp(`${HEAD} "([ !#-[\\]-~]*)" "([ !#-[\\]-~]*)"$`);
/** Keeps the memory that matching takes small. */
const LONGEST_PLAIN = 16_384;

/** Reads the access logs of Apache and nginx; `combined` only those that name referrer and user agent. */
export class AccessLogReader implements Parser {
  readonly #accessStamps = new AccessStampReader();
  readonly #isoStamps = new IsoStampReader();
  readonly #request = new RequestLine();

  // The record at hand: where its parts end.
  #hostEnd = 0;
  #identEnd = 0;
  #userEnd = 0;
  #micros: Micros = 0;
  #stampEnd = 0;
  #requestEnd = 0;
  #statusEnd = 0;
  #bytesEnd = 0;
  #referrerEnd = 0;
  #agentEnd = 0;

  readonly #plain: RegExp;
  #stampText = '';
  #stampMicros: Micros = Number.NaN;

  constructor(
    readonly format: string,
    readonly combined: boolean,
  ) {
    this.#plain = combined ? PLAIN_COMBINED : PLAIN_COMMON;
  }

  parse(record: string, event: LogEvent): number {
    const match = record.length > LONGEST_PLAIN ? null : this.#plain.exec(record);
    if (match !== null && this.#fillPlain(record, match, event)) return CLAIMED;
    const stopped = this.#locate(record);
    if (stopped >= 0) return stopped;
    this.#fill(record, event);
    return CLAIMED;
  }

  #fillPlain(record: string, match: RegExpExecArray, event: LogEvent): boolean {
    const [, host, ident, user, stamp, method, path, query, version, status, bytes] = match;
    // Several lines share their second.
    if (stamp !== this.#stampText) this.#rememberStamp(stamp!);
    if (Number.isNaN(this.#stampMicros)) return false;
    const request = host!.length + ident!.length + user!.length + stamp!.length + ' - - [] "'.length - 2;
    const target = method!.length + 1 + path!.length + (query === undefined ? 0 : query.length + 1);
    event.fill(
      this.format,
      this.#stampMicros,
      levelOfStatus((status!.charCodeAt(0) - ZERO) * 100),
      '',
      '',
      `${record.slice(request, request + target)} ${status}`,
      `{"client_ip":"${host}"${plainMember('ident', ident!)}${plainMember('user', user!)},"method":"${method}","path":"${path}` +
        `${query === undefined ? '' : `","query":"${query}`}","http_version":"${version}","status":${status}` +
        `${bytes === '-' ? '' : `,"bytes":${bytes}`}` +
        `${this.combined ? plainMember('referrer', match[11]!) + plainMember('user_agent', match[12]!) : ''}}`,
    );
    return true;
  }

  #rememberStamp(stamp: string): void {
    const micros = this.#accessStamps.read(stamp, 0);
    this.#stampText = stamp;
    this.#stampMicros = this.#accessStamps.end === stamp.length ? micros : Number.NaN;
  }

  /** Finds the parts; returns where the record stops being an access log, or -1. */
  #locate(record: string): number {
    this.#hostEnd = hostsEnd(record);
    if (this.#hostEnd < 1 || !ACCESS_LOG_LEADS.includes(record.charAt(0))) return 0;
    this.#identEnd = record.indexOf(' ', this.#hostEnd + 1);
    if (this.#identEnd < 0) return this.#hostEnd;
    // A user's name may have blanks.
    this.#userEnd = record.indexOf(' [', this.#identEnd);
    if (this.#userEnd < 0) return this.#identEnd;
    this.#readStamp(record, this.#userEnd + 2);
    if (this.#stampEnd < 0 || !record.startsWith('] "', this.#stampEnd)) return this.#userEnd + 2;
    this.#requestEnd = closingQuote(record, this.#stampEnd + 3);
    if (this.#requestEnd < 0) return this.#stampEnd + 2;
    this.#statusEnd = numberEnd(record, this.#requestEnd + 1);
    const statusLength = this.#statusEnd - this.#requestEnd - 2;
    if (statusLength !== 3 && !isDash(record, this.#requestEnd + 2, this.#statusEnd))
      return this.#requestEnd + 1;
    this.#bytesEnd = numberEnd(record, this.#statusEnd);
    if (this.#bytesEnd < 0) return this.#statusEnd;
    return this.combined ? this.#locateTail(record) : -1;
  }

  #locateTail(record: string): number {
    this.#referrerEnd = fieldEnd(record, this.#bytesEnd);
    if (this.#referrerEnd < 0) return this.#bytesEnd;
    this.#agentEnd = fieldEnd(record, this.#referrerEnd);
    return this.#agentEnd < 0 ? this.#referrerEnd : -1;
  }

  #readStamp(record: string, start: number): void {
    this.#micros = this.#accessStamps.read(record, start);
    this.#stampEnd = this.#accessStamps.end;
    if (this.#stampEnd >= 0) return;
    this.#micros = this.#isoStamps.read(record, start);
    this.#stampEnd = this.#isoStamps.end;
  }

  #fill(record: string, event: LogEvent): void {
    const plain = isPlain(record);
    // Bytes written as \xNN become characters that the record itself does not have.
    if (!plain && record.includes('\\x')) event.clean = false;
    const status = record.slice(this.#requestEnd + 2, this.#statusEnd);
    const request = record.slice(this.#stampEnd + 3, this.#requestEnd);
    this.#request.read(plain ? request : unescapeLogText(request), plain);
    event.fill(
      this.format,
      Number.isNaN(this.#micros) ? event.timestampMicros : this.#micros,
      levelOfStatus(Number(status)),
      '',
      '',
      `${this.#request.summary} ${status}`,
      this.#metadataText(record, plain),
    );
  }

  #metadataText(record: string, plain: boolean): string {
    const end = this.combined ? this.#agentEnd : this.#bytesEnd;
    return (
      clientMembers(record.slice(0, this.#hostEnd)) +
      wordMember('ident', record, this.#hostEnd + 1, this.#identEnd) +
      wordMember('user', record, this.#identEnd + 1, this.#userEnd) +
      this.#request.members +
      numberMember('status', record, this.#requestEnd + 2, this.#statusEnd) +
      numberMember('bytes', record, this.#statusEnd + 1, this.#bytesEnd) +
      (this.combined ? this.#tailMembers(record, plain) : '') +
      (Number.isNaN(this.#micros) ? wordMember('timestamp', record, this.#userEnd + 2, this.#stampEnd) : '') +
      (end < record.length ? extraMember(record, end) : '') +
      '}'
    );
  }

  #tailMembers(record: string, plain: boolean): string {
    return (
      fieldMember('referrer', record, this.#bytesEnd + 1, this.#referrerEnd, plain) +
      fieldMember('user_agent', record, this.#referrerEnd + 1, this.#agentEnd, plain)
    );
  }
}

function plainMember(name: string, value: string): string {
  return value === '-' || value === '' ? '' : `,"${name}":"${value}"`;
}

/** End of the client, or of the list of proxies and client that `%{X-Forwarded-For}i` writes: `a, b, c`. */
function hostsEnd(record: string): number {
  let end = record.indexOf(' ');
  while (end > 0 && record.charCodeAt(end - 1) === COMMA) end = record.indexOf(' ', end + 1);
  return end;
}

/** In a list the client is the first. */
function clientMembers(hosts: string): string {
  const comma = hosts.indexOf(',');
  if (comma < 0) return `{"client_ip":${jsonString(hosts)}`;
  const list = hosts.replaceAll('"', '');
  return `{"client_ip":${jsonString(list.slice(0, list.indexOf(',')))},"forwarded_for":${jsonString(list)}`;
}

/** End of a blank and a number or dash that a blank or the end of the record follows; -1 when there is none. */
function numberEnd(record: string, start: number): number {
  if (record.charCodeAt(start) !== SPACE) return -1;
  let at = start + 1;
  if (record.charCodeAt(at) === DASH) at += 1;
  else while (record.charCodeAt(at) >= ZERO && record.charCodeAt(at) <= 57) at += 1;
  return at === start + 1 || (at < record.length && record.charCodeAt(at) !== SPACE) ? -1 : at;
}

/** End of a blank and a quoted text, or a dash without quotes; -1 when there is none. */
function fieldEnd(record: string, start: number): number {
  if (record.charCodeAt(start) !== SPACE) return -1;
  if (record.charCodeAt(start + 1) === QUOTE) {
    const close = closingQuote(record, start + 2);
    return close < 0 ? -1 : close + 1;
  }
  return isDash(record, start + 1, start + 2) && !(record.charCodeAt(start + 2) > SPACE) ? start + 2 : -1;
}

function isDash(record: string, start: number, end: number): boolean {
  return end - start === 1 && record.charCodeAt(start) === DASH;
}

/** `,"name":"value"`, or nothing where the log has a dash. */
function wordMember(name: string, record: string, start: number, end: number): string {
  if (end <= start || isDash(record, start, end)) return '';
  return `,"${name}":${jsonString(unescapeLogText(record.slice(start, end)))}`;
}

/** The same for a text in quotes, which has none in it when the record is plain. */
function fieldMember(name: string, record: string, start: number, end: number, plain: boolean): string {
  if (!plain) return record.charCodeAt(start) === QUOTE ? wordMember(name, record, start + 1, end - 1) : '';
  if (end - start < 3 || (end - start === 3 && record.charCodeAt(start + 1) === DASH)) return '';
  return `,"${name}":${record.slice(start, end)}`;
}

function numberMember(name: string, record: string, start: number, end: number): string {
  if (isDash(record, start, end)) return '';
  const digits = record.slice(start, end);
  if (digits.length > LONGEST_NUMBER) return `,"${name}":"${digits}"`;
  return `,"${name}":${digits.charCodeAt(0) === ZERO ? Number(digits) : digits}`;
}

function extraMember(record: string, start: number): string {
  return `,"extra":${jsonString(record.slice(start + 1))}`;
}
