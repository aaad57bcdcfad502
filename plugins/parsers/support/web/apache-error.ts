import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';

const OPENING = /^\[(?:[A-Z][a-z]{2} |\d{2}\/[A-Z]|\d{4}[-/])/;
const LONGEST_STAMP = 48;
const LEVEL = /\] \[(?:([\w.-]*):)?(emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\] /y;
const PROCESS = /\[pid (\d+)(?::tid (\d+))?\] /y;
/** What the operating system said, `(111)Connection refused: `, and the client, in either order. */
const SYSTEM_ERROR = /\((-?\d+)\)([^:[]*): /y;
const CLIENT = /\[client ([^\]\s]+)\] /y;
const CODE = /(AH\d{5}): /y;
const REFERRER = ', referer: ';

/**
 * [Tue Nov 11 10:20:30.123456 2025] [proxy:error] [pid 12:tid 34] (111)Connection refused: [client 192.0.2.7:51234] AH00957: …
 * [Tue Nov 11 10:20:30 2025] [error] [client 192.0.2.7] …                                       before 2.4
 */
export class ApacheErrorReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();
  #at = 0;

  parse(record: string, event: LogEvent): number {
    if (!OPENING.test(record)) return 0;
    const bracket = record.indexOf('] [');
    if (bracket < 0 || bracket > LONGEST_STAMP) return 1;
    const micros = this.#stamps.read(record, 1, event.chunk.receivedAtMicros);
    if (this.#stamps.end < 0) return 1;
    const stampEnd = this.#stamps.end;
    this.#at = stampEnd;
    const level = this.#take(LEVEL, record);
    if (level === null) return stampEnd;
    const process = this.#take(PROCESS, record);
    // Many programs write a time and a level in brackets; before 2.4 only the shape of the time tells Apache's.
    if (level[1] === undefined && process === null && !/^\[[A-Z]/.test(record)) return stampEnd;
    const draft = this.#draft.begin().time(micros, this.#stamps.assumed, record.slice(1, stampEnd));
    this.#readLevel(level[2]!);
    draft.text('module', level[1]).number('pid', process?.[1]).text('thread', process?.[2]);
    this.#readMessage(record);
    return draft.claim('apache-error', event);
  }

  #readLevel(word: string): void {
    if (word.startsWith('trace')) this.#draft.level('TRACE', word);
    else this.#draft.levelWord(word);
  }

  #readMessage(record: string): void {
    const draft = this.#draft;
    const early = this.#take(CLIENT, record);
    const system = this.#take(SYSTEM_ERROR, record);
    const client = early ?? this.#take(CLIENT, record);
    if (system !== null) draft.number('os_error', system[1]).text('os_error_text', system[2]);
    if (client !== null) this.#readClient(client[1]!);
    const text = record.slice(this.#at);
    draft.text('error_code', this.#take(CODE, record)?.[1]);
    draft.message(system === null ? text : `${system[0]}${text}`);
    const referrer = text.lastIndexOf(REFERRER);
    if (referrer >= 0) draft.text('referrer', text.slice(referrer + REFERRER.length));
  }

  /** Apache writes no brackets around IPv6: nine groups, or a last one of five digits, have a port at their end. */
  #readClient(text: string): void {
    const parts = text.split(':');
    const last = parts.at(-1)!;
    const hasPort = parts.length === 2 || parts.length === 9 || (parts.length > 2 && /^\d{5}$/.test(last));
    this.#draft.text('client_ip', hasPort ? parts.slice(0, -1).join(':') : text);
    if (hasPort) this.#draft.number('client_port', last);
  }

  #take(pattern: RegExp, record: string): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(record);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }
}
