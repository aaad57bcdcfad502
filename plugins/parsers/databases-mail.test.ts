import { describe, expect, it } from 'vitest';
import { Detector } from '../../pipeline/detection/detector.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import { parserSet } from '../../test/support/parsers.js';

const parsers = parserSet();

function read(format: string, record: string): LogEvent {
  const event = makeEvent(record);
  expect(parsers.get(format)!.parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

/** Through detection, as the message of syslog. */
function readSyslog(record: string): LogEvent {
  const event = makeEvent(`<22>Nov 11 10:20:30 mx-1 ${record}`);
  new Detector(parsers).detect(event);
  return event;
}

describe('exim', () => {
  const HEAD = '2025-11-11 10:20:30 [4711] 1vIkXy-0001Ab-2C';

  it('reads what comes in', () => {
    const event = read(
      'exim',
      `${HEAD} <= anna@example.com H=mail.example.com (helo.example.com) [192.0.2.7]:40123 I=[192.0.2.1]:25 P=esmtps X=TLS1.3:256 A=plain:anna S=5678 id=c0@example.com T="a \\"b\\"" from <anna@example.com> for bert@example.net carl@example.net`,
    );
    expect(event).toMatchObject({ format: 'exim', timestamp: '2025-11-11T10:20:30.000000Z', level: 'INFO' });
    expect(event.metadata).toEqual({
      pid: 4711,
      queue_id: '1vIkXy-0001Ab-2C',
      flag: '<=',
      sender: 'anna@example.com',
      client_host: 'mail.example.com',
      helo: 'helo.example.com',
      client_ip: '192.0.2.7',
      client_port: 40123,
      server_ip: '192.0.2.1',
      server_port: 25,
      protocol: 'esmtps',
      tls: 'TLS1.3:256',
      authenticator: 'plain:anna',
      bytes: 5678,
      message_id: 'c0@example.com',
      subject: 'a "b"',
      recipient: 'bert@example.net carl@example.net',
    });
  });

  it.each([
    [
      '=> bert@example.net R=dnslookup T=remote_smtp H=mx [192.0.2.9] C="250 OK"',
      'INFO',
      { flag: '=>', recipient: 'bert@example.net', router: 'dnslookup', transport: 'remote_smtp' },
    ],
    ['** bert@example.net R=x: no such user', 'ERROR', { flag: '**' }],
    ['== bert@example.net defer (-53)', 'WARN', { flag: '==' }],
    ['Completed', 'INFO', {}],
  ])('reads %j', (text, level, metadata) => {
    expect(read('exim', `${HEAD} ${text}`)).toMatchObject({ level, metadata });
  });

  it.each(['2025-11-11 10:20:30 1vIkXy <= a@b', '2025-11-11 10:20:30 no message', ''])(
    'does not claim %j',
    (record) => {
      expect(parsers.get('exim')!.parser.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
    },
  );
});

describe('postfix', () => {
  it('reads a delivery', () => {
    const event = readSyslog(
      'postfix/smtp[812]: 4F9D195432C: to=<bert@example.net>, relay=mx[192.0.2.1]:25, delay=0.51, delays=0.1/0/0.2/0.2, dsn=4.4.1, status=deferred (timed out)',
    );
    expect(event).toMatchObject({
      format: 'postfix',
      level: 'WARN',
      source: 'mx-1',
      application: 'postfix/smtp',
    });
    expect(event.metadata).toMatchObject({
      pid: 812,
      queue_id: '4F9D195432C',
      recipient: 'bert@example.net',
      relay: 'mx[192.0.2.1]:25',
      duration_ms: 510,
      dsn: '4.4.1',
      delivery_status: 'deferred',
    });
  });

  it.each([
    [
      'connect from mail.example.com[192.0.2.7]:40123',
      { client_host: 'mail.example.com', client_ip: '192.0.2.7', client_port: 40123 },
    ],
    ['lost connection after AUTH from unknown[192.0.2.7]', { client_ip: '192.0.2.7' }],
    [
      '4F9D195432C: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=anna',
      { queue_id: '4F9D195432C', client_ip: '192.0.2.7', user: 'anna' },
    ],
    [
      '4F9D195432C: from=<anna@example.com>, size=1234, nrcpt=2 (queue active)',
      { sender: 'anna@example.com', bytes: 1234, nrcpt: 2 },
    ],
    [
      'NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 refused; from=<a@b> to=<c@d> proto=ESMTP helo=<x>',
      {
        command: 'RCPT',
        status: 554,
        client_ip: '192.0.2.7',
        sender: 'a@b',
        recipient: 'c@d',
        protocol: 'ESMTP',
        helo: 'x',
      },
    ],
    ['daemon started', {}],
  ])('reads %j', (message, metadata) => {
    const event = readSyslog(`postfix/smtpd[812]: ${message}`);
    expect(event).toMatchObject({ format: 'postfix', metadata });
  });

  it('leaves messages of others alone', () => {
    expect(readSyslog('other[1]: connect from unknown[192.0.2.7]').format).toBe('syslog-rfc3164');
    expect(readSyslog('other[1]: DEADBEEF: something').format).toBe('syslog-rfc3164');
  });
});

describe('dovecot', () => {
  it('reads who came in and what was delivered', () => {
    const event = readSyslog(
      'dovecot: imap-login: Login: user=<anna@example.com>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=4711, TLS, session=<a1B2>',
    );
    expect(event).toMatchObject({ format: 'dovecot', application: 'dovecot' });
    expect(event.metadata).toMatchObject({
      service: 'imap-login',
      user: 'anna@example.com',
      authenticator: 'PLAIN',
      client_ip: '192.0.2.7',
      server_ip: '192.0.2.1',
      mpid: 4711,
      session_id: 'a1B2',
    });
    const done = readSyslog('dovecot: imap(anna)<4711><a1B2>: Error: Logged out in=12 out=345');
    expect(done).toMatchObject({ level: 'ERROR', message: 'Logged out in=12 out=345' });
    expect(done.metadata).toMatchObject({
      service: 'imap',
      user: 'anna',
      bytes_received: 12,
      bytes_sent: 345,
    });
  });

  it('leaves messages of others alone', () => {
    expect(readSyslog('other[1]: auth: hello').format).toBe('syslog-rfc3164');
  });
});

describe('openldap', () => {
  it.each([
    [
      'conn=8 fd=12 ACCEPT from IP=192.0.2.7:40123 (IP=192.0.2.1:389)',
      {
        connection: 8,
        fd: 12,
        operation: 'ACCEPT from',
        client_ip: '192.0.2.7',
        client_port: 40123,
        server_ip: '192.0.2.1',
        server_port: 389,
      },
    ],
    [
      'conn=8 op=0 BIND dn="cn=a,dc=b" method=128',
      { connection: 8, op: 0, operation: 'BIND', dn: 'cn=a,dc=b', method: 128 },
    ],
    [
      'conn=8 op=1 SEARCH RESULT tag=101 err=32 qtime=0.000012 etime=0.000345 nentries=0 text=',
      {
        connection: 8,
        op: 1,
        operation: 'SEARCH RESULT',
        tag: 101,
        error_code: 32,
        queue_time: '0.000012',
        operation_time: '0.000345',
        nentries: 0,
      },
    ],
    ['conn=8 fd=12 closed', { connection: 8, fd: 12, operation: 'closed' }],
  ])('reads %j', (record, metadata) => {
    const event = read('openldap', record);
    expect(event.metadata).toEqual(metadata);
    expect(event.message).toBe(record);
  });

  it('reads the line with a stamp whose day comes first', () => {
    const event = read('openldap', '[05-11-2025 10:20:30] slapd debug  conn=8 op=2 do_unbind');
    expect(event).toMatchObject({
      timestamp: '2025-11-05T10:20:30.000000Z',
      level: 'DEBUG',
      application: 'slapd',
    });
    expect(read('openldap', '[05-11-2025 10:20:30] slapd debug  => access_allowed').message).toBe(
      '=> access_allowed',
    );
  });

  it.each(['conn=8 something', 'conn=8 op=1 OTHER', '[05-11-2025 10:20:30] other debug x', ''])(
    'does not claim %j',
    (record) => {
      expect(parsers.get('openldap')!.parser.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
    },
  );
});
