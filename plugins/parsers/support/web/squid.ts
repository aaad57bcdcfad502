import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readTime } from '../field-values.js';
import { AccessDraft } from './access-draft.js';

const LINE =
  /^(\d{9,10}\.\d{3}) +(-?\d+) (\S+) ([A-Z][A-Z_]+)\/(\d{3}) (-?\d+) (\S+) (\S+) (\S+) ([A-Z_0-9]+)\/(\S+) (\S+)(?: (.*))?$/s;

/** time elapsed client code/status bytes method URL user hierarchy/peer type */
export class SquidReader implements Parser {
  readonly #draft = new AccessDraft();

  parse(record: string, event: LogEvent): number {
    const line = LINE.exec(record);
    if (line === null) return 0;
    const [, stamp, elapsed, client, result, status, bytes, method, url, user, hierarchy, peer, type, extra] =
      line as unknown as string[];
    return this.#draft
      .begin()
      .time(readTime(stamp!), 0, stamp!)
      .number('duration_ms', elapsed)
      .text('client_ip', client)
      .text('cache_result', result)
      .status(status!)
      .number('bytes', bytes)
      .text('method', method)
      .url(url!)
      .text('user', user)
      .text('hierarchy', hierarchy)
      .text('upstream', peer)
      .text('content_type', type)
      .text('extra', extra)
      .summary(`${method} ${url}`)
      .claimAccess('squid', event);
  }
}
