import { ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { levelOfStatus } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import {
  clientMembers,
  extraMember,
  fieldEnd,
  fieldMember,
  hostsEnd,
  isDash,
  numberEnd,
  numberMember,
  plainMember,
  wordMember,
} from './access-log-parts.js';
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

const ZERO = 48;

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
      Number.isNaN(this.#micros) ? ASSUMED_TIME : 0,
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
