import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { Rfc3164Reader } from './support/syslog-3164.js';
import { Rfc5424Reader } from './support/syslog-5424.js';

function reading(parser: Parser): (record: string) => LogEvent {
  return (record) => {
    const event = makeEvent(record);
    expect(parser.parse(record, event)).toBe(CLAIMED);
    return event;
  };
}

describe('RFC 5424', () => {
  const parser = new Rfc5424Reader();
  const read = reading(parser);

  it('reads every field', () => {
    const event = read(
      '<165>1 2025-11-11T10:20:30.000003-07:00 web-1 auth 8710 ID47 [a@1 x="1" y="2"][b] hello',
    );
    expect(event).toMatchObject({
      format: 'syslog-rfc5424',
      timestamp: '2025-11-11T17:20:30.000003Z',
      level: 'INFO',
      source: 'web-1',
      application: 'auth',
      message: 'hello',
    });
    expect(event.metadata).toEqual({
      facility: 'local4',
      severity: 'notice',
      pid: 8710,
      msgid: 'ID47',
      structured_data: { 'a@1': { x: '1', y: '2' }, b: {} },
    });
  });

  it('reads NIL everywhere', () => {
    const event = read('<0>1 - - - - - -');
    expect(event).toMatchObject({ level: 'FATAL', source: '192.0.2.1', application: '', message: '' });
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata).toEqual({ facility: 'kern', severity: 'emerg' });
  });

  it.each([
    [0, 'FATAL'],
    [2, 'FATAL'],
    [3, 'ERROR'],
    [4, 'WARN'],
    [5, 'INFO'],
    [6, 'INFO'],
    [7, 'DEBUG'],
  ])('takes severity %i for %s', (severity, level) => {
    expect(read(`<${8 + severity}>1 - - - - - - x`).level).toBe(level);
  });

  it('undoes the escapes of structured data, and only those', () => {
    const event = read('<1>1 - - - - - [a x="\\"\\\\\\]" y="\\n" z="é\u0001"]');
    expect(event.metadata.structured_data).toEqual({ a: { x: '"\\]', y: '\\n', z: 'é\u0001' } });
  });

  it('keeps repeated parameters and elements', () => {
    const event = read('<1>1 - - - - - [origin ip="1" ip="2"][b x="1"][b y="2"]');
    expect(event.metadata.structured_data).toEqual({
      origin: { ip: ['1', '2'] },
      b: [{ x: '1' }, { y: '2' }],
    });
    expect(read('<1>1 2025-11-11T10:20:30Z - - - - [o ip="1" ip="2"]').metadata.structured_data).toEqual({
      o: { ip: ['1', '2'] },
    });
  });

  it('strips the byte order mark, keeps other versions and a pid that is none', () => {
    const event = read('<34>2 - - - p-1 - - \ufeffüber');
    expect(event.message).toBe('über');
    expect(event.metadata).toMatchObject({ version: 2, pid: 'p-1' });
    expect(read('<34>1 - - - 007 - -').metadata.pid).toBe('007');
  });

  it('reads a blank after =, quotes in fields, nine digits of fraction', () => {
    const event = read('<34>1 2025-11-11T10:20:30.123456789Z h"h a 1 m"m [a x= "1"] x');
    expect(event.timestamp).toBe('2025-11-11T10:20:30.123456Z');
    expect(event.source).toBe('h"h');
    expect(event.metadata).toMatchObject({ msgid: 'm"m', structured_data: { a: { x: '1' } } });
  });

  it('takes the arrival for a day that does not exist', () => {
    const event = read('<34>1 2025-02-30T10:20:30Z - - - - - x');
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata.timestamp).toBe('2025-02-30T10:20:30Z');
  });

  it.each([
    ['<192>1 - - - - - -', 4],
    ['<034>1 - - - - - -', 4],
    ['<34>0 - - - - - -', 4],
    ['<34>1 yesterday - - - - -', 6],
    ['<34>1 - -  - - -', 10],
    ['<34>1 - h\nh - - - -', 8],
    ['<34>1 - - - - - x', 16],
    ['<34>1 - - - - - [a x="1"', 24],
    ['<34>1 - - - - - [a x="1"]m', 25],
    ['<34>1 - - - - - []', 17],
    ['x', 0],
  ])('stops in %j at %i', (record, offset) => {
    expect(parser.parse(record, makeEvent(record))).toBe(offset);
  });

  it("reads records without priority and version if their data is a vendor's own", () => {
    const event = read('2025-11-11T10:20:30.613Z nsx-1 NSX 3106 - [nsx@6876 comp="edge" level="INFO"] up');
    expect(event).toMatchObject({
      timestamp: '2025-11-11T10:20:30.613000Z',
      source: 'nsx-1',
      application: 'NSX',
    });
    expect(event.message).toBe('up');
    expect(event.assumed).toBe(2);
    expect(event.metadata).toEqual({
      pid: 3106,
      structured_data: { 'nsx@6876': { comp: 'edge', level: 'INFO' } },
    });
    for (const other of ['2025-11-11T10:20:30Z a b c d [x y="1"] m', '2025-11-11T10:20:30Z a b c d - m']) {
      expect(parser.parse(other, makeEvent(other))).toBe(0);
    }
  });

  it('reads short and long records alike', () => {
    const word = fc.string({ unit: fc.constantFrom(...'aZ0-@.:"\\]=é'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.tuple(word, word, word, word, word, word), ([host, app, pid, id, name, value]) => {
        const line = `<34>1 2025-11-11T10:20:30Z ${host} ${app} ${pid} ${id} [${name} k="${value}"] m`;
        const [event, other] = [makeEvent(line), makeEvent(line + 'm'.repeat(20_000))];
        const verdicts = [parser.parse(line, event), parser.parse(other.raw, other)];
        expect(verdicts[0] === CLAIMED).toBe(verdicts[1] === CLAIMED);
        expect(JSON.parse(event.metadataText())).toEqual(JSON.parse(other.metadataText()));
        expect([event.source, event.application]).toEqual([other.source, other.application]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('RFC 3164', () => {
  const parser = new Rfc3164Reader();
  const read = reading(parser);

  it('reads priority, time, host, tag and process', () => {
    const event = read("<34>Oct 11 22:14:15 web-1 su[812]: 'su root' failed");
    expect(event).toMatchObject({
      format: 'syslog-rfc3164',
      timestamp: '2025-10-11T22:14:15.000000Z',
      level: 'FATAL',
      source: 'web-1',
      application: 'su',
      message: "'su root' failed",
    });
    expect(event.metadata).toEqual({ facility: 'auth', severity: 'crit', pid: 812 });
  });

  it.each([
    ['Oct 11 22:14:15 h a: m', { source: 'h', application: 'a', message: 'm', level: 'INFO' }],
    ['<34>Oct  1 22:14:15 h a[x/1]: m', { source: 'h', application: 'a', message: 'm' }],
    ['<34>Oct 1 22:14:15 proxy[7]: m', { source: '192.0.2.1', application: 'proxy', message: 'm' }],
    ['<34>Oct 11 22:14:15 h Some words', { source: 'h', application: '', message: 'Some words' }],
    [
      '<34>Oct 11 22:14:15 2009 h a: m',
      { timestamp: '2009-10-11T22:14:15.000000Z', source: 'h', message: 'm' },
    ],
    ['<34>Oct 11 2009 22:14:15.5 h a: m', { timestamp: '2009-10-11T22:14:15.500000Z', source: 'h' }],
    ['<34>2025-11-11T10:20:30+01:00 h a: m', { timestamp: '2025-11-11T09:20:30.000000Z', source: 'h' }],
    ['2025-11-11T10:20:30Z h a[1]: m', { source: 'h', application: 'a', message: 'm' }],
    ['<34>Oct 11 22:14:15 h postfix/smtpd[1]: m', { application: 'postfix/smtpd' }],
    [
      '<34>Oct 11 22:14:15 last message repeated 2 times',
      { source: '192.0.2.1', message: 'last message repeated 2 times' },
    ],
    ['<34>Use the BFG!', { source: '192.0.2.1', application: '', message: 'Use the BFG!', level: 'FATAL' }],
    ['<34>su: m', { application: 'su', message: 'm' }],
    ['Oct 11 22:14:15', { message: '' }],
    ['Oct 11 22:14:15 CEST h a: m', { timestamp: '2025-10-11T20:14:15.000000Z', source: 'h', message: 'm' }],
    ['Oct 11 22:14:15 EST: h a: m', { timestamp: '2025-10-12T03:14:15.000000Z', source: 'h', message: 'm' }],
    ['Oct 11 22:14:15 NAS a: m', { source: 'NAS', application: 'a' }],
    ['<34>Oct 11 22:14:15 10.0.0.1:5514 a: m', { source: '10.0.0.1:5514', application: 'a' }],
    ['<34>Oct 11 22:14:15 2001:db8::7 a: m', { source: '2001:db8::7', application: 'a' }],
    ['<34>Oct 11 22:14:15 ::1 a: m', { source: '::1', application: 'a' }],
    ['<34>Oct 11 22:14:15 [2001:db8::7]:514 a: m', { source: '[2001:db8::7]:514', application: 'a' }],
    ['<34>Oct 11 22:14:15 h a[web.1]: m', { application: 'a', message: 'm' }],
    ['<34>Oct 11 22:14:15 h a.b/c-d[7]:m', { application: 'a.b/c-d', message: 'm' }],
    ['Oct 11 22:14:15 h Setup Assistant[117]: m', { application: 'Setup Assistant', message: 'm' }],
    ['Oct 11 22:14:15 h web_errors [x] m', { application: 'web_errors', message: '[x] m' }],
    ['Oct 11 22:14:15 h daemon.err a[1]: m', { level: 'ERROR', application: 'a', message: 'm' }],
    ['Oct 11 22:14:15 h auth.warn m', { level: 'WARN', application: '', message: 'm' }],
    ['Oct 11 22:14:15 h web.prod m', { level: 'INFO', application: '', message: 'web.prod m' }],
    [
      'Oct 11 22:14:15 --- last message repeated 2 times ---',
      { source: '192.0.2.1', message: '--- last message repeated 2 times ---' },
    ],
    [
      'Oct 11 22:14:15 h last message repeated 2 times',
      { source: 'h', message: 'last message repeated 2 times' },
    ],
    ['oct. 11 22:14:15 h a: m', { timestamp: '2025-10-11T22:14:15.000000Z', application: 'a' }],
    ['août 1 22:14:15 h a: m', { timestamp: '2025-08-01T22:14:15.000000Z', application: 'a' }],
    ['juil. 11 22:14:15 h a: m', { timestamp: '2025-07-11T22:14:15.000000Z', application: 'a' }],
    ['Dez 24 22:14:15 h a: m', { timestamp: '2024-12-24T22:14:15.000000Z', application: 'a' }],
    ['Mär 24 22:14:15 h a: m', { timestamp: '2025-03-24T22:14:15.000000Z', application: 'a' }],
    ['2025-11-11T10:20:30+0100 h a[1]: m', { timestamp: '2025-11-11T09:20:30.000000Z', source: 'h' }],
    ['Tue 2025-11-11 10:20:30 CET h a[1]: m', { timestamp: '2025-11-11T09:20:30.000000Z', source: 'h' }],
    ['Nov 11 10:20:30.123456 h a[1]: m', { timestamp: '2025-11-11T10:20:30.123456Z', source: 'h' }],
    [
      '2025-11-11T10:20:30.5Z Wa(12) vmkernel[99]: m',
      { level: 'WARN', application: 'vmkernel', message: 'm', source: '192.0.2.1' },
    ],
    ['2025-11-11T10:20:30.5Z In(14)[+] vmkernel[99]: m', { level: 'INFO', application: 'vmkernel' }],
    ['<189>Oct 11 22:14:15 10.0.0.1: %SYS-5-X: m', { source: '10.0.0.1', message: '%SYS-5-X: m' }],
    [
      '<189>Oct 11 22:14:15 core-1: 000123: *Mar  1 10:00:00: %SYS-5-X: m',
      { source: 'core-1', application: '' },
    ],
    ['<189>Oct 11 22:14:15: %SYS-5-X: m', { source: '192.0.2.1', application: '', message: '%SYS-5-X: m' }],
    ['<189>000123: *Mar  1 10:00:00: %SYS-5-X: m', { message: '000123: *Mar  1 10:00:00: %SYS-5-X: m' }],
    ['Oct 11 22:14:15 - a[7]: m', { source: '192.0.2.1', application: 'a', message: 'm' }],
    ['Oct 11 22:14:15 - not a tag', { source: '192.0.2.1', application: '', message: '- not a tag' }],
    ['Oct 11 22:14:15 [2001:db8::1] a: m', { source: '[2001:db8::1]', application: 'a' }],
    ['2025-11-11T10:20:30Z h daemon.err a[1]: m', { source: 'h', application: 'a', message: 'm' }],
    ['2025-11-11T10:20:30Z h Setup Assistant[1]: m', { application: 'Setup Assistant', message: 'm' }],
    ['2025-11-11T10:20:30Z h CISE_Alarm 0001 m', { source: 'h', application: 'CISE_Alarm' }],
    ['2025-11-11T10:20:30Z fw : %ASA-6-302013: m', { source: 'fw', message: '%ASA-6-302013: m' }],
  ])('reads %j', (record, fields) => {
    expect(read(record)).toMatchObject(fields);
  });

  it('takes a date for the beginning of what a program says when an envelope has named the program', () => {
    const event = makeEvent('Nov 11 10:00:00 h a: m');
    event.application = 'cron';
    expect(parser.parse(event.raw, event)).toBe(0);
    const forwarded = makeEvent('<34>Nov 11 10:00:00 h a: m');
    forwarded.application = 'forwarder';
    expect(parser.parse(forwarded.raw, forwarded)).toBe(CLAIMED);
  });

  it.each([
    ['Nov 11 10:00:00', '2025-11-11T10:00:00.000000Z'],
    ['Nov 13 10:00:00', '2025-11-13T10:00:00.000000Z'],
    ['Dec 31 23:59:59', '2024-12-31T23:59:59.000000Z'],
    ['Jan 1 00:00:00', '2025-01-01T00:00:00.000000Z'],
    ['Feb 29 12:00:00', '2024-02-29T12:00:00.000000Z'],
  ])('takes the latest year for %s that fits the arrival', (stamp, timestamp) => {
    expect(read(`<34>${stamp} h a: m`).timestamp).toBe(timestamp);
  });

  it('takes the arrival for a day that does not exist', () => {
    const event = read('<34>Feb 30 10:20:30 h a: m');
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata.timestamp).toBe('Feb 30 10:20:30');
  });

  it.each([
    '2025-11-11T10:20:30Z INFO main: started',
    '2025-11-11 10:20:30 started: yes',
    '2025-11-11 10:20:30 worker-1 main: started',
    '2025-11-11T10:20:30Z one two three',
    '2025-11-11T10:20:30Z one two three four: five',
    '2025-11-11T10:20:30Z one',
    '2025-11-11 10:20:30.123 PDT [12345] LOG:  ready',
    '2025-11-11T10:20:30 CEST [12345] LOG: ready',
    '2025-11-11T10:20:30.123Z [INFO]  agent: started',
    'Nov 11 2025 10:20:30 GMT: INFO (drv_ssd): (drv_ssd.c:1234) started',
    'Nov 11 10:20:30 WARN a: m',
    'Ergo 11 22:14:15 h a: m',
    'mars attacks',
    'Oct 11 22:14:15.999  0000264F I main a: b',
    '<192>Oct 11 22:14:15 h a: m',
    '<34>1 - - - - - broken',
    '<34>',
    'Octopus',
    'hello',
  ])('leaves %j to others', (record) => {
    expect(parser.parse(record, makeEvent(record))).not.toBe(CLAIMED);
  });
});
