import type { LogEvent } from '../../../pipeline/event.js';
import { levelOfStatus } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { AccessLine } from './access-log-line.js';
import { readTail } from './access-log-tail.js';
import { AccessStampReader } from './timestamps.js';
import { isTraefikTail } from './web/traefik.js';

/*
 * host ident user [time] "request" status bytes             common
 * … "referrer" "user agent"                                 combined
 *
 * Apache mod_log_config, `LogFormat "%h %l %u %t \"%r\" %>s %b"`; nginx ngx_http_log_module, `combined`. What may stand
 * before them is in access-log-head.ts, what may follow in access-log-tail.ts.
 */

const ZERO = 48;

/*
 * The lines that have nothing to escape, as nearly all, matched in one go: half the time of the reader below, which
 * has the same result (bench/parse.ts). Each part ends where its characters end, so there is one way to match. A second
 * word with a dot or colon may be a host.
 */
const HEAD =
  '^([\\w:-][!#-+\\--[\\]-~]*) ([!#--/-9;-[\\]-~]+) ([!#-Z\\]-~]+) \\[([\\w/:]{20} [+-]\\d{4})\\] ' +
  '"([A-Z]{1,24}) ([!#->@-[\\]-~]+)(?:\\?([!#-[\\]-~]*))? HTTP/([\\d.]+)" ([1-9]\\d\\d) ([1-9]\\d{0,17}|0|-)';
const PLAIN_COMMON = new RegExp(`${HEAD}$`);
const PLAIN_COMBINED = new RegExp(`${HEAD} "([ !#-[\\]-~]*)" "([ !#-[\\]-~]*)"$`);
/** Keeps the memory that matching takes small. */
const LONGEST_PLAIN = 16_384;

/** Reads the access logs of Apache and nginx; `combined` only those that name referrer and user agent. */
export class AccessLogReader implements Parser {
  readonly #accessStamps = new AccessStampReader();
  readonly #line = new AccessLine();
  readonly #plain: RegExp;
  readonly #other: RegExp;
  #stampText = '';
  #stampMicros: Micros = Number.NaN;

  constructor(
    readonly format: string,
    readonly combined: boolean,
  ) {
    this.#plain = combined ? PLAIN_COMBINED : PLAIN_COMMON;
    this.#other = combined ? PLAIN_COMMON : PLAIN_COMBINED;
  }

  parse(record: string, event: LogEvent): number {
    const match = record.length > LONGEST_PLAIN ? null : this.#plain.exec(record);
    if (match !== null && this.#fillPlain(record, match, event)) return CLAIMED;
    const stopped = this.#readLine(record, event);
    if (stopped >= 0) return stopped;
    return this.#line.draft.claimAccess(this.format, event);
  }

  #readLine(record: string, event: LogEvent): number {
    // The request stands in quotes. Every message of syslog comes by here.
    if (!record.includes('"')) return record.length;
    if (record.length <= LONGEST_PLAIN && this.#other.test(record)) return record.length;
    const stopped = this.#line.read(record, event);
    if (stopped >= 0) return stopped;
    const { end, combined } = this.#line;
    // The other one's lines are not claimed, whichever of the two is asked first; nor are traefik's.
    if (combined !== this.combined || isTraefikTail(record, end)) return end;
    if (end < record.length) readTail(record.slice(end).trimStart(), combined, this.#line.draft);
    return -1;
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
        `${query ? `","query":"${query}` : ''}","http_version":"${version}","status":${status}` +
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
}

function plainMember(name: string, value: string): string {
  return value === '-' || value === '' ? '' : `,"${name}":"${value}"`;
}
