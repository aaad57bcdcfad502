import { describe, expect, it } from 'vitest';
import { Detector } from '../../pipeline/detection/detector.js';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser, type ParserDefinition, type PluginContext } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import ciscoAsa from './cisco-asa.js';
import ciscoIos from './cisco-ios.js';
import json from './json.js';
import plain from './plain.js';
import sshd from './sshd.js';
import sudo from './sudo.js';
import rfc3164 from './syslog-rfc3164.js';
import rfc5424 from './syslog-rfc5424.js';

/*
 * What syslog carries, read by detection as a whole.
 */

/** What a container runtime puts before a line, in short: `run <text>`. */
const runtime = {
  name: 'runtime',
  specificity: 95,
  leads: 'r',
  envelope: true,
} as ParserDefinition;
const runtimeReader: Parser = {
  parse(record: string, event: LogEvent): number {
    if (!record.startsWith('run ')) return 0;
    event.fill(
      'runtime',
      Date.UTC(2025, 10, 11) * 1000,
      'INFO',
      'node-1',
      '',
      record.slice(4),
      '{"stream":"stderr"}',
      2,
    );
    return CLAIMED;
  },
};

function loaded(definition: ParserDefinition): LoadedParser {
  return new LoadedParser(definition.name, definition, definition.create({}, {} as PluginContext) as Parser);
}

function detectorOf(timezone?: string): Detector {
  const definitions = [ciscoAsa, ciscoIos, json, plain, sshd, sudo, rfc3164, rfc5424] as ParserDefinition[];
  const parsers = [...definitions.map(loaded), new LoadedParser('runtime', runtime, runtimeReader)];
  return new Detector(new ParserSet(parsers), { timezone });
}

const detector = detectorOf();

function read(record: string, by = detector): LogEvent {
  const event = makeEvent(record);
  by.detect(event);
  return event;
}

const HEAD_3164 = '<13>Nov 11 10:20:30 web-1 shop[7]: ';
const HEAD_5424 = '<13>1 2025-11-11T10:20:30Z web-1 shop 7 - - ';

describe('JSON in syslog', () => {
  it.each([HEAD_3164, HEAD_5424, `${HEAD_3164} `, `${HEAD_5424}@cee:`, `${HEAD_5424}@cee: `])(
    'is read behind %j',
    (head) => {
      const event = read(`${head}{"level":"error","msg":"no stock","order":7}`);
      expect(event).toMatchObject({
        timestamp: '2025-11-11T10:20:30.000000Z',
        level: 'ERROR',
        source: 'web-1',
        application: 'shop',
        message: 'no stock',
      });
      expect(event.format).toMatch(/^syslog-/);
      expect(event.metadata).toMatchObject({ facility: 'user', severity: 'notice', pid: 7, order: 7 });
    },
  );

  it('says time, host and program itself if it does; what the head says otherwise stays', () => {
    const event = read(`${HEAD_5424}{"time":"2025-11-11T09:00:00Z","host":"web-9","app":"till","msg":"m"}`);
    expect(event).toMatchObject({
      timestamp: '2025-11-11T09:00:00.000000Z',
      source: 'web-9',
      application: 'till',
    });
    expect(event.metadata.envelope).toEqual({
      timestamp: '2025-11-11T10:20:30.000000Z',
      source: 'web-1',
      application: 'shop',
    });
  });

  it('keeps the level of the head when it has none', () => {
    expect(read('<11>1 - h a - - - {"msg":"m"}').level).toBe('ERROR');
  });

  it('stays text when it is broken', () => {
    const event = read(`${HEAD_5424}@cee: {"level":"error"`);
    expect(event).toMatchObject({ message: '@cee: {"level":"error"', level: 'INFO' });
  });

  it('leaves a message that is nothing more as it is', () => {
    expect(read(`${HEAD_5424}hello {"a":1}`)).toMatchObject({
      message: 'hello {"a":1}',
      format: 'syslog-rfc5424',
    });
    expect(read('<13>1 - - - - - -')).toMatchObject({ message: '', format: 'syslog-rfc5424' });
  });
});

describe('what programs and devices say in syslog', () => {
  it('gives the event the more special name', () => {
    const event = read('<38>Nov 11 10:20:30 web-1 sshd[7]: Invalid user a from 192.0.2.9 port 5');
    expect(event).toMatchObject({ format: 'sshd', source: 'web-1', application: 'sshd' });
    expect(event.metadata).toMatchObject({ facility: 'auth', pid: 7, user: 'a', client_ip: '192.0.2.9' });
    expect(
      read('<85>1 2025-11-11T10:20:30Z h sudo - - -   ann : TTY=x ; USER=root ; COMMAND=/bin/ls').format,
    ).toBe('sudo');
  });

  it('reads Cisco in all its heads', () => {
    const asa = '%ASA-4-106023: Deny udp src a:192.0.2.1/5 dst b:192.0.2.2/53 by access-group "x"';
    for (const head of [
      '<166>Nov 11 2025 10:20:30: ',
      '<166>Nov 11 10:20:30 fw-1 ',
      '<166>Nov 11 10:20:30 fw-1 : ',
      '<166>',
    ]) {
      const event = read(head + asa);
      expect(event).toMatchObject({ format: 'cisco-asa', level: 'WARN', application: '' });
      expect(event.metadata).toMatchObject({ source_ip: '192.0.2.1', action: 'deny' });
    }
    const event = read('<189>23: core-1: 000124: *Nov 11 10:20:30.123 UTC: %SYS-5-CONFIG_I: Configured');
    expect(event).toMatchObject({
      format: 'cisco-ios',
      source: 'core-1',
      timestamp: '2025-11-11T10:20:30.123000Z',
    });
    expect(event.assumed).toBe(4);
  });

  it('does not take a date that a program writes for the head of another record', () => {
    const event = read('Nov 11 10:20:30 web-1 backup: Nov 11 10:00:00 copy done: ok');
    expect(event).toMatchObject({
      source: 'web-1',
      application: 'backup',
      message: 'Nov 11 10:00:00 copy done: ok',
    });
  });

  it('reads the record that a relay has put its own head before', () => {
    const event = read('<13>Nov 11 10:20:30 192.0.2.77 Nov 11 10:20:00 web-1 shop[7]: sold');
    expect(event).toMatchObject({ source: 'web-1', application: 'shop', message: 'sold' });
    expect(event.metadata.envelope).toEqual({
      timestamp: '2025-11-11T10:20:30.000000Z',
      source: '192.0.2.77',
    });
  });
});

describe('envelopes in envelopes', () => {
  const nested = `run ${HEAD_5424}{"level":"error","msg":"no stock","order":7}`;

  it('are opened to the innermost', () => {
    const event = read(nested);
    expect(event).toMatchObject({
      format: 'runtime',
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'ERROR',
      source: 'web-1',
      application: 'shop',
      message: 'no stock',
    });
    expect(event.metadata).toMatchObject({ stream: 'stderr', facility: 'user', pid: 7, order: 7 });
    expect(event.metadata.envelope).toEqual({ timestamp: '2025-11-11T00:00:00.000000Z', source: 'node-1' });
  });

  it('are explained, each verdict with the envelope it belongs to', () => {
    const report = detector.explain(nested);
    expect(report.asked.filter(({ claimed }) => claimed)).toEqual([
      { format: 'runtime', claimed: true },
      { format: 'syslog-rfc5424', claimed: true, within: 'runtime' },
      { format: 'json', claimed: true, within: 'syslog-rfc5424' },
    ]);
    expect(report.why).toMatch(/runtime claimed it.*; its message is syslog-rfc5424, and within that json$/);
    expect(report.assumed).toEqual([]);
  });

  it('are opened to a depth that no record can choose', () => {
    const event = read(`${'run '.repeat(9)}x`);
    expect(event.format).toBe('runtime');
    const deep = `${'<13>Nov 11 10:20:30 h '.repeat(50)}end`;
    expect(read(deep).message.length).toBeGreaterThan(deep.length / 2);
  });

  it('say which program was found by a reader of several', () => {
    const { asked } = detector.explain(
      '<85>1 2025-11-11T10:20:30Z h sudo - - - ann : TTY=x ; COMMAND=/bin/ls',
    );
    expect(asked.at(-1)).toEqual({ format: 'sudo', claimed: true, within: 'syslog-rfc5424' });
  });
});

describe('what a record does not say', () => {
  it.each([
    ['Nov 11 10:20:30 h a: m', ['year: 2025', 'zone: UTC', 'level: INFO']],
    ['<13>Nov 11 10:20:30 h a: m', ['year: 2025', 'zone: UTC']],
    ['<13>Nov 11 10:20:30 CET h a: m', ['year: 2025']],
    ['<13>1 2025-11-11T10:20:30 h a - - - m', ['zone: UTC']],
    ['<13>1 2025-11-11T10:20:30Z h a - - - m', []],
    ['<13>1 - h a - - - m', ['timestamp: time of arrival']],
    ['<13>Nov 11 10:20:30 h a: {"time":"2025-11-11T10:20:30Z","msg":"m"}', []],
  ])('of %s is %j', (record, assumed) => {
    expect(detector.explain(record, undefined, makeEvent(record)).assumed).toEqual(assumed);
  });
});

describe('a zone for times that name none', () => {
  const berlin = detectorOf('Europe/Berlin');

  it.each([
    ['<13>Jul  1 12:00:00 h a: m', '2025-07-01T10:00:00.000000Z'],
    ['<13>Nov 11 12:00:00 h a: m', '2025-11-11T11:00:00.000000Z'],
    ['<13>Mar 30 02:30:00 h a: m', '2025-03-30T01:30:00.000000Z'],
    ['<13>Oct 26 02:30:00 h a: m', '2025-10-26T00:30:00.000000Z'],
    ['<13>Nov 11 12:00:00 UTC h a: m', '2025-11-11T12:00:00.000000Z'],
    ['<13>1 2025-07-01T12:00:00 h a - - - m', '2025-07-01T10:00:00.000000Z'],
    ['<13>1 2025-07-01T12:00:00Z h a - - - m', '2025-07-01T12:00:00.000000Z'],
    // The payload says its zone, the head does not; and the other way round.
    ['<13>Jul  1 12:00:00 h a: {"time":"2025-07-01T12:00:00Z"}', '2025-07-01T12:00:00.000000Z'],
    ['<13>1 2025-07-01T12:00:00Z h a - - - {"time":"2025-07-01T12:00:00"}', '2025-07-01T10:00:00.000000Z'],
    ['<13>1 - h a - - - m', '2025-11-11T12:00:00.000000Z'],
  ])('reads %s as %s', (record, timestamp) => {
    expect(read(record, berlin).timestamp).toBe(timestamp);
  });

  it('is named by explain', () => {
    expect(berlin.explain('<13>Nov 11 10:20:30 h a: m').assumed).toContain('zone: Europe/Berlin');
    expect(detectorOf('+05:30').explain('<13>Nov 11 10:20:30 h a: m').assumed).toContain('zone: +05:30');
  });

  it('may be half an hour off, or an offset', () => {
    expect(read('<13>Nov 11 12:00:00 h a: m', detectorOf('Asia/Kolkata')).timestamp).toBe(
      '2025-11-11T06:30:00.000000Z',
    );
    expect(read('<13>Nov 11 12:00:00 h a: m', detectorOf('+05:30')).timestamp).toBe(
      '2025-11-11T06:30:00.000000Z',
    );
    expect(() => detectorOf('Europe/Atlantis')).toThrow(RangeError);
  });
});
