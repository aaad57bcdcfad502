import { describe, expect, test } from 'vitest';
import { Detector } from '../../../pipeline/detection/detector.js';
import { looseEvent } from '../../../pipeline/detection/explain.js';
import { PARSER_DEFINITIONS, parserSet } from '../../../test/support/parsers.js';
import { steppingClock } from '../clock.js';
import { Random } from '../random.js';
import type { KnownRecord } from '../templates/template-format.js';
import { TemplateFormat } from '../templates/template-format.js';
import { FORMATS } from './index.js';

const PARSERS = parserSet();
const TEMPLATES = FORMATS.filter((format) => format instanceof TemplateFormat);
const RECORDS = 1_000;

/** The latest of `count` records were written just now, as stamps without a year or a day need it. */
function recordsOf(format: TemplateFormat, count: number): KnownRecord[] {
  const random = new Random(1);
  const next = format.records(random);
  const clock = steppingClock(random, Date.now() - count * 20);
  return Array.from({ length: count }, () => next(clock()));
}

function read(detector: Detector, text: string) {
  const event = looseEvent(text);
  detector.detect(event);
  return event;
}

test('there is a format for each parser, and no other but mixtures', () => {
  const generated = FORMATS.map(({ name }) => name);
  expect(new Set(generated).size).toBe(generated.length);
  const parsed = PARSER_DEFINITIONS.map(({ name }) => name);
  // nginx-access is apache-combined as nginx writes it.
  expect([...generated].sort()).toEqual([...parsed, 'mixed', 'everything', 'nginx-access'].sort());
});

describe.each(TEMPLATES.map((format) => [format.name, format] as const))('%s', (name, format) => {
  test('is claimed by its parser, with time, level and message right', () => {
    const detector = new Detector(PARSERS);
    for (const { text, level, message, millis } of recordsOf(format, RECORDS)) {
      const event = read(detector, text);
      const arrival = event.chunk.receivedAtMicros;
      const time = millis === undefined ? arrival : millis * 1_000;
      const { format: claimed, level: read_, message: said, timestampMicros } = event;
      // To the millisecond: finer digits are drawn.
      const found = millis === undefined ? timestampMicros : Math.floor(timestampMicros / 1_000) * 1_000;
      expect({ text, format: claimed, level: read_, message: said, time: found }).toEqual({
        text,
        format: name,
        level,
        message,
        time,
      });
    }
  });
});

test('one detector tells them apart when all come from one sender in turn', () => {
  const detector = new Detector(PARSERS);
  const all = TEMPLATES.map((format) =>
    recordsOf(format, 40).map(({ text }) => [format.name, text] as const),
  );
  for (let turn = 0; turn < 40; turn++) {
    for (const records of all) {
      const [name, text] = records[turn]!;
      expect([read(detector, text).format, text]).toEqual([name, text]);
    }
  }
});

/** Values of a template and the names of the metadata that must have them. */
const FIELDS: Record<string, Record<string, string>> = {
  'apache-error': { pid: 'pid' },
  'aws-alb': {
    status: 'status',
    client: 'client_ip',
    method: 'method',
    size: 'bytes',
    domain: 'host',
    path: 'path',
  },
  'caddy-json': { status: 'status', client: 'client_ip', method: 'method', size: 'bytes', domain: 'host' },
  cloudflare: { status: 'status', client: 'client_ip', method: 'method', size: 'bytes' },
  envoy: {
    status: 'status',
    client: 'client_ip',
    size: 'bytes',
    uuid: 'request_id',
    agent: 'user_agent',
    domain: 'host',
  },
  'haproxy-http': {
    status: 'status',
    client: 'client_ip',
    port: 'client_port',
    size: 'bytes',
    host: 'server',
  },
  iptables: { client: 'source_ip', server: 'destination_ip', port: 'source_port' },
  'nginx-json': { status: 'status', client: 'client_ip', size: 'bytes', agent: 'user_agent' },
  otel: { 'hex:16': 'trace_id', 'hex:8': 'span_id' },
  pam: { user: 'user' },
  postgresql: { pid: 'pid' },
  sshd: { client: 'client_ip', port: 'client_port' },
  squid: { status: 'status', client: 'client_ip', size: 'bytes', ms: 'duration_ms' },
  sudo: { user: 'user' },
  traefik: { status: 'status', client: 'client_ip', size: 'bytes', ms: 'duration_ms', agent: 'user_agent' },
  uwsgi: { status: 'status', client: 'client_ip', size: 'bytes', ms: 'duration_ms', pid: 'pid' },
  w3c: { status: 'status', client: 'client_ip', ms: 'duration_ms' },
  'windows-event': { count: 'record_id', 'int:7000-7099': 'event_id' },
  logfmt: { count: 'user_id', ms: 'duration_ms' },
  'mysql-slow': { count: 'rows_examined', few: 'rows_sent', client: 'client_ip' },
};

test.each(Object.entries(FIELDS))('%s: what was put in is found under its name', (name, fields) => {
  const format = TEMPLATES.find((known) => known.name === name)!;
  const detector = new Detector(PARSERS);
  for (const { text, values } of recordsOf(format, 200)) {
    const metadata = read(detector, text).peekMetadata();
    for (const [value, field] of Object.entries(fields)) {
      if (values.has(value)) expect([text, String(metadata[field])]).toEqual([text, values.get(value)]);
    }
  }
});
