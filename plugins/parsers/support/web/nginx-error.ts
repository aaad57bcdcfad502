import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';

const FRAME = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(\w{1,10})\] (\d+)#(\d+): (?:\*(\d+) )?/;
/** A value has quotes, or ends with its line or before the next comma. */
const PAIR = /, ([a-z]+(?: [a-z]+)?): ("(?:[^"\\]|\\.)*"|[^,\n]*)/y;
/** What ngx_http_limit_req_module and ngx_http_limit_conn_module say. */
const LIMIT =
  /^(?:limiting|delaying) \w+(?:, dry run)?(?:, excess: ([\d.]{1,20}))?,? by zone "([^"]{1,200})"/;
const FIRST_PAIR = ', client: ';
const NAMES: Readonly<Record<string, string>> = {
  client: 'client_ip',
  server: 'server_name',
  subrequest: 'subrequest',
  upstream: 'upstream',
  host: 'host',
  referrer: 'referrer',
  login: 'user',
};

/** 2025/11/11 10:20:30 [error] 12#34: *56 message, client: 192.0.2.7, server: example.com, request: "GET / HTTP/1.1", … */
export class NginxErrorReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    if (record.charCodeAt(4) !== 47 || record.charCodeAt(20) !== 91) return 0;
    const frame = FRAME.exec(record);
    if (frame === null) return 20;
    const [head, stamp, level, pid, thread, connection] = frame as unknown as string[];
    const micros = this.#stamps.read(stamp!, 0, event.chunk.receivedAtMicros);
    this.#draft
      .begin()
      .time(micros, this.#stamps.assumed, stamp!)
      .levelWord(level!)
      .number('pid', pid)
      .text('thread', thread)
      .number('connection', connection);
    this.#readText(record.slice(head!.length));
    return this.#draft.claim('nginx-error', event);
  }

  #readText(text: string): void {
    const limit = LIMIT.exec(text);
    if (limit !== null) this.#draft.number('excess', limit[1]).text('zone', limit[2]);
    const start = text.indexOf(FIRST_PAIR);
    if (start < 0) {
      this.#draft.message(text);
      return;
    }
    this.#draft.message(text.slice(0, start));
    PAIR.lastIndex = start;
    let end = start;
    for (let pair = PAIR.exec(text); pair !== null; pair = PAIR.exec(text)) {
      this.#readPair(pair[1]!, pair[2]!);
      end = PAIR.lastIndex;
    }
    this.#draft.text('extra', text.slice(end));
  }

  #readPair(name: string, written: string): void {
    // A line that was cut off has no closing quote.
    const value = written.startsWith('"') ? written.replace(/^"|"$/g, '') : written;
    if (name === 'request') this.#draft.request(value);
    else this.#draft.text(NAMES[name] ?? name.replace(' ', '_'), value);
  }
}
