import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { AccessLogReader } from './support/access-log.js';

const combined = new AccessLogReader('apache-combined', true);
const common = new AccessLogReader('apache-common', false);
const TIME = '[11/Nov/2025:10:20:30 +0100]';

function read(record: string, reader = combined): LogEvent {
  const event = makeEvent(record);
  expect(reader.parse(record, event)).toBe(CLAIMED);
  return event;
}

describe('combined', () => {
  it('reads every field, typed', () => {
    const event = read(
      `192.0.2.7 id frank ${TIME} "GET /a/b?c=d&e HTTP/1.1" 404 2326 "https://example.com/" "curl/8"`,
    );
    expect(event).toMatchObject({
      format: 'apache-combined',
      timestamp: '2025-11-11T09:20:30.000000Z',
      level: 'WARN',
      source: '192.0.2.1',
      application: '',
      message: 'GET /a/b?c=d&e 404',
      clean: true,
    });
    expect(event.metadata).toEqual({
      client_ip: '192.0.2.7',
      ident: 'id',
      user: 'frank',
      method: 'GET',
      path: '/a/b',
      query: 'c=d&e',
      http_version: '1.1',
      status: 404,
      bytes: 2326,
      referrer: 'https://example.com/',
      user_agent: 'curl/8',
    });
  });

  it('leaves out what is a dash or empty', () => {
    const event = read(`::1 - - ${TIME} "-" 408 - "-" ""`);
    expect(event.metadata).toEqual({ client_ip: '::1', status: 408 });
    expect(event.message).toBe('no request 408');
    expect(read(`::1 - - ${TIME} "" 400 0 - -`).metadata).toEqual({
      client_ip: '::1',
      status: 400,
      bytes: 0,
    });
  });

  it('undoes the escapes of Apache and nginx', () => {
    const event = read(`h - - ${TIME} "GET /\\"x\\x22 HTTP/1.1" 200 1 "\\\\" "caf\\xc3\\xa9 \\x16\\xff"`);
    expect(event.metadata).toMatchObject({ path: '/"x"', referrer: '\\', user_agent: 'café \\x16\\xff' });
    expect(event.message).toBe('GET /"x" 200');
    expect(event.clean).toBe(false);
  });

  it('keeps a request of garbage whole', () => {
    const event = read(`h - - ${TIME} "\\x16\\x03\\x01" 400 150 "-" "-"`);
    expect(event.metadata).toEqual({ client_ip: 'h', request: '\\x16\\x03\\x01', status: 400, bytes: 150 });
    const bytes = '\\xdf\\xbd\\xe7 \\"';
    expect(read(`h - - ${TIME} "${bytes}" 400 1 "-" "-"`).metadata.request).toBe(bytes);
    expect(read(`h - - ${TIME} "hello" 400 1 "-" "-"`).metadata.request).toBe('hello');
    expect(read(`h - - ${TIME} "GET  HTTP/1.1" 400 1 "-" "-"`).metadata.request).toBe('GET  HTTP/1.1');
  });

  it('reads HTTP/0.9, a user with blanks, paths with blanks, a status that is missing', () => {
    expect(read(`h - - ${TIME} "GET /" 200 1 "-" "-"`).metadata).toMatchObject({ method: 'GET', path: '/' });
    expect(read(`h - jane doe ${TIME} "GET /a b HTTP/2" 200 1 "-" "-"`).metadata).toMatchObject({
      user: 'jane doe',
      path: '/a b',
      http_version: '2',
    });
    expect(read(`h - - ${TIME} "GET / HTTP/1.1" - 1 "-" "-"`).metadata).not.toHaveProperty('status');
  });

  it('keeps what others append, and lists of clients', () => {
    const event = read(`10.0.0.2, 10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x" "-" a "b" 0.012`);
    expect(event.metadata).toMatchObject({
      client_ip: '10.0.0.2',
      forwarded_for: '10.0.0.2, 10.0.0.1',
      extra: 'a "b" 0.012',
    });
  });

  it('takes the arrival for a day that does not exist, and keeps what was written', () => {
    const event = read('h - - [30/Feb/2025:10:20:30 +0000] "GET / HTTP/1.1" 200 1 "-" "-"');
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata.timestamp).toBe('30/Feb/2025:10:20:30 +0000');
  });

  it('reads ISO time, and any number of digits', () => {
    const event = read('h - - [2025-11-11T10:20:30.5Z] "GET / HTTP/1.1" 200 1234567890123456789012 "-" "-"');
    expect(event.timestamp).toBe('2025-11-11T10:20:30.500000Z');
    expect(event.metadata.bytes).toBe(1234567890123456789012n);
  });

  it.each([
    ['not a log line', 1],
    ['h - - [1234] "GET / HTTP/1.1" 200 1 "-" "-"', 7],
    [`h - - ${TIME} "GET / HTTP/1.1`, 36],
    [`h - - ${TIME} "GET / HTTP/1.1" 2000 1 "-" "-"`, 52],
    [`h - - ${TIME} "GET / HTTP/1.1" 200 x "-" "-"`, 56],
    [`h - - ${TIME} "GET / HTTP/1.1" 200 1`, 58],
    [`h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x`, 62],
    ['', 0],
    [`Nov 11 10:20:30 web-1 shop[12]: h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-"`, 0],
    [`2025-11-11T10:20:30Z web-1 shop: h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-"`, 0],
  ])('stops in %j', (record, offset) => {
    const verdict = combined.parse(record, makeEvent(record));
    expect(verdict).not.toBe(CLAIMED);
    if (offset > 1) expect(Math.abs(verdict - offset)).toBeLessThanOrEqual(6);
  });
});

describe('before the time', () => {
  const heads = (head: string) => {
    const { metadata } = read(`${head} ${TIME} "GET / HTTP/1.1" 200 1 "-" "-"`);
    const { method: _, path: __, http_version: ___, status: ____, bytes: _____, ...rest } = metadata;
    return rest;
  };

  it.each([
    [
      'shop.example.com:443 192.0.2.7 - eve',
      { host: 'shop.example.com:443', client_ip: '192.0.2.7', user: 'eve' },
    ],
    ['shop.example.com 192.0.2.7 id -', { host: 'shop.example.com', client_ip: '192.0.2.7', ident: 'id' }],
    ['192.0.2.7 shop.example.com -', { host: 'shop.example.com', client_ip: '192.0.2.7' }],
    ['192.0.2.7 web:8080 eve', { host: 'web:8080', client_ip: '192.0.2.7', user: 'eve' }],
    ['2001:db8::7 - -', { client_ip: '2001:db8::7' }],
    ['- 192.0.2.7 - -', { client_ip: '192.0.2.7' }],
    [
      '192.0.2.7 10.0.0.1 - eve',
      { client_ip: '192.0.2.7', forwarded_for: '192.0.2.7', proxy_ip: '10.0.0.1', user: 'eve' },
    ],
    [
      '"10.9.9.9, 192.0.2.7" 10.0.0.1 - -',
      { client_ip: '192.0.2.7', forwarded_for: '10.9.9.9, 192.0.2.7', proxy_ip: '10.0.0.1' },
    ],
    ['[192.0.2.7, 10.0.0.2] - -', { client_ip: '192.0.2.7', forwarded_for: '192.0.2.7, 10.0.0.2' }],
    ['192.0.2.7 - [192.0.2.9] - eve', { client_ip: '192.0.2.7', forwarded_for: '192.0.2.9', user: 'eve' }],
    ['192.0.2.7 eve', { client_ip: '192.0.2.7', user: 'eve' }],
    ['192.0.2.7', { client_ip: '192.0.2.7' }],
    ['192.0.2.7 - ""', { client_ip: '192.0.2.7' }],
  ])('reads %j', (head, expected) => {
    expect(heads(head)).toEqual(expected);
  });
});

describe('behind the last field', () => {
  const tails = (tail: string) => {
    const { metadata } = read(`h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-" ${tail}`);
    const {
      client_ip: _,
      method: __,
      path: ___,
      http_version: ____,
      status: _____,
      bytes: ______,
      ...rest
    } = metadata;
    return rest;
  };

  it.each([
    ['"-"', {}],
    ['"192.0.2.7, 10.0.0.1"', { forwarded_for: '192.0.2.7, 10.0.0.1' }],
    ['"2.75"', { gzip_ratio: 2.75 }],
    ['0.012', { duration_ms: 12 }],
    ['0.012 0.011', { duration_ms: 12, upstream_duration_ms: 11 }],
    ['0.012 -', { duration_ms: 12 }],
    ['11520', { duration_ms: 11.52 }],
    ['12ms', { duration_ms: 12 }],
    ['"-" 0.250', { duration_ms: 250 }],
    [
      'rt=0.012 uct="0.001" uht="0.002" urt="0.011"',
      { duration_ms: 12, upstream_connect_ms: 1, upstream_header_ms: 2, upstream_duration_ms: 11 },
    ],
    ['rt=0.012 cache=HIT', { duration_ms: 12, extra: 'cache=HIT' }],
    [
      '462 0.050 [shop-80] [] 10.0.0.9:80 19 0.049 200 f00d',
      {
        request_bytes: 462,
        duration_ms: 50,
        upstream_name: 'shop-80',
        upstream: '10.0.0.9:80',
        upstream_bytes: 19,
        upstream_duration_ms: 49,
        upstream_status: 200,
        request_id: 'f00d',
      },
    ],
    [
      '462 0.050 [shop-80] [other-80] 10.0.0.9:80, 10.0.0.8:80 19, - 0.049, - 502, 200 f00d',
      {
        request_bytes: 462,
        duration_ms: 50,
        upstream_name: 'shop-80',
        upstream_alternative: 'other-80',
        upstream: '10.0.0.9:80, 10.0.0.8:80',
        upstream_bytes: [19, null],
        upstream_duration_ms: [49, null],
        upstream_status: [502, 200],
        request_id: 'f00d',
      },
    ],
    ['something 12', { extra: 'something 12' }],
  ])('reads %j', (tail, expected) => {
    expect(tails(tail)).toEqual(expected);
  });

  it('reads a time between size and referrer', () => {
    const event = read(`h - - ${TIME} "GET / HTTP/1.1" 200 1 0.202 "-" "curl"`);
    expect(event.metadata).toMatchObject({ bytes: 1, duration_ms: 202, user_agent: 'curl' });
  });

  it('leaves the lines of Traefik and of the other one of the two to them', () => {
    const traefik = `h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x" 12 "r" "http://10.0.0.9" 3ms`;
    expect(combined.parse(traefik, makeEvent(traefik))).toBeGreaterThan(0);
    const both = `h - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x"`;
    expect(common.parse(both, makeEvent(both))).toBeGreaterThan(0);
  });
});

describe('common', () => {
  it('reads a line without its time, as it comes in syslog', () => {
    const event = read('192.0.2.7 - eve "GET /a HTTP/1.1" 404 5 4.386', common);
    expect(event.metadata).toMatchObject({ client_ip: '192.0.2.7', user: 'eve', duration_ms: 4386 });
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(read('h - - [-] "GET /a HTTP/1.1" 404 5', common).timestampMicros).toBe(ARRIVAL_MICROS);
  });

  it("reads Apache's log of TLS requests", () => {
    const event = read(`${TIME} 192.0.2.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /a?b HTTP/1.1" 77`, common);
    expect(event).toMatchObject({ format: 'apache-common', message: 'GET /a?b', level: 'INFO' });
    expect(event.metadata).toEqual({
      client_ip: '192.0.2.7',
      tls_version: 'TLSv1.3',
      tls_cipher: 'TLS_AES_256_GCM_SHA384',
      method: 'GET',
      path: '/a',
      query: 'b',
      http_version: '1.1',
      bytes: 77,
    });
  });

  it('reads the line that ends with the size, and keeps a tail that is cut off', () => {
    const line = `h - - ${TIME} "GET / HTTP/1.1" 500 12`;
    expect(read(line, common)).toMatchObject({ format: 'apache-common', level: 'ERROR' });
    expect(read(`${line} "-" "Mozil`, common).metadata.extra).toBe('"-" "Mozil');
  });
});

it('reads plain lines and lines with escapes alike', () => {
  const word = fc.string({ unit: fc.constantFrom(...'aZ0/?-_.=&% "[],:é\t'), maxLength: 8 });
  const parts = fc.tuple(
    word,
    word,
    word,
    word,
    word,
    fc.constantFrom('200', '-', '099'),
    fc.constantFrom('0', '12', '-'),
  );
  fc.assert(
    fc.property(parts, ([host, user, target, referrer, agent, status, bytes]) => {
      const line = `h${host} - ${user} ${TIME} "GET /${target} HTTP/1.1" ${status} ${bytes} "${referrer}" "${agent}"`;
      // Longer than what is matched in one go, so the other way is taken.
      const long = `${line.slice(0, -1)}${'x'.repeat(20_000)}"`;
      const [event, other] = [makeEvent(line), makeEvent(long)];
      const verdicts = [combined.parse(line, event), combined.parse(long, other)];
      if (verdicts[0] !== CLAIMED || verdicts[1] !== CLAIMED) return;
      const { user_agent: _, extra: __, ...metadata } = event.metadata;
      const { user_agent: ___, extra: ____, ...otherMetadata } = other.metadata;
      expect(metadata).toEqual(otherMetadata);
      expect([event.message, event.level, event.timestamp]).toEqual([
        other.message,
        other.level,
        other.timestamp,
      ]);
    }),
    { numRuns: 1_000 },
  );
});

describe('a record of a megabyte', () => {
  const FRAME = `${TIME} "GET / HTTP/1.1" 200 1`;
  const HEADS = [
    '',
    'h - ',
    'a, ',
    '"a, ',
    '[a, ',
    `h - - ${FRAME} "-" "-" `,
    `h - - ${FRAME} "-" "-" "`,
    `${TIME} h TLSv1 `,
  ];
  const PIECES = [
    '.',
    '.:',
    ', ',
    'a, ',
    '0',
    '0 ',
    ' ',
    '[',
    '] ',
    '"',
    '\\"',
    ' "',
    'rt=0.1 ',
    '"-" ',
    '1 0.1 [a] ',
  ];

  it.each(HEADS)('takes no longer than it is long behind %j', (head) => {
    for (const piece of PIECES) {
      const filler = piece.repeat(1_000_000 / piece.length);
      for (const record of [head + filler, `${head + filler} ${FRAME} "-" "-"`, `${head + filler}" x`]) {
        for (const reader of [combined, common]) {
          const event = makeEvent('x');
          const start = performance.now();
          reader.parse(record, event);
          expect(performance.now() - start).toBeLessThan(1_000);
        }
      }
    }
  });
});
