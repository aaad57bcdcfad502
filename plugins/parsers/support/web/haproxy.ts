import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AccessStampReader } from '../timestamps.js';
import { AccessDraft } from './access-draft.js';

const CLIENT = '^(\\S+):(\\d{1,5}) \\[([\\w/:.+ -]{20,40})\\] ';
const PATH = '([^\\s/]+) ([^\\s/]+)/(\\S+)';
const COUNTS = '(\\d+)/(\\d+)/(\\d+)/(\\d+)/(\\+?\\d+) (\\d+)/(\\d+)';
const TIMER = '(-?\\d+)';
const HTTP = new RegExp(
  `${CLIENT}${PATH} ${TIMER}/${TIMER}/${TIMER}/${TIMER}/(\\+?-?\\d+) (-?\\d+) (\\+?\\d+) (\\S+) (\\S+) ([\\w-]{4}) ${COUNTS}` +
    '(?: \\{([^}]*)\\})?(?: \\{([^}]*)\\})? "(.*)"?$',
  's',
);
const TCP = new RegExp(`${CLIENT}${PATH} ${TIMER}/${TIMER}/(\\+?-?\\d+) (\\+?\\d+) ([\\w-]{2}) ${COUNTS}$`);
const FAILURE = new RegExp(`${CLIENT}([^\\s/]+)/(\\S+): (.+)$`, 's');
const CONNECT = /^Connect from (\S+) to (\S+) \(([^/\s)]+)\/(HTTP|TCP)\)$/;
/** Every line of a client begins with its address. */
const ADDRESS = /^[\da-fA-F.:[\]]+:\d{1,5} \[|^Connect from |^unix:\d+ \[/;
const NAMES_OF_COUNTS = [
  'connections_active',
  'connections_frontend',
  'connections_backend',
  'connections_server',
  'retries',
  'queue_server',
  'queue_backend',
];

/**
 * The lines of HAProxy for its clients. Numbers as it writes them: a timer is -1 where the session did not come so far;
 * a `+` (option logasap) says that it was still going on.
 */
export class HaproxyReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AccessStampReader();

  constructor(readonly mode: 'http' | 'tcp') {}

  parse(record: string, event: LogEvent): number {
    if (!ADDRESS.test(record)) return 0;
    this.#draft.begin();
    const read =
      this.mode === 'http' ? this.#readHttp(record) : this.#readTcp(record) || this.#readFailure(record);
    if (read || this.#readConnect(record)) return this.#draft.claimAccess(`haproxy-${this.mode}`, event);
    return record.indexOf('[') + 1;
  }

  #readHttp(record: string): boolean {
    const match = HTTP.exec(record);
    if (match === null || !this.#readClient(match)) return false;
    const [requestMillis, queue, connect, response, total] = match.slice(7, 12) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const [status, bytes, requestCookie, responseCookie, termination] = match.slice(12, 17);
    this.#readPath(match, 4);
    this.#draft
      .number('request_ms', requestMillis)
      .number('queue_ms', queue)
      .number('connect_ms', connect)
      .number('response_ms', response)
      .number('duration_ms', withoutPlus(total))
      .status(status!)
      .number('bytes', withoutPlus(bytes!))
      .text('request_cookie', requestCookie)
      .text('response_cookie', responseCookie)
      .json('termination_state', `"${termination}"`);
    this.#readCounts(match, 17);
    this.#readHeaders('request_headers', match[24]);
    this.#readHeaders('response_headers', match[25]);
    const request = match[26]!;
    this.#draft.request(request.endsWith('"') ? request.slice(0, -1) : request);
    return true;
  }

  #readTcp(record: string): boolean {
    const match = TCP.exec(record);
    if (match === null || !this.#readClient(match)) return false;
    const [queue, connect, total, bytes, termination] = match.slice(7, 12);
    this.#readPath(match, 4);
    this.#draft
      .number('queue_ms', queue)
      .number('connect_ms', connect)
      .number('duration_ms', withoutPlus(total!))
      .number('bytes', withoutPlus(bytes!))
      .json('termination_state', `"${termination}"`)
      .summary(`${match[4]} ${match[5]}/${match[6]} ${termination}`);
    this.#readCounts(match, 12);
    return true;
  }

  /** A connection that ended before there was a session: `frontend/bind: SSL handshake failure`. */
  #readFailure(record: string): boolean {
    const match = FAILURE.exec(record);
    if (match === null || !this.#readClient(match)) return false;
    this.#draft.text('frontend', match[4]).text('bind', match[5]).summary(match[6]!);
    return true;
  }

  #readConnect(record: string): boolean {
    const match = CONNECT.exec(record);
    if (match === null || match[4]!.toLowerCase() !== this.mode) return false;
    this.#draft
      .endpoint('client_ip', 'client_port', match[1]!)
      .endpoint('server_ip', 'server_port', match[2]!)
      .text('frontend', match[3])
      .text('mode', match[4])
      .summary(record);
    return true;
  }

  #readClient(match: RegExpExecArray): boolean {
    const stamp = match[3]!;
    const micros = this.#stamps.read(stamp, 0);
    if (this.#stamps.end !== stamp.length) return false;
    this.#draft.text('client_ip', match[1]).number('client_port', match[2]);
    this.#draft.time(micros, this.#stamps.assumed, stamp);
    return true;
  }

  #readPath(match: RegExpExecArray, at: number): void {
    this.#draft
      .text('frontend', match[at])
      .text('backend', match[at + 1])
      .text('server', match[at + 2]);
  }

  #readCounts(match: RegExpExecArray, at: number): void {
    NAMES_OF_COUNTS.forEach((name, index) => {
      this.#draft.number(name, withoutPlus(match[at + index]!));
    });
  }

  /** `{a|b|}`: what the configuration has captured, in its order. */
  #readHeaders(name: string, written: string | undefined): void {
    if (written === undefined || /^\|*$/.test(written)) return;
    this.#draft.json(name, JSON.stringify(written.split('|')));
  }
}

function withoutPlus(text: string): string {
  return text.startsWith('+') ? text.slice(1) : text;
}
