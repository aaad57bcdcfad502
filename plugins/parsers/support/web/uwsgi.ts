import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';

const HEAD =
  /^\[pid: (\d+)\|app: (\S+)\|req: (\d+|-)\/(\d+)\] (\S*) \(([^)]*)\) \{(\d+) vars in (\d+) bytes\} \[([^\]]{1,40})\] /;
const REST =
  /^([A-Z_-]{1,24}) (.*) => generated (-?\d+) bytes in (\d+) (msecs|micros|secs) \(HTTP\/([\d.]+) (\d{3})\) (\d+) headers in (\d+) bytes \((\d+) switches on core (\d+)\)(.*)$/s;
const MILLIS: Readonly<Record<string, number>> = { micros: 0.001, msecs: 1, secs: 1000 };

/** What uWSGI writes of each request unless told otherwise. */
export class UwsgiReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('[pid: ')) return 0;
    const head = HEAD.exec(record);
    if (head === null) return 6;
    const rest = REST.exec(record.slice(head[0].length));
    if (rest === null) return head[0].length;
    const stamp = head[9]!;
    const micros = this.#stamps.read(stamp, 0, event.chunk.receivedAtMicros);
    this.#draft
      .begin()
      .time(this.#stamps.end === stamp.length ? micros : Number.NaN, this.#stamps.assumed, stamp);
    this.#readHead(head);
    this.#readRest(rest);
    return this.#draft.claimAccess('uwsgi', event);
  }

  #readHead([, pid, app, workerRequests, requests, client, user, variables, size]: readonly string[]): void {
    this.#draft
      .number('pid', pid)
      .number('app', app)
      .number('worker_requests', workerRequests)
      .number('request_number', requests)
      .text('client_ip', client)
      .text('user', user)
      .number('request_variables', variables)
      .number('request_bytes', size);
  }

  #readRest(rest: readonly string[]): void {
    const [
      ,
      method,
      target,
      bytes,
      time,
      unit,
      version,
      status,
      headers,
      headerBytes,
      switches,
      core,
      extra,
    ] = rest as string[];
    this.#draft
      .text('method', method)
      .pathAndQuery(target!)
      .httpVersion(version!)
      .status(status!)
      .number('bytes', bytes)
      .duration('duration_ms', time!, MILLIS[unit!]!)
      .number('response_headers_count', headers)
      .number('response_headers_bytes', headerBytes)
      .number('switches', switches)
      .number('core', core)
      .text('extra', extra)
      .summary(`${method} ${target}`);
  }
}
