import type { AccessDraft } from './web/access-draft.js';

/*
 * What stands behind the last field of an access line. Modules and configurations append what they like; known are
 *
 *   "203.0.113.7, 10.0.0.1"                                   X-Forwarded-For (nginx's `main`)
 *   "2.75"                                                    gzip_ratio (nginx's `compression`)
 *   0.012 0.011 | 11520 | 12ms                                times of request and upstream; Apache's %D
 *   rt=0.012 uct="0.001" uht="0.002" urt="0.011"              the same with names
 *   462 0.050 [name] [other] 10.0.0.1:80 19 0.049 200 id      nginx as an ingress controller
 *
 * and the rest is kept as `extra`.
 */

const QUOTED = /^"([^"\\]*)"(?: +|$)/;
const ADDRESSES = /^(?=[\da-fA-F]*[.:])[\da-fA-F:.]+(?:, ?(?:[\da-fA-F:.]+|unknown))*$/;
const LIST = '([^\\s,]+(?:, [^\\s,]+)*)';
const INGRESS = new RegExp(
  `^(\\d+|-) ([\\d.]+|-) \\[([^\\]]*)\\](?: \\[([^\\]]*)\\])? ${LIST} ${LIST} ${LIST} ${LIST}(?: (\\S+))?$`,
);
const NAMED = /^(\w{1,32})=("[^"]*"|[^\s"]*)(?: +|$)/;
const TIMES = /^(\d+\.\d+|\d+(?:ms|us|s)?)(?: +(\d+\.\d+|-))?$/;
const NAMES: Readonly<Record<string, string>> = {
  rt: 'duration_ms',
  request_time: 'duration_ms',
  urt: 'upstream_duration_ms',
  upstream_response_time: 'upstream_duration_ms',
  uct: 'upstream_connect_ms',
  uht: 'upstream_header_ms',
};
/** Milliseconds in the units that servers append. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 0.001 };

/** @param combined whether referrer and user agent stand before it, so that a text in quotes is something else */
export function readTail(tail: string, combined: boolean, draft: AccessDraft): void {
  let rest = tail;
  const quoted = combined ? QUOTED.exec(rest) : null;
  if (quoted !== null && readQuoted(quoted[1]!, draft)) rest = rest.slice(quoted[0].length);
  if (rest === '' || readIngress(rest, draft) || readTimes(rest, draft)) return;
  draft.text('extra', readNamed(rest, draft));
}

function readQuoted(text: string, draft: AccessDraft): boolean {
  if (text === '-' || text === '') return true;
  if (/^\d{1,6}\.\d{1,3}$/.test(text)) draft.number('gzip_ratio', text);
  else if (ADDRESSES.test(text)) draft.text('forwarded_for', text);
  else return false;
  return true;
}

function readIngress(text: string, draft: AccessDraft): boolean {
  const match = INGRESS.exec(text);
  if (match === null) return false;
  const [, length, time, name, other, upstream, bytes, upstreamTime, status, id] = match as string[];
  draft
    .number('request_bytes', length)
    .duration('duration_ms', time!, 1000)
    .text('upstream_name', name)
    .text('upstream_alternative', other)
    .text('upstream', upstream)
    .text('request_id', id);
  readList('upstream_bytes', bytes!, 1, draft);
  readList('upstream_duration_ms', upstreamTime!, 1000, draft);
  readList('upstream_status', status!, 1, draft);
  return true;
}

/** One number, or as many as upstreams were tried, with null for those that gave none. */
function readList(name: string, text: string, factor: number, draft: AccessDraft): void {
  if (!text.includes(',')) {
    draft.duration(name, text, factor);
    return;
  }
  const numbers = text.split(', ').map((item) => millisOf(item, factor) ?? null);
  draft.json(name, JSON.stringify(numbers));
}

function millisOf(text: string, factor: number): number | undefined {
  return /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * factor * 1e6) / 1e6 : undefined;
}

/** A fraction is seconds (nginx), a number without a unit microseconds (Apache). */
function readTimes(text: string, draft: AccessDraft): boolean {
  const match = TIMES.exec(text.trimEnd());
  if (match === null || match[1]!.length > 15) return false;
  const [, first, upstream = '-'] = match as unknown as [string, string, string?];
  const [, digits, unit] = /^([\d.]+)(\D*)$/.exec(first)! as unknown as [string, string, string];
  draft.duration('duration_ms', digits, UNITS[unit || (first.includes('.') ? 's' : 'us')]!);
  draft.duration('upstream_duration_ms', upstream, 1000);
  return true;
}

/** Takes the named times from the beginning; returns the rest. */
function readNamed(text: string, draft: AccessDraft): string {
  let at = 0;
  for (;;) {
    // No name with its value is longer.
    const match = NAMED.exec(text.slice(at, at + 256));
    const name = NAMES[match?.[1] ?? ''];
    if (match === null || name === undefined) return text.slice(at);
    draft.duration(name, match[2]!.replaceAll('"', ''), 1000);
    at += match[0].length;
  }
}
