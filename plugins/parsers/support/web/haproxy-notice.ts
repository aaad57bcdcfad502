import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AccessDraft } from './access-draft.js';

const PROXY =
  /^(?:Proxy|Stopping frontend|Stopping backend|Stopping proxy) ([^\s()]+) (?:started\.|stopped \(|in \d+ ms)/;
const SERVER =
  /^(?:Health check for )?(?:[Bb]ackup )?[Ss]erver ([^\s/]+)\/(\S+) (?:is (?:UP|DOWN)|succeeded|failed|was |has |enters |remains )/;
const BACKEND = /^[Bb]ackend ([^\s/]+) has no server available!/;

/** What HAProxy says of itself: known by its words, or by the program that syslog names. */
export class HaproxyNoticeReader implements Parser {
  readonly #draft = new AccessDraft();

  parse(record: string, event: LogEvent): number {
    const known = 'PSHBbs'.includes(record.charAt(0)) && record !== '';
    const proxy = known ? PROXY.exec(record) : null;
    const server = known ? SERVER.exec(record) : null;
    const backend = known ? BACKEND.exec(record) : null;
    if ((proxy ?? server ?? backend) === null && event.application !== 'haproxy') return 0;
    this.#draft
      .begin()
      .text('proxy', proxy?.[1])
      .text('backend', server?.[1] ?? backend?.[1])
      .text('server', server?.[2])
      .message(record);
    return this.#draft.claim('haproxy', event);
  }
}
