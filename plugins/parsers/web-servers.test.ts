import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { ApacheErrorReader } from './support/web/apache-error.js';
import { CaddyReader } from './support/web/caddy.js';
import { EnvoyReader } from './support/web/envoy.js';
import { HaproxyReader } from './support/web/haproxy.js';
import { HaproxyNoticeReader } from './support/web/haproxy-notice.js';
import { NginxErrorReader } from './support/web/nginx-error.js';
import { SquidReader } from './support/web/squid.js';
import { TraefikReader } from './support/web/traefik.js';
import { UwsgiReader } from './support/web/uwsgi.js';

const apache = new ApacheErrorReader();
const nginx = new NginxErrorReader();
const http = new HaproxyReader('http');
const tcp = new HaproxyReader('tcp');
const notice = new HaproxyNoticeReader();
const envoy = new EnvoyReader();
const traefik = new TraefikReader();
const squid = new SquidReader();
const uwsgi = new UwsgiReader();
const caddy = new CaddyReader();

function read(parser: Parser, record: string): LogEvent {
  const event = makeEvent(record);
  expect(parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

function refuses(parser: Parser, record: string): void {
  expect(parser.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
}

describe('apache-error', () => {
  it('reads the format of 2.4', () => {
    const event = read(
      apache,
      '[Tue Nov 11 10:20:30.123456 2025] [proxy:error] [pid 12:tid 34] (111)Connection refused: [client 192.0.2.7:5123] AH00957: no luck, referer: https://example.com/',
    );
    expect(event).toMatchObject({
      format: 'apache-error',
      timestamp: '2025-11-11T10:20:30.123456Z',
      level: 'ERROR',
      message: '(111)Connection refused: AH00957: no luck, referer: https://example.com/',
    });
    expect(event.metadata).toEqual({
      module: 'proxy',
      pid: 12,
      thread: '34',
      os_error: 111,
      os_error_text: 'Connection refused',
      client_ip: '192.0.2.7',
      client_port: 5123,
      error_code: 'AH00957',
      referrer: 'https://example.com/',
    });
  });

  it('reads the format before 2.4, other times, and levels of tracing', () => {
    const old = read(apache, '[Tue Nov 11 10:20:30 2025] [notice] [client 192.0.2.7] hello [world]');
    expect(old).toMatchObject({ level: 'INFO', message: 'hello [world]' });
    expect(old.metadata).toEqual({ original_level: 'notice', client_ip: '192.0.2.7' });
    const iso = read(apache, '[2025-11-11 10:20:30.5] [core:trace3] [pid 7] x');
    expect(iso).toMatchObject({ level: 'TRACE', timestamp: '2025-11-11T10:20:30.500000Z' });
    expect(iso.metadata).toMatchObject({ original_level: 'trace3', module: 'core', pid: 7 });
  });

  it.each([
    ['2001:db8::7:51234', '2001:db8::7', 51234],
    ['2001:db8:1:2:3:4:5:6:80', '2001:db8:1:2:3:4:5:6', 80],
    ['2001:db8::7', '2001:db8::7', undefined],
  ])('tells the port of %s', (written, address, port) => {
    const { metadata } = read(apache, `[Tue Nov 11 10:20:30 2025] [error] [client ${written}] x`);
    expect([metadata.client_ip, metadata.client_port]).toEqual([address, port]);
  });

  it.each([
    '[2025-11-11 10:20:30] [error] some other program',
    '[Tue Nov 11 10:20:30 2025] [info-ish] x',
    '[Tue Nov 11 10:20:30 2025',
    '[error] x',
  ])('refuses %j', (record) => refuses(apache, record));
});

describe('nginx-error', () => {
  it('makes fields of the pairs at the end', () => {
    const event = read(
      nginx,
      '2025/11/11 10:20:30 [crit] 12#34: *56 open() "/a, b" failed (13: Permission denied), client: 192.0.2.7, server: , request: "GET /a?b=1, c HTTP/1.1", subrequest: "/auth", upstream: "http://10.0.0.1:80/a", host: "example.com", referrer: "https://example.com/\\"x"',
    );
    expect(event).toMatchObject({
      format: 'nginx-error',
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'FATAL',
      message: 'open() "/a, b" failed (13: Permission denied)',
    });
    expect(event.metadata).toEqual({
      original_level: 'crit',
      pid: 12,
      thread: '34',
      connection: 56,
      client_ip: '192.0.2.7',
      method: 'GET',
      path: '/a',
      query: 'b=1, c',
      http_version: '1.1',
      subrequest: '/auth',
      upstream: 'http://10.0.0.1:80/a',
      host: 'example.com',
      referrer: 'https://example.com/\\"x',
    });
  });

  it('reads lines without pairs, cut off, and with more behind them', () => {
    expect(read(nginx, '2025/11/11 10:20:30 [notice] 1#1: start')).toMatchObject({
      message: 'start',
      level: 'INFO',
    });
    const cut = read(nginx, '2025/11/11 10:20:30 [warn] 1#1: *2 x, client: 192.0.2.7, request: "GET /a HT');
    expect(cut.metadata).toMatchObject({ client_ip: '192.0.2.7', path: '/a HT' });
    const limit = read(
      nginx,
      '2025/11/11 10:20:30 [error] 1#1: *2 limiting requests, excess: 50.416 by zone "api", client: 192.0.2.7',
    );
    expect(limit.metadata).toMatchObject({ excess: 50.416, zone: 'api' });
    const more = read(nginx, '2025/11/11 10:20:30 [warn] 1#1: *2 x, client: 192.0.2.7\nmore');
    expect(more.metadata.extra).toBe('\nmore');
  });

  it.each([
    '2025/11/11 10:20:30 [error] no process',
    '2025/11/11 10:20:30 listening on :80',
    '2025-11-11 10:20:30 [error] 1#1: x',
  ])('refuses %j', (record) => refuses(nginx, record));
});

describe('haproxy', () => {
  const LINE =
    '192.0.2.7:51234 [11/Nov/2025:10:20:30.123] www~ api/web-1 10/0/30/69/+109 404 2750 - s=1 CD-- 5/4/3/2/+1 6/7';

  it('reads an HTTP request with its timers, counts and what was captured', () => {
    const event = read(http, `${LINE} {example.com|curl} {|nginx} "GET /a?b HTTP/1.1"`);
    expect(event).toMatchObject({
      format: 'haproxy-http',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'WARN',
      message: 'GET /a?b 404',
    });
    expect(event.metadata).toEqual({
      client_ip: '192.0.2.7',
      client_port: 51234,
      frontend: 'www~',
      backend: 'api',
      server: 'web-1',
      request_ms: 10,
      queue_ms: 0,
      connect_ms: 30,
      response_ms: 69,
      duration_ms: 109,
      status: 404,
      bytes: 2750,
      response_cookie: 's=1',
      termination_state: 'CD--',
      connections_active: 5,
      connections_frontend: 4,
      connections_backend: 3,
      connections_server: 2,
      retries: 1,
      queue_server: 6,
      queue_backend: 7,
      request_headers: ['example.com', 'curl'],
      response_headers: ['', 'nginx'],
      method: 'GET',
      path: '/a',
      query: 'b',
      http_version: '1.1',
    });
  });

  it('reads a bad request, one that was cut off, and -1', () => {
    const bad = LINE.replace('10/0/30/69/+109 404', '-1/-1/-1/-1/6001 400').replace('web-1', '<NOSRV>');
    expect(read(http, `${bad} "<BADREQ>"`).metadata).toMatchObject({
      server: '<NOSRV>',
      request_ms: -1,
      request: '<BADREQ>',
    });
    expect(read(http, `${LINE} {x} "GET /long`).metadata.path).toBe('/long');
  });

  it('reads TCP sessions, failures and connects', () => {
    const session = read(
      tcp,
      '[2001:db8::7]:51234 [11/Nov/2025:10:20:30.123] db pg/db-1 0/1/5007 2048 -- 3/2/1/1/0 0/0',
    );
    expect(session).toMatchObject({ format: 'haproxy-tcp', message: 'db pg/db-1 --', level: 'INFO' });
    expect(session.metadata).toMatchObject({
      client_ip: '[2001:db8::7]',
      queue_ms: 0,
      connect_ms: 1,
      duration_ms: 5007,
      bytes: 2048,
      termination_state: '--',
    });
    const failure = read(tcp, '192.0.2.7:51234 [11/Nov/2025:10:20:30.123] www/tls: SSL handshake failure');
    expect(failure.message).toBe('SSL handshake failure');
    expect(failure.metadata).toMatchObject({ frontend: 'www', bind: 'tls' });
    const connect = 'Connect from 192.0.2.7:51234 to 198.51.100.7:443 (www/HTTP)';
    expect(read(http, connect).metadata).toEqual({
      client_ip: '192.0.2.7',
      client_port: 51234,
      server_ip: '198.51.100.7',
      server_port: 443,
      frontend: 'www',
      mode: 'HTTP',
    });
    refuses(tcp, connect);
  });

  it('reads what it says of itself', () => {
    const event = read(notice, 'Server api/web-1 is DOWN, reason: Layer4 timeout.');
    expect(event.metadata).toEqual({ backend: 'api', server: 'web-1' });
    expect(read(notice, 'Proxy www started.').metadata).toEqual({ proxy: 'www' });
    refuses(notice, 'Proxy settings changed');
    refuses(notice, 'Server error');
    const inSyslog = makeEvent('anything');
    inSyslog.application = 'haproxy';
    expect(notice.parse('anything', inSyslog)).toBe(CLAIMED);
  });

  it.each([
    '192.0.2.7 - - [11/Nov/2025:10:20:30 +0000] "GET / HTTP/1.1" 200 1',
    '192.0.2.7:1 [30/Feb/x] www api/web-1 1/1/1 1 -- 1/1/1/1/1 0/0',
    '192.0.2.7:51234 [11/Nov/2025:10:20:30.123] something else entirely',
  ])('refuses %j', (record) => {
    refuses(http, record);
    refuses(tcp, record);
  });
});

describe('envoy', () => {
  it("reads the default format and Istio's", () => {
    const event = read(
      envoy,
      '[2025-11-11T10:20:30.123Z] "POST /a?b HTTP/2" 503 UF 20 91 1001 - "192.0.2.7, 10.0.0.1" "curl/8" "id-1" "example.com" "-"',
    );
    expect(event).toMatchObject({
      format: 'envoy',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'ERROR',
      message: 'POST /a?b 503',
    });
    expect(event.metadata).toEqual({
      method: 'POST',
      path: '/a',
      query: 'b',
      http_version: '2',
      status: 503,
      response_flags: 'UF',
      request_bytes: 20,
      bytes: 91,
      duration_ms: 1001,
      client_ip: '192.0.2.7',
      forwarded_for: '192.0.2.7, 10.0.0.1',
      user_agent: 'curl/8',
      request_id: 'id-1',
      host: 'example.com',
    });
    const istio = read(
      envoy,
      '[2025-11-11T10:20:30.123Z] "GET / HTTP/1.1" 200 - via_upstream - "reset" 0 1 2 1 "-" "curl" "id" "web:80" "10.0.0.2:80" outbound|80||web 10.0.0.1:1 10.0.0.3:80 10.0.0.4:2 - default',
    );
    expect(istio.metadata).toMatchObject({
      response_details: 'via_upstream',
      upstream_failure: 'reset',
      upstream_duration_ms: 1,
      upstream: '10.0.0.2:80',
      upstream_name: 'outbound|80||web',
      peer_ip: '10.0.0.4',
      peer_port: 2,
      route: 'default',
    });
  });

  it.each([
    '[2025-11-11T10:20:30.123Z] "GET / HTTP/1.1" hello',
    '[2025-11-11T10:20:30.123Z] a message',
    '[2025-11-11T10:20:30.123Z] "GET /',
  ])('refuses %j', (record) => refuses(envoy, record));
});

describe('traefik', () => {
  it('reads what it appends to the combined format', () => {
    const event = read(
      traefik,
      '192.0.2.7 - eve [11/Nov/2025:10:20:30 +0000] "GET /a HTTP/2.0" 502 5 - "curl" 42 "shop@docker" "http://10.0.0.2:80" 12ms',
    );
    expect(event).toMatchObject({ format: 'traefik', level: 'ERROR', message: 'GET /a 502' });
    expect(event.metadata).toMatchObject({
      client_ip: '192.0.2.7',
      user: 'eve',
      user_agent: 'curl',
      request_number: 42,
      router: 'shop@docker',
      upstream: 'http://10.0.0.2:80',
      duration_ms: 12,
    });
  });

  it('leaves common and combined lines to others', () => {
    refuses(traefik, '192.0.2.7 - - [11/Nov/2025:10:20:30 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"');
    refuses(traefik, '192.0.2.7 - - [11/Nov/2025:10:20:30 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl" 12ms');
  });
});

describe('squid', () => {
  it('reads the native format', () => {
    const event = read(
      squid,
      '1762856430.123    187 192.0.2.7 TCP_MISS/404 5120 GET http://example.com:80/a?b eve HIER_DIRECT/198.51.100.7 text/html [x]',
    );
    expect(event).toMatchObject({
      format: 'squid',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'WARN',
      message: 'GET http://example.com:80/a?b 404',
    });
    expect(event.metadata).toEqual({
      duration_ms: 187,
      client_ip: '192.0.2.7',
      cache_result: 'TCP_MISS',
      status: 404,
      bytes: 5120,
      method: 'GET',
      url: 'http://example.com:80/a?b',
      host: 'example.com',
      path: '/a',
      query: 'b',
      user: 'eve',
      hierarchy: 'HIER_DIRECT',
      upstream: '198.51.100.7',
      content_type: 'text/html',
      extra: '[x]',
    });
  });

  it('has no level where nobody was answered', () => {
    const event = read(squid, '1762856430.123 1 192.0.2.7 NONE_ABORTED/000 0 GET http://a/ - HIER_NONE/- -');
    expect(event.metadata.status).toBe(0);
    expect(event.level).toBe('INFO');
    refuses(squid, '1762856430.123 1 192.0.2.7 something else');
  });
});

describe('uwsgi', () => {
  const LINE =
    '[pid: 12|app: 0|req: 3/45] 192.0.2.7 (eve) {38 vars in 696 bytes} [Tue Nov 11 10:20:30 2025] POST /a?b => generated 47 bytes in 129 micros (HTTP/1.1 500) 9 headers in 378 bytes (1 switches on core 3)';

  it('reads requests', () => {
    const event = read(uwsgi, LINE);
    expect(event).toMatchObject({ format: 'uwsgi', level: 'ERROR', message: 'POST /a?b 500' });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    expect(event.metadata).toMatchObject({
      pid: 12,
      app: 0,
      worker_requests: 3,
      request_number: 45,
      client_ip: '192.0.2.7',
      user: 'eve',
      path: '/a',
      query: 'b',
      bytes: 47,
      duration_ms: 0.129,
      core: 3,
    });
  });

  it('keeps a time that is none, and refuses lines that are cut off', () => {
    const event = read(uwsgi, LINE.replace('Nov 11', 'Foo 11'));
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata.timestamp).toBe('Tue Foo 11 10:20:30 2025');
    refuses(uwsgi, LINE.slice(0, 120));
    refuses(uwsgi, '[pid: 12] hello');
  });
});

describe('caddy', () => {
  it('reads its console', () => {
    const event = read(
      caddy,
      '2025/11/11 10:20:30.123\t\x1b[31mERROR\x1b[0m\thttp.log\tno\tluck\t{"n": 12345678901234567890, "o": {"a": 1}}',
    );
    expect(event).toMatchObject({ format: 'caddy', level: 'ERROR', message: 'no\tluck' });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.123000Z');
    expect(event.metadataText()).toBe('{"logger":"http.log","n":12345678901234567890,"o":{"a":1}}');
    const bare = read(caddy, '2025/11/11 10:20:30.123\tINFO\tserving initial configuration\t{broken');
    expect(bare.message).toBe('serving initial configuration\t{broken');
    refuses(caddy, '2025/11/11 10:20:30.123 INFO with blanks');
  });
});

describe('any of them', () => {
  const HEADS = [
    '',
    '[Tue Nov 11 10:20:30 2025] [core:error] [pid 1] (1)',
    '2025/11/11 10:20:30 [error] 1#1: *1 x, client: ',
    '192.0.2.7:1 [11/Nov/2025:10:20:30.123] a b/c 1/1/1/1/1 200 1 - - ---- 1/1/1/1/1 0/0 {',
    '[2025-11-11T10:20:30.123Z] "GET / HTTP/1.1" 200 - ',
    '192.0.2.7 - - [11/Nov/2025:10:20:30 +0000] "GET / HTTP/1.1" 200 1 "-" "-" ',
    '1762856430.123 1 h TCP_MISS/200 1 GET ',
    '[pid: 1|app: 0|req: 1/1] h () {1 vars in 1 bytes} [Tue Nov 11 10:20:30 2025] GET ',
    '2025/11/11 10:20:30.123\tINFO\t',
  ];
  const PIECES = [
    '"',
    ', ',
    ': ',
    '/',
    '|',
    '}',
    ' {',
    '] ',
    ' [',
    '\\"',
    'a ',
    '- ',
    '=> generated ',
    '\t{',
    'x: "',
  ];

  it.each(HEADS)('takes no longer than a record is long for %j', (head) => {
    for (const piece of PIECES) {
      const record = `${head}${piece.repeat(1_000_000 / piece.length)}ms`;
      for (const parser of [apache, nginx, http, tcp, notice, envoy, traefik, squid, uwsgi, caddy]) {
        const start = performance.now();
        parser.parse(record, makeEvent('x'));
        expect(performance.now() - start).toBeLessThan(1_000);
      }
    }
  });
});
