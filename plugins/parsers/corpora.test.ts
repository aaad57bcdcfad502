import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Detector } from '../../pipeline/detection/detector.js';
import { parserSet } from '../../test/support/parsers.js';

/*
 * Lines of public test suites with what the tools they come from make of them. They are not part of the project; the
 * folder lies beside it, or is not there.
 */
const CORPORA = join(import.meta.dirname, '../../../shared/corpora/canon');

interface Case {
  readonly format: string;
  readonly raw: string;
  readonly expected: Readonly<Record<string, unknown>>;
}

const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 ' +
  'local3 local4 local5 local6 local7';
const SEVERITIES = 'emerg alert crit err warning notice info debug';

function cases(name: string): Case[] {
  const lines = readFileSync(join(CORPORA, `${name}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Case);
}

const detector = new Detector(parserSet());

/** What we read, in the vocabulary of the corpora. */
function readCase(raw: string): { format: string; got: Record<string, unknown> } {
  const { format, event } = detector.explain(raw);
  const metadata = event.peekMetadata() as Record<string, string>;
  const { facility, severity, pid, msgid, method, query, status, bytes, user, ident } = metadata;
  const facilityCode = FACILITIES.split(' ').indexOf(facility!);
  const severityCode = SEVERITIES.split(' ').indexOf(severity!);
  const got = {
    ...{ priority: facilityCode * 8 + severityCode, facility: facilityCode, severity: severityCode },
    ...{ version: metadata.version ?? 1, hostname: event.source, appname: event.application },
    ...{ procid: pid === undefined ? undefined : String(pid), msgid, sd: metadata.structured_data },
    ...{
      message: event.message,
      timestamp: event.timestampMicros,
      client: metadata.client_ip,
      user,
      ident,
      method,
    },
    ...{ path: query === undefined ? metadata.path : `${metadata.path}?${query}`, status, bytes },
    ...{ http_version: metadata.http_version, referer: metadata.referrer, agent: metadata.user_agent },
  };
  return { format, got };
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

/** Compares and lists what is missed, as `field: raw`. */
function missesOf(list: readonly Case[]): { fields: number; misses: string[] } {
  const misses: string[] = [];
  let fields = 0;
  for (const { raw, expected } of list) {
    const { got } = readCase(raw);
    for (const [name, value] of Object.entries(expected)) {
      fields += 1;
      const want = wanted(name, value);
      const same = typeof want === 'object' ? sameObject(got[name], want) : got[name] === want;
      if (!same) misses.push(`${name}: ${raw.slice(0, 80)}`);
    }
  }
  return { fields, misses };
}

function sameObject(got: unknown, want: unknown): boolean {
  try {
    expect(got).toEqual(want);
    return true;
  } catch {
    return false;
  }
}

function report(name: string, { fields, misses }: { fields: number; misses: string[] }): void {
  console.log(`corpora: ${name}: ${fields - misses.length} of ${fields} fields as expected`);
  for (const miss of misses) console.log(`  not ${miss}`);
}

if (!existsSync(CORPORA))
  console.log(`corpora: ${CORPORA} is not there; the lines of public test suites are not tried`);

describe.skipIf(!existsSync(CORPORA))('corpora', () => {
  it.each(['syslog', 'access', 'cef', 'reject', '../nasty/nasty'])(
    'reads every record of %s soundly',
    (name) => {
      for (const { raw } of cases(name)) {
        const { event } = detector.explain(raw);
        expect(JSON.parse(event.metadataText())).toBeTypeOf('object');
        expect(Number.isFinite(event.timestampMicros)).toBe(true);
        expect(() => event.toJsonText()).not.toThrow();
      }
    },
  );

  it('claims all syslog lines by the right parser and reads 99 % of their fields', () => {
    const list = cases('syslog');
    for (const { raw, format } of list) expect(readCase(raw).format).toBe(format.replace('_', '-'));
    const result = missesOf(list);
    report('syslog', result);
    expect(result.misses.length / result.fields).toBeLessThan(0.01);
  });

  it('claims the access lines that begin as common and combined do, and reads 99 % of their fields', () => {
    // Others are formats of their own: TLS request logs, ingress controllers, error logs, fields in between.
    const list = cases('access').filter(({ raw }) =>
      /^(?:(?!.* - \[1)[^[]*)\[[^\]]+\] ".*" (?:\d{3}|-) (?:\d+|-)(?: ["-]|$)/.test(raw),
    );
    expect(list.length).toBeGreaterThan(40);
    for (const { raw } of list) expect(readCase(raw).format).toMatch(/^apache-/);
    const result = missesOf(list);
    report('access', result);
    expect(result.misses.length / result.fields).toBeLessThan(0.01);
  });
});
