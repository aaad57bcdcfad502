import { describe, expect, it } from 'vitest';
import { ChunkContext } from '../../pipeline/chunk.js';
import { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { AwsBalancerReader } from './support/web/aws-balancer.js';
import { AwsS3Reader } from './support/web/aws-s3.js';
import { AwsVpcFlowReader } from './support/web/aws-vpc-flow.js';
import { W3cReader } from './support/web/w3c.js';

const w3c = new W3cReader('w3c');
const httperr = new W3cReader('iis-httperr');
const cloudfront = new W3cReader('aws-cloudfront');
const elb = new AwsBalancerReader('aws-elb');
const alb = new AwsBalancerReader('aws-alb');
const s3 = new AwsS3Reader();
const flow = new AwsVpcFlowReader();

/** Events of one chunk, as a file's lines come. */
function chunkOf(columns?: string): (record: string) => LogEvent {
  const header = {
    id: '01930000-0000-7000-8000-000000000000',
    source: 'test',
    transport: 'file' as const,
    receivedAtMicros: ARRIVAL_MICROS,
    framing: 'lengths' as const,
    count: 1,
    firstId: '1',
    peers: [],
    ...(columns === undefined ? {} : { columns }),
  };
  const chunk = new ChunkContext(header, 1, () => '');
  return (record) => new LogEvent(record, chunk, 0, false);
}

function read(parser: Parser, record: string, event = makeEvent(record)): LogEvent {
  expect(parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

function refuses(parser: Parser, record: string, event = makeEvent(record)): void {
  expect(parser.parse(record, event)).toBeGreaterThanOrEqual(0);
}

describe('w3c', () => {
  const FIELDS = '#Fields: date time c-ip cs-method cs-uri sc-status time-taken x-thing cs(User-Agent)';
  const LINE = '2025-11-11 10:20:30.5 192.0.2.7 GET https://example.com/a?b 503 0.25 7 "curl ""8"""';

  it('reads records by the columns that were named before them', () => {
    const next = chunkOf();
    refuses(w3c, LINE, next(LINE));
    const directive = read(w3c, FIELDS, next(FIELDS));
    expect(directive).toMatchObject({ format: 'w3c', message: FIELDS });
    const event = read(w3c, LINE, next(LINE));
    expect(event).toMatchObject({
      timestamp: '2025-11-11T10:20:30.500000Z',
      level: 'ERROR',
      message: 'GET https://example.com/a?b 503',
    });
    expect(event.metadata).toEqual({
      client_ip: '192.0.2.7',
      method: 'GET',
      url: 'https://example.com/a?b',
      host: 'example.com',
      path: '/a',
      query: 'b',
      status: 503,
      duration_ms: 250,
      x_thing: 7,
      user_agent: 'curl "8"',
    });
  });

  it('reads them by the columns that the source remembers', () => {
    const event = read(w3c, LINE, chunkOf(FIELDS)(LINE));
    expect(event.metadata.status).toBe(503);
  });

  it('reads clocks without a day as the latest that fits, and other dates', () => {
    const clock = chunkOf('#Fields: time c-ip sc-status');
    expect(read(w3c, '10:20:30 192.0.2.7 200', clock('10:20:30 192.0.2.7 200')).timestamp).toBe(
      '2025-11-11T10:20:30.000000Z',
    );
    expect(read(w3c, '23:20:30 192.0.2.7 200', clock('23:20:30 192.0.2.7 200')).timestamp).toBe(
      '2025-11-10T23:20:30.000000Z',
    );
    const named = '11/Nov/2025 10:20:30 192.0.2.7 200';
    const event = read(w3c, named, chunkOf('#Fields: date time c-ip sc-status')(named));
    expect(event.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    const never = '2025-02-30 10:20:30 192.0.2.7 200';
    const unreal = read(w3c, never, chunkOf('#Fields: date time c-ip sc-status')(never));
    expect(unreal.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(unreal.metadata.timestamp).toBe('2025-02-30 10:20:30');
  });

  it('keeps what there is more than columns', () => {
    const event = read(w3c, '2025-11-11 10:20:30 a b c', chunkOf('#Fields: date time x-one')('x'));
    expect(event.metadata).toEqual({ x_one: 'a', extra: 'b c' });
  });

  it.each([
    [
      '198.51.100.7 GET /a b=1 443 eve 192.0.2.7 curl/8+x 404 1 2 12',
      { server_ip: '198.51.100.7', duration_ms: 12 },
    ],
    ['198.51.100.7 GET /a b=1 443 eve 192.0.2.7 curl/8+x http://r/ 404 1 2 12', { referrer: 'http://r/' }],
    [
      '198.51.100.7 GET /a b=1 443 eve 192.0.2.7 curl/8+x - 404 1 2 99 98 12',
      { bytes: 99, request_bytes: 98 },
    ],
    ['W3SVC1 198.51.100.7 GET /a b=1 443 eve 192.0.2.7 curl/8+x 404 1 2', { site: 'W3SVC1' }],
    ['W3SVC1 GET /a b=1 443 eve 192.0.2.7 curl/8+x c=1 - h 404 1 2 9 8 7', { cookie: 'c=1', host: 'h' }],
    [
      'W3SVC1 WEB-1 ::1 GET /a b=1 443 eve 192.0.2.7 HTTP/1.1 curl/8+x c=1 - h 404 1 2 9 8 7',
      { http_version: '1.1', server_ip: '::1' },
    ],
  ])("tells IIS's columns by their shape in %j", (rest, expected) => {
    const event = read(w3c, `2025-11-11 10:20:30 ${rest}`);
    expect(event).toMatchObject({ level: 'WARN', message: 'GET /a?b=1 404' });
    expect(event.source).toBe(rest.includes('WEB-1') ? 'WEB-1' : '192.0.2.1');
    expect(event.metadata).toMatchObject({
      method: 'GET',
      path: '/a',
      query: 'b=1',
      server_port: 443,
      user: 'eve',
      client_ip: '192.0.2.7',
      user_agent: 'curl/8 x',
      status: 404,
      substatus: 1,
      win32_status: 2,
      ...expected,
    });
  });

  it.each([
    '2025-11-11 10:20:30 a program says GET /a or so',
    '2025-11-11 10:20:30 INFO something 200 0 0 12',
    '# Fields: of wheat',
    '#Fieldset',
  ])('refuses %j', (record) => refuses(w3c, record));

  it('does not take the lines of others for its own, whatever the columns', () => {
    const next = chunkOf('#Fields: date time c-ip sc-status');
    refuses(w3c, 'yesterday noon 192.0.2.7 200', next('x'));
    refuses(w3c, '2025-11-11 10:20:30 192.0.2.7 hello', next('x'));
  });
});

describe('iis-httperr', () => {
  it('reads the log of HTTP.sys, with its directives', () => {
    const next = chunkOf();
    for (const directive of [
      '#Software: Microsoft HTTP API 2.0',
      '#Version: 1.0',
      '#Date: 2025-11-11 10:00:00',
    ]) {
      refuses(w3c, directive, next(directive));
      expect(read(httperr, directive, next(directive)).format).toBe('iis-httperr');
    }
    expect(next('x').chunk.columnsOf(0)).toContain('HTTP API');
    const event = read(
      httperr,
      '2025-11-11 10:20:30 192.0.2.7 51234 198.51.100.7 80 HTTP/1.1 GET /a?b 503 1 AppOffline Pool',
    );
    expect(event).toMatchObject({ level: 'ERROR', message: 'GET /a?b AppOffline 503' });
    expect(event.metadata).toEqual({
      client_ip: '192.0.2.7',
      client_port: 51234,
      server_ip: '198.51.100.7',
      server_port: 80,
      http_version: '1.1',
      method: 'GET',
      path: '/a',
      query: 'b',
      status: 503,
      site: '1',
      reason: 'AppOffline',
      queue: 'Pool',
    });
    const idle = read(httperr, '2025-11-11 10:20:30 ::1%0 5 ::1%0 80 - - - - - - Timer_ConnectionIdle -');
    expect(idle).toMatchObject({ level: 'INFO', message: 'Timer_ConnectionIdle' });
    refuses(httperr, '2025-11-11 10:20:30 a b c d e f g h i j k');
  });
});

describe('aws-cloudfront', () => {
  const LINE =
    '2025-11-11\t10:20:30\tFRA56-P1\t512\t192.0.2.7\tGET\td1.cloudfront.net\t/a\t304\t-\tcurl%208\tb=1\t-\tHit\tid\texample.com\thttps\t23\t0.012\t-\tTLSv1.3\tCIPHER\tHit\tHTTP/2.0\t-\t-\t51234\t0.010\tHit\ttext/html\t5\t-\t-';

  it('reads records with columns and without', () => {
    for (const event of [makeEvent(LINE), chunkOf('#Fields: date time x-edge-location')(LINE)]) {
      read(cloudfront, LINE, event);
      expect(event).toMatchObject({ message: 'GET /a?b=1 304', timestamp: '2025-11-11T10:20:30.000000Z' });
      expect(event.metadata).toMatchObject({
        edge_location: 'FRA56-P1',
        bytes: 512,
        client_ip: '192.0.2.7',
        client_port: 51234,
        user_agent: 'curl 8',
        duration_ms: 12,
        first_byte_ms: 10,
        http_version: '2.0',
        tls_version: 'TLSv1.3',
      });
    }
    refuses(w3c, LINE);
    refuses(cloudfront, LINE.replaceAll('\t', ' '));
  });
});

describe('load balancers of AWS', () => {
  const REST =
    '192.0.2.7:51234 10.0.0.1:80 0.001 0.012 0.002 502 500 34 366 "GET https://example.com:443/a?b HTTP/1.1"';

  it('gives no sum of times that a double cannot add up', () => {
    const huge = REST.replace('0.012', '90071992547409931048');
    const event = read(elb, `2025-11-11T10:20:30.123456Z shop ${huge} "curl" ECDHE TLSv1.2`);
    expect(event.metadata).not.toHaveProperty('duration_ms');
  });

  it('reads the classic one', () => {
    const event = read(elb, `2025-11-11T10:20:30.123456Z shop ${REST} "curl" ECDHE TLSv1.2`);
    expect(event).toMatchObject({
      format: 'aws-elb',
      level: 'ERROR',
      timestamp: '2025-11-11T10:20:30.123456Z',
    });
    expect(event.metadata).toEqual({
      balancer: 'shop',
      client_ip: '192.0.2.7',
      client_port: 51234,
      upstream: '10.0.0.1:80',
      request_processing_ms: 1,
      upstream_duration_ms: 12,
      response_processing_ms: 2,
      duration_ms: 15,
      status: 502,
      upstream_status: 500,
      request_bytes: 34,
      bytes: 366,
      method: 'GET',
      url: 'https://example.com:443/a?b',
      host: 'example.com',
      path: '/a',
      query: 'b',
      http_version: '1.1',
      user_agent: 'curl',
      tls_cipher: 'ECDHE',
      tls_version: 'TLSv1.2',
    });
    const none = read(elb, '2025-11-11T10:20:30.1Z shop 192.0.2.7:5 - -1 -1 -1 408 - 0 0 "- - - " "-" - -');
    expect(none.metadata).not.toHaveProperty('duration_ms');
    expect(none.message).toBe('no request 408');
  });

  it('reads the application one, and what columns may come', () => {
    const record = `h2 2025-11-11T10:20:30.123456Z app/shop/1 ${REST} "curl" ECDHE TLSv1.2 arn:tg "Root=1-2" "example.com" "arn:cert" 0 2025-11-11T10:20:30.1Z "waf,forward" "-" "-" "10.0.0.1:80" "500" "-" "-" TID_1 "new"`;
    const event = read(alb, record);
    expect(event.metadata).toMatchObject({
      protocol: 'h2',
      target_group: 'arn:tg',
      trace_id: 'Root=1-2',
      tls_server_name: 'example.com',
      rule_priority: 0,
      actions: 'waf,forward',
      target_statuses: '500',
      connection_trace_id: 'TID_1',
      extra: '"new"',
    });
    refuses(elb, record);
    refuses(alb, record.slice(3));
    refuses(alb, record.slice(0, 90));
  });
});

describe('aws-s3', () => {
  it('reads requests and operations without one', () => {
    const event = read(
      s3,
      'f00d my-bucket [11/Nov/2025:10:20:30 +0000] 192.0.2.7 arn:user REQ1 REST.GET.OBJECT a%20b "GET /a?b HTTP/1.1" 404 NoSuchKey 297 - 38 12 "-" "aws, \\"x\\"" - host= SigV4 CIPHER AuthHeader h.example.com TLSv1.3',
    );
    expect(event).toMatchObject({ format: 'aws-s3', level: 'WARN', message: 'GET /a?b 404' });
    expect(event.metadata).toMatchObject({
      bucket_owner: 'f00d',
      bucket: 'my-bucket',
      user: 'arn:user',
      operation: 'REST.GET.OBJECT',
      key: 'a%20b',
      error_code: 'NoSuchKey',
      bytes: 297,
      duration_ms: 38,
      turnaround_ms: 12,
      user_agent: 'aws, "x"',
      host: 'h.example.com',
      tls_version: 'TLSv1.3',
    });
    const expired = read(
      s3,
      'f00d b [11/Nov/2025:10:20:30 +0000] - AmazonS3 R S3.EXPIRE.OBJECT k - - - - 5 - - - - -',
    );
    expect(expired).toMatchObject({ message: 'S3.EXPIRE.OBJECT', level: 'INFO' });
    refuses(s3, 'h - - [11/Nov/2025:10:20:30 +0000] "GET / HTTP/1.1" 200 1');
  });
});

describe('aws-vpc-flow', () => {
  const LINE =
    '2 123456789012 eni-0a1b 192.0.2.7 198.51.100.7 51234 443 6 20 4249 1762856430 1762856490 REJECT OK';

  it('reads the default columns', () => {
    const event = read(flow, LINE);
    expect(event).toMatchObject({
      format: 'aws-vpc-flow',
      timestamp: '2025-11-11T10:20:30.000000Z',
      message: 'REJECT 192.0.2.7:51234 to 198.51.100.7:443',
    });
    expect(event.metadata).toMatchObject({
      version: 2,
      account_id: '123456789012',
      interface_id: 'eni-0a1b',
      source_ip: '192.0.2.7',
      destination_port: 443,
      bytes: 4249,
      action: 'REJECT',
    });
    const none = read(flow, '2 123456789012 eni-0a1b - - - - - - - 1762856430 1762856490 - NODATA');
    expect(none.message).toBe('NODATA');
  });

  it('reads columns that a header names', () => {
    const next = chunkOf();
    const header = 'srcaddr dstaddr action start log-status flow-direction';
    expect(read(flow, header, next(header)).message).toBe(header);
    const event = read(flow, '192.0.2.7 198.51.100.7 ACCEPT 1762856430 OK ingress', next('x'));
    expect(event.metadata).toMatchObject({ flow_direction: 'ingress', source_ip: '192.0.2.7' });
    refuses(flow, '192.0.2.7 198.51.100.7 MAYBE 1762856430 OK ingress', next('x'));
  });

  it.each(['2 3 4 5', '2 words of a line that is not one at all you see now ok', 'srcaddr is what'])(
    'refuses %j',
    (record) => refuses(flow, record),
  );
});

describe('any of them', () => {
  const HEADS = [
    '',
    '#Fields: ',
    '2025-11-11 10:20:30 ',
    '2025-11-11\t10:20:30\t',
    '2025-11-11T10:20:30.1Z b h:1 - 1 1 1 200 200 1 1 "',
    'o b [11/Nov/2025:10:20:30 +0000] h u r REST.GET.X ',
    'srcaddr dstaddr ',
  ];
  const PIECES = ['"', '" ', ' ', '\t', 'a ', 'a\t', '""', '\\"', '#', '- '];

  it.each(HEADS)('takes no longer than a record is long for %j', (head) => {
    for (const piece of PIECES) {
      const record = head + piece.repeat(1_000_000 / piece.length);
      for (const parser of [w3c, httperr, cloudfront, elb, alb, s3, flow]) {
        const event = chunkOf('#Fields: date time sc-status')(record);
        const start = performance.now();
        parser.parse(record, event);
        expect(performance.now() - start).toBeLessThan(1_000);
      }
    }
  });
});
