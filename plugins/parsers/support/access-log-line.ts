import type { LogEvent } from '../../../pipeline/event.js';
import type { Micros } from '../../../pipeline/time.js';
import { readHead } from './access-log-head.js';
import { AnyStampReader } from './any-stamp.js';
import { unescapeLogText } from './escapes.js';
import { closingQuote } from './quoted.js';
import { AccessStampReader, IsoStampReader } from './timestamps.js';
import { AccessDraft } from './web/access-draft.js';
import { FieldCursor } from './web/field-cursor.js';

/** A client's name or address, `-` for none, and the quote of a list of them. */
export const ACCESS_LOG_LEADS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:-_"[';

/** Lists of proxies are long, but not longer. */
const LONGEST_HEAD = 2048;
const STATUS_AND_BYTES = / +(\d{3}|-) +(\d+|-)(?= |$)/y;
const TIME_BETWEEN = / +(\d{1,9}\.\d{1,9}|\d{1,15})(?= +["-])/y;
/** Some programs leave the time to syslog. */
const WITHOUT_TIME = /^([^\s",]+(?:, [^\s",]+)* \S+ \S+) "(?=[A-Z]{1,24} [^"]* HTTP\/[\d.]+")/;
/** `%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b`, Apache's ssl_request_log. */
const TLS_REQUEST = /\] (\S+) (-|(?:TLS|SSL)\S+) (\S+) "/y;
const TLS_BYTES = / (\d+|-)(?= |$)/y;

/**
 * Reads an access line of whatever shape into {@link draft}; the ones that have nothing special are read faster
 * (access-log.ts), with the same result.
 */
export class AccessLine {
  readonly draft = new AccessDraft();
  /** Whether referrer and user agent were there. */
  combined = false;
  /** Offset behind what was read. */
  end = 0;
  readonly #accessStamps = new AccessStampReader();
  readonly #isoStamps = new IsoStampReader();
  readonly #anyStamps = new AnyStampReader();
  readonly #cursor = new FieldCursor();
  #assumed = 0;
  #stampEnd = -1;

  /** @returns where the record stopped being an access line; -1 when it is one */
  read(record: string, event: LogEvent): number {
    if (record === '' || !ACCESS_LOG_LEADS.includes(record.charAt(0))) return 0;
    const bracket = record.indexOf('] "');
    if (bracket < 0) return this.#readWithoutBracket(record, event);
    this.#begin();
    const stampStart = record.lastIndexOf('[', bracket) + 1;
    if (stampStart === 0 || stampStart > LONGEST_HEAD) return 0;
    if (stampStart === 1) return 1;
    if (!this.#readStamp(record, stampStart, bracket, event)) return stampStart;
    const head = record.slice(0, stampStart - 1).trimEnd();
    if (head === '' || record.charAt(stampStart - 2) !== ' ') return stampStart - 1;
    return this.#readFrom(record, bracket + 3, head);
  }

  #begin(): void {
    this.draft.begin();
    this.combined = false;
  }

  #readWithoutBracket(record: string, event: LogEvent): number {
    if (record.charCodeAt(0) === 91) return this.#readTlsRequest(record, event);
    const head = WITHOUT_TIME.exec(record);
    if (head === null) return 0;
    this.#begin();
    return this.#readFrom(record, head[0].length, head[1]!);
  }

  /** The request, whose opening quote stands before `start`, and what follows. */
  #readFrom(record: string, start: number, head: string): number {
    const requestEnd = closingQuote(record, start);
    if (requestEnd < 0) return start - 1;
    STATUS_AND_BYTES.lastIndex = requestEnd + 1;
    const numbers = STATUS_AND_BYTES.exec(record);
    if (numbers === null) return requestEnd + 1;
    const [, status, bytes] = numbers as unknown as [string, string, string];
    const written = record.slice(start, requestEnd);
    if (!readHead(head, this.draft)) return 0;
    this.draft.request(unescapeLogText(written), written).status(status).number('bytes', bytes);
    this.end = STATUS_AND_BYTES.lastIndex;
    this.#readReferrerAndAgent(record);
    return -1;
  }

  #readReferrerAndAgent(record: string): void {
    TIME_BETWEEN.lastIndex = this.end;
    const time = TIME_BETWEEN.exec(record)?.[1];
    const cursor = this.#cursor.begin(record, time === undefined ? this.end : TIME_BETWEEN.lastIndex);
    const referrer = this.#quotedOrDash(cursor);
    const agent = referrer === undefined ? undefined : this.#quotedOrDash(cursor);
    if (referrer === undefined || agent === undefined) return;
    this.combined = true;
    this.end = cursor.at;
    this.draft.text('referrer', referrer).text('user_agent', agent);
    if (time !== undefined) this.draft.duration('duration_ms', time, time.includes('.') ? 1000 : 0.001);
  }

  #quotedOrDash(cursor: FieldCursor): string | undefined {
    const field = cursor.field();
    return cursor.wasQuoted || field === '-' ? field : undefined;
  }

  #readTlsRequest(record: string, event: LogEvent): number {
    const bracket = record.indexOf(']');
    TLS_REQUEST.lastIndex = bracket;
    const match = bracket < 0 || bracket > 64 ? null : TLS_REQUEST.exec(record);
    this.#begin();
    if (match === null || !this.#readStamp(record, 1, bracket, event)) return 1;
    const start = TLS_REQUEST.lastIndex;
    const requestEnd = closingQuote(record, start);
    TLS_BYTES.lastIndex = requestEnd + 1;
    const bytes = requestEnd < 0 ? null : TLS_BYTES.exec(record);
    if (bytes === null) return start;
    const written = record.slice(start, requestEnd);
    this.draft
      .text('client_ip', match[1])
      .text('tls_version', match[2])
      .text('tls_cipher', match[3])
      .request(unescapeLogText(written), written)
      .number('bytes', bytes[1]);
    this.end = TLS_BYTES.lastIndex;
    return -1;
  }

  /** The time between brackets, of which there may be none: `[-]`. */
  #readStamp(record: string, start: number, end: number, event: LogEvent): boolean {
    if (end - start === 1 && record.charAt(start) === '-') return true;
    const micros = this.#micros(record, start, event.chunk.receivedAtMicros);
    if (this.#stampEnd !== end) return false;
    this.draft.time(micros, this.#assumed, record.slice(start, end));
    return true;
  }

  #micros(record: string, start: number, arrival: Micros): Micros {
    for (const reader of [this.#accessStamps, this.#isoStamps]) {
      const micros = reader.read(record, start);
      this.#stampEnd = reader.end;
      this.#assumed = reader.assumed;
      if (reader.end >= 0) return micros;
    }
    const micros = this.#anyStamps.read(record, start, arrival);
    this.#stampEnd = this.#anyStamps.end;
    this.#assumed = this.#anyStamps.assumed;
    return micros;
  }
}
