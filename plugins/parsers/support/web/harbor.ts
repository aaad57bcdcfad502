import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AnyStampReader } from '../any-stamp.js';
import { AccessDraft } from './access-draft.js';

/*
 * Harbor's containers: its own services, nginx before them, and what its web framework says of requests.
 */

/** https://github.com/goharbor/harbor/blob/main/src/lib/log/formatter.go: `time [LEVEL] [file:line][key="value"]: message`. */
const SERVICE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)) \[(DEBUG|INFO|WARNING|ERROR|FATAL)\] (?:\[([\w./@-]{1,300}\.go):(\d{1,7})\])?((?:\[[^\]\n]{1,400}\]){0,4}): ?/;
const TAG = /([A-Za-z][\w.-]{0,63})="([^"\n]{0,300})"/g;

/** `log_format timed_combined` of its nginx: client, request, status, bytes, referrer, agent, two durations, pipelined or not. */
const PROXY =
  /^([\d.]{7,15}|[\da-f:]{2,39}) - "([^"\n]{0,8192})" (\d{3}) (\d{1,15}) "([^"\n]{0,4096})" "([^"\n]{0,2048})" (\d{1,9}\.\d{3}) (-|\d{1,9}\.\d{3})(?:[,:][^"\n]{0,200})? [.p]\s*$/;

/** Colours, with an escape character or as rsyslog writes one. */
const COLOUR = /(?:\u001b|#033)\[[\d;]{0,8}m/g;
/** https://github.com/beego/beego/blob/develop/server/web/router.go (LogAccess), without its colours. */
const REQUEST =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) {1,2}\[([DIWE])\] {1,2}\[([\w.]{1,80}\.go):(\d{1,7})\] {1,4}\| {0,40}([\da-f.:]{2,45})\| {0,4}(\d{3}) {0,4}\| {0,20}(\d{1,12}(?:\.\d{1,9})?)(ns|us|µs|ms|s)\| {0,12}(?:no)?match\| {0,4}([A-Z]{3,10}) {1,8}(\S{1,4096})(?: {1,8}r:(\S{1,1024}))?\s*$/;
const MILLIS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000 };
const LONGEST_REQUEST = 16_384;

export class HarborReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AnyStampReader();

  parse(record: string, event: LogEvent): number {
    const service = SERVICE.exec(record);
    if (service !== null) return this.#readService(service, record, event);
    if (record.length > LONGEST_REQUEST) return 0;
    const proxy = PROXY.exec(record);
    if (proxy !== null) return this.#readProxy(proxy, event);
    const request = /^\d{4}\//.test(record) ? REQUEST.exec(record.replace(COLOUR, '')) : null;
    return request === null ? 0 : this.#readRequest(request, event);
  }

  #readService(match: RegExpExecArray, record: string, event: LogEvent): number {
    const [head, stamp, level, file, line, tags] = match as unknown as string[];
    const draft = this.#begin(stamp!, event).levelWord(level!).text('file', file).number('line', line);
    for (const [, name, value] of tags!.matchAll(TAG)) draft.text(name!, value);
    return draft.message(record.slice(head!.length)).claim('harbor', event);
  }

  #readProxy(match: RegExpExecArray, event: LogEvent): number {
    const [, client, request, status, bytes, referrer, agent, duration, upstream] =
      match as unknown as string[];
    const draft = this.#draft.begin().request(request!).status(status!);
    draft
      .text('client_ip', client)
      .number('bytes', bytes)
      .text('referrer', referrer)
      .text('user_agent', agent);
    draft.duration('duration_ms', duration!, 1000).duration('upstream_duration_ms', upstream!, 1000);
    return draft.claimAccess('harbor', event);
  }

  #readRequest(match: RegExpExecArray, event: LogEvent): number {
    const [, stamp, , file, line, client, status, duration, unit, method, target, route] =
      match as unknown as string[];
    const draft = this.#begin(stamp!, event);
    draft.text('method', method).pathAndQuery(target!).status(status!).summary(`${method} ${target}`);
    draft.text('client_ip', client).text('file', file).number('line', line).text('route', route);
    return draft.duration('duration_ms', duration!, MILLIS[unit!]!).claimAccess('harbor', event);
  }

  #begin(stamp: string, event: LogEvent): AccessDraft {
    const micros = this.#stamps.read(stamp, 0, event.timestampMicros);
    return this.#draft.begin().time(micros, this.#stamps.assumed, stamp);
  }
}
