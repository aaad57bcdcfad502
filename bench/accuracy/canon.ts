import type { Detector } from '../../pipeline/detection/detector.js';
import { sameValue } from './compare.js';
import { type Case, casesOf } from './corpora.js';
import { knownRejectReason } from './known-rejects.js';
import { readSafely } from './records.js';

/*
 * The cases that several suites agree on, in the vocabulary of the corpora.
 */

const FACILITIES = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 ' +
  'local3 local4 local5 local6 local7'
).split(' ');
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ');

/** The number of a facility's word; undefined for none. */
export function facilityCode(word: unknown): number | undefined {
  const code = FACILITIES.indexOf(word as string);
  return code < 0 ? undefined : code;
}

export function severityCode(word: unknown): number | undefined {
  const code = SEVERITIES.indexOf(word as string);
  return code < 0 ? undefined : code;
}

export interface CanonScore {
  readonly name: string;
  readonly cases: number;
  readonly fields: number;
  /** As `field: record`. */
  readonly misses: readonly string[];
  /** Records that were claimed by none of the formats they are of. */
  readonly unclaimed: readonly string[];
}

export const CANON = ['syslog', 'access'] as const;

export function canonScore(name: (typeof CANON)[number], detector: Detector): CanonScore {
  // Lines that begin otherwise than common and combined do are formats of their own: TLS request logs, ingress
  // controllers, error logs, fields in between.
  const list = casesOf(`canon/${name}`).filter(({ raw }) => name !== 'access' || ACCESS.test(raw));
  const misses: string[] = [];
  const unclaimed: string[] = [];
  let fields = 0;
  for (const { raw, expected, format } of list) {
    const { got, claimedBy } = readCase(raw, detector);
    if (!isOf(format, claimedBy)) unclaimed.push(`${claimedBy}: ${raw.slice(0, 100)}`);
    for (const [field, value] of Object.entries(expected as object)) {
      // A message that is a record of another format has been read further.
      if (field === 'message' && name === 'syslog' && !claimedBy.startsWith('syslog')) continue;
      fields += 1;
      if (!sameValue(got[field], wanted(field, value))) misses.push(`${field}: ${raw.slice(0, 100)}`);
    }
  }
  return { name, cases: list.length, fields, misses, unclaimed };
}

const ACCESS = /^(?:(?!.* - \[1)[^[]*)\[[^\]]+\] ".*" (?:\d{3}|-) (?:\d+|-)(?: ["-]|$)/;

/** A syslog line whose message is a format of its own is still one. */
function isOf(format: string, claimedBy: string): boolean {
  if (format === 'access') return /^(?:apache|nginx|traefik|caddy)/.test(claimedBy);
  return claimedBy === format.replace('_', '-') || (format.startsWith('syslog') && claimedBy !== 'plain');
}

export interface RejectScore {
  readonly cases: number;
  /** Records that were claimed by the format whose suite rejects them. */
  readonly claimed: readonly Case[];
  /** How many more of them are claimed on purpose, by the reason. */
  readonly known: ReadonlyMap<string, number>;
}

export function rejectScore(detector: Detector): RejectScore {
  const list = casesOf('canon/reject');
  const claimed: Case[] = [];
  const known = new Map<string, number>();
  for (const pair of list) {
    const ours = REJECTED_FORMAT[pair.format] ?? pair.format.replaceAll('_', '-');
    if (readSafely(detector, pair.raw).format !== ours) continue;
    const why = knownRejectReason(pair.format, pair.raw);
    if (why === undefined) claimed.push(pair);
    else known.set(why, (known.get(why) ?? 0) + 1);
  }
  return { cases: list.length, claimed, known };
}

const REJECTED_FORMAT: Readonly<Record<string, string>> = { nginx_main: 'apache-combined' };

/** What we read, in the vocabulary of the corpora. */
function readCase(raw: string, detector: Detector): { claimedBy: string; got: Record<string, unknown> } {
  const { format, event } = readSafely(detector, raw);
  const metadata = event.peekMetadata() as Record<string, unknown>;
  const { pid, query } = metadata;
  const facility = facilityCode(metadata.facility);
  const severity = severityCode(metadata.severity);
  const got = {
    ...metadata,
    priority: facility === undefined || severity === undefined ? undefined : facility * 8 + severity,
    facility,
    severity,
    version: metadata.version ?? 1,
    hostname: event.source,
    appname: event.application,
    procid: pid === undefined ? undefined : String(pid),
    sd: metadata.structured_data,
    message: event.message,
    timestamp: event.timestampMicros,
    client: metadata.client_ip,
    path: query === undefined ? metadata.path : `${metadata.path}?${query}`,
    referer: metadata.referrer,
    agent: metadata.user_agent,
  };
  return { claimedBy: format, got };
}

/** Where tools disagree with the standards, the standards: no byte order mark, escapes undone. */
function wanted(name: string, value: unknown): unknown {
  if (name === 'timestamp') return Date.parse(value as string) * 1000 + finerThanMillis(value as string);
  if (name === 'message') return (value as string).replace(/^\ufeff/, '');
  if (name === 'sd') return JSON.parse(JSON.stringify(value), (_, text) => unescaped(text));
  return ['path', 'referer', 'agent'].includes(name) ? unescaped(value) : value;
}

function finerThanMillis(time: string): number {
  return Number(/\.\d{3}(\d{1,3})/.exec(time)?.[1]?.padEnd(3, '0') ?? 0);
}

function unescaped(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\\(["\\\]])/g, '$1') : value;
}
