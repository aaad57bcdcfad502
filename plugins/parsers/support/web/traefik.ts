import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AccessLine } from '../access-log-line.js';

const TAIL = / (\d+|-) "([^"]*)" "([^"]*)" (\d{1,15})ms$/y;

/** Whether what follows referrer and user agent is what Traefik appends. */
export function isTraefikTail(record: string, start: number): boolean {
  return record.endsWith('ms') && tailOf(record, start) !== null;
}

function tailOf(record: string, start: number): RegExpExecArray | null {
  TAIL.lastIndex = start;
  return TAIL.exec(record);
}

/** … "referrer" "user agent" requests "router" "server" 12ms */
export class TraefikReader implements Parser {
  readonly #line = new AccessLine();

  parse(record: string, event: LogEvent): number {
    if (!record.endsWith('ms')) return 0;
    const stopped = this.#line.read(record, event);
    if (stopped >= 0) return stopped;
    const tail = this.#line.combined ? tailOf(record, this.#line.end) : null;
    if (tail === null) return this.#line.end;
    const [, requests, router, server, duration] = tail;
    return this.#line.draft
      .number('request_number', requests)
      .text('router', router)
      .text('upstream', server)
      .number('duration_ms', duration)
      .claimAccess('traefik', event);
  }
}
