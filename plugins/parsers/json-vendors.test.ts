import { describe, expect, it } from 'vitest';
import { ASSUMED_LEVEL, ASSUMED_ZONE } from '../../pipeline/assumed.js';
import { Detector } from '../../pipeline/detection/detector.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { parserSet } from '../../test/support/parsers.js';
import { JsonReader } from './support/json/reader.js';
import { JsonRecordReader } from './support/json/record.js';

/** Reads an object by the general reader and, often enough for it to be learned, by its shape. */
function read(object: unknown): LogEvent {
  const record = typeof object === 'string' ? object : JSON.stringify(object);
  const event = makeEvent(record);
  expect(new JsonRecordReader('json').parse(record, event)).toBe(CLAIMED);
  const reader = new JsonReader('json');
  for (let i = 0; i < 20; i++) {
    const again = makeEvent(record);
    reader.parse(record, again);
    expect(again.toJsonText()).toBe(event.toJsonText());
    expect(again.assumed).toBe(event.assumed);
  }
  return event;
}

const AT = '2025-11-11T10:20:30.123000Z';

describe('loggers', () => {
  it.each([
    ['pino', { level: 40, time: 1762856430123, pid: 7, hostname: 'web-1', msg: 'm' }, 'WARN', 'web-1', ''],
    [
      'bunyan',
      {
        name: 'shop',
        hostname: 'web-1',
        pid: 7,
        level: 50,
        msg: 'm',
        time: '2025-11-11T10:20:30.123Z',
        v: 0,
      },
      'ERROR',
      'web-1',
      'shop',
    ],
    [
      'winston',
      { level: 'warn', message: 'm', service: 'shop', timestamp: '2025-11-11T10:20:30.123Z' },
      'WARN',
      '',
      'shop',
    ],
    ['zerolog', { level: 'error', time: 1762856430.123, message: 'm' }, 'ERROR', '', ''],
    ['zap', { level: 'dpanic', ts: 1762856430.123, caller: 'a/b.go:7', msg: 'm' }, 'FATAL', '', ''],
    ['logrus', { level: 'warning', msg: 'm', time: '2025-11-11T11:20:30.123+01:00' }, 'WARN', '', ''],
    [
      'log4j2',
      {
        instant: { epochSecond: 1762856430, nanoOfSecond: 123000000 },
        thread: 'main',
        level: 'FATAL',
        loggerName: 'shop.Cart',
        message: 'm',
      },
      'FATAL',
      '',
      '',
    ],
    [
      'ECS, nested',
      {
        '@timestamp': '2025-11-11T10:20:30.123Z',
        log: { level: 'ERROR', logger: 'shop' },
        host: { name: 'web-1', ip: ['192.0.2.1'] },
        service: { name: 'shop' },
        message: 'm',
      },
      'ERROR',
      'web-1',
      'shop',
    ],
    [
      'ECS, dotted',
      {
        '@timestamp': '2025-11-11T10:20:30.123Z',
        'log.level': 'ERROR',
        'host.name': 'web-1',
        'service.name': 'shop',
        message: 'm',
      },
      'ERROR',
      'web-1',
      'shop',
    ],
    [
      'Logstash 0',
      {
        '@timestamp': '2025-11-11T10:20:30.123Z',
        '@source_host': 'web-1',
        '@message': 'm',
        '@fields': { level: 'WARN', user: 7 },
      },
      'WARN',
      'web-1',
      '',
    ],
    [
      'Serilog',
      { '@t': '2025-11-11T10:20:30.1230000Z', '@mt': 'm', '@l': 'Fatal', '@x': 'x', Id: 7 },
      'FATAL',
      '',
      '',
    ],
    [
      'monolog',
      {
        message: 'm',
        context: {},
        level: 400,
        level_name: 'ERROR',
        channel: 'app',
        datetime: '2025-11-11T10:20:30.123000+00:00',
      },
      'ERROR',
      '',
      '',
    ],
    [
      'Rust tracing',
      {
        timestamp: '2025-11-11T10:20:30.123Z',
        level: 'INFO',
        fields: { message: 'm', n: 3 },
        target: 'a::b',
      },
      'INFO',
      '',
      '',
    ],
  ])('%s', (_name, object, level, source, application) => {
    const event = read(object);
    expect(event).toMatchObject({ format: 'json', timestamp: AT, level, message: 'm', application });
    expect(event.source).toBe(source || '192.0.2.1');
    expect(event.assumed).toBe(0);
  });

  it('leaves of an object what no field was taken from', () => {
    const event = read({
      log: { level: 'INFO', logger: 'a', origin: { file: { name: 'x.ts' } } },
      host: { name: 'h' },
      message: 'm',
      n: 1,
    });
    expect(event.metadata).toEqual({ log: { logger: 'a', origin: { file: { name: 'x.ts' } } }, n: 1 });
  });

  it('takes a plain name rather than one within an object', () => {
    const event = read({ hostname: 'a', host: { name: 'b' }, level: 'warn', log: { level: 'error' } });
    expect(event).toMatchObject({ source: 'a', level: 'WARN' });
    expect(event.metadata).toEqual({ host: { name: 'b' }, log: { level: 'error' } });
  });

  it('says when a time has no zone', () => {
    expect(read({ time: '2025-11-11 10:20:30.123', level: 'info' }).assumed).toBe(ASSUMED_ZONE);
    expect(read({ time: 'Tue Nov 11 10:20:30 2025' }).assumed).toBe(ASSUMED_ZONE | ASSUMED_LEVEL);
  });

  it.each(['11:20:30', 'Nov 11 10:20:30', '2025-11-11T10:20:30Z and more'])('%s is no time', (time) => {
    const event = read({ time });
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata).toEqual({ time });
  });

  it('reads escapes in a message by its shape', () => {
    const event = read('{"level":"info","message":"a \\"b\\"\\n\\u00e9\\\\","path":"/x"}');
    expect(event.message).toBe('a "b"\né\\');
    expect(event.metadata).toEqual({ path: '/x' });
  });
});

describe('kinds of records', () => {
  it('docker-json: the line without its end', () => {
    const event = read({
      log: 'hello\n',
      stream: 'stderr',
      time: '2025-11-11T10:20:30.123456789Z',
      attrs: { tag: 't' },
    });
    expect(event).toMatchObject({
      format: 'docker-json',
      message: 'hello',
      timestamp: '2025-11-11T10:20:30.123456Z',
    });
    expect(event.metadata).toEqual({ stream: 'stderr', attrs: { tag: 't' } });
    expect(read({ log: 'part', stream: 'stdout', time: '2025-11-11T10:20:30Z' }).message).toBe('part');
    expect(read({ log: '\r\n', stream: 'stdout', time: '2025-11-11T10:20:30Z' }).message).toBe('');
  });

  it('docker-json: detection opens the line', () => {
    const line = JSON.stringify({ level: 'error', msg: 'inner', user: 7 });
    const event = makeEvent(
      JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2025-11-11T10:20:30Z' }),
    );
    new Detector(parserSet()).detect(event);
    expect(event).toMatchObject({ format: 'docker-json', level: 'ERROR', message: 'inner' });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    expect(event.metadata).toEqual({ stream: 'stdout', user: 7 });
  });

  it('gelf: levels are severities, underscores go', () => {
    const event = read({
      version: '1.1',
      host: 'web-1',
      short_message: 'm',
      full_message: 'm\nmore',
      timestamp: 1762856430.123,
      level: 1,
      _user: 7,
      _app: 'shop',
      _full_message: 'own',
    });
    expect(event).toMatchObject({
      format: 'gelf',
      level: 'FATAL',
      source: 'web-1',
      application: 'shop',
      timestamp: AT,
    });
    expect(event.metadata).toEqual({
      version: '1.1',
      full_message: 'm\nmore',
      user: 7,
      original_level: 1,
      _full_message: 'own',
    });
  });

  it('journald-json', () => {
    const event = read({
      __REALTIME_TIMESTAMP: '1762856430123456',
      _HOSTNAME: 'web-1',
      PRIORITY: '3',
      SYSLOG_IDENTIFIER: 'mailer',
      _PID: '812',
      MESSAGE: 'm',
      _BOOT_ID: 'b',
    });
    expect(event).toMatchObject({
      format: 'journald-json',
      level: 'ERROR',
      source: 'web-1',
      application: 'mailer',
      message: 'm',
      timestamp: '2025-11-11T10:20:30.123456Z',
    });
    expect(event.metadata).toEqual({ pid: 812, _BOOT_ID: 'b', original_level: '3' });
  });

  it('cloudtrail: a call that failed is an error', () => {
    const call = {
      eventTime: '2025-11-11T10:20:30Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '192.0.2.7',
      userAgent: 'cli',
    };
    expect(read(call)).toMatchObject({
      format: 'cloudtrail',
      level: 'INFO',
      application: 's3.amazonaws.com',
      message: 'GetObject',
      metadata: { awsRegion: 'eu-central-1', client_ip: '192.0.2.7', user_agent: 'cli' },
    });
    expect(read({ ...call, errorCode: 'AccessDenied', errorMessage: 'no' })).toMatchObject({
      level: 'ERROR',
      message: 'no',
    });
  });

  it('gcp: text and structured payloads, requests', () => {
    const entry = {
      insertId: 'a',
      logName: 'projects/p/logs/x',
      resource: {
        type: 'k8s_container',
        labels: { container_name: 'cart', pod_name: 'cart-1', location: 'eu' },
      },
      severity: 'WARNING',
      timestamp: '2025-11-11T10:20:30.123Z',
    };
    expect(read({ ...entry, textPayload: 'm' })).toMatchObject({
      format: 'gcp',
      level: 'WARN',
      source: 'cart-1',
      application: 'cart',
      message: 'm',
      timestamp: AT,
    });
    const event = read({
      ...entry,
      jsonPayload: { message: 'm', n: 1 },
      httpRequest: { requestMethod: 'GET', status: 503, latency: '0.012s', responseSize: '157' },
      trace: 'projects/p/traces/abc',
    });
    expect(event.metadata).toMatchObject({
      jsonPayload: { n: 1 },
      method: 'GET',
      status: 503,
      duration_ms: 12,
      bytes: 157,
      trace_id: 'abc',
    });
    expect(event.metadata).not.toHaveProperty('httpRequest');
  });

  it('azure: numbers are the levels of Windows', () => {
    const entry = {
      time: '2025-11-11T10:20:30.123Z',
      resourceId: '/R',
      category: 'Audit',
      operationName: 'Sign in',
      durationMs: '12',
    };
    expect(read({ ...entry, Level: 2 })).toMatchObject({
      format: 'azure',
      level: 'ERROR',
      message: 'Sign in',
      timestamp: AT,
      metadata: { duration_ms: 12, category: 'Audit' },
    });
    expect(read({ ...entry, level: 'Informational', properties: { message: 'm' } })).toMatchObject({
      level: 'INFO',
      message: 'm',
    });
  });

  it('mongodb', () => {
    const event = read({
      t: { $date: '2025-11-11T11:20:30.123+01:00' },
      s: 'D2',
      c: 'STORAGE',
      id: 1,
      ctx: 'x',
      msg: 'm',
      attr: { a: 1 },
    });
    expect(event).toMatchObject({ format: 'mongodb', level: 'DEBUG', message: 'm', timestamp: AT });
    expect(event.metadata).toEqual({ c: 'STORAGE', id: 1, ctx: 'x', attr: { a: 1 }, original_level: 'D2' });
  });

  it('windows-event-json', () => {
    const nxlog = {
      EventTime: '2025-11-11 10:20:30',
      Hostname: 'dc-1',
      EventID: 7036,
      Channel: 'System',
      SourceName: 'SCM',
      Severity: 'WARNING',
      Message: 'm',
    };
    expect(read(nxlog)).toMatchObject({
      format: 'windows-event-json',
      level: 'WARN',
      source: 'dc-1',
      application: 'SCM',
      message: 'm',
      metadata: { EventID: 7036, Channel: 'System' },
    });
    const beat = {
      '@timestamp': '2025-11-11T10:20:30.123Z',
      winlog: { computer_name: 'dc-1', provider_name: 'SCM', event_id: 7036 },
      log: { level: 'error' },
      message: 'm',
    };
    expect(read(beat)).toMatchObject({
      format: 'windows-event-json',
      level: 'ERROR',
      source: 'dc-1',
      application: 'SCM',
    });
  });

  it('suricata', () => {
    const event = {
      timestamp: '2025-11-11T11:20:30.123000+0100',
      flow_id: 1,
      event_type: 'alert',
      src_ip: '192.0.2.7',
      alert: { signature: 'bad', severity: 1 },
    };
    expect(read(event)).toMatchObject({
      format: 'suricata',
      level: 'ERROR',
      message: 'bad',
      timestamp: AT,
      metadata: { event_type: 'alert', src_ip: '192.0.2.7' },
    });
    expect(read({ ...event, event_type: 'dns', alert: undefined })).toMatchObject({
      level: 'INFO',
      message: 'dns',
    });
  });

  it('otel: the data model and OTLP', () => {
    expect(
      read({
        Timestamp: '1762856430123000000',
        SeverityNumber: 14,
        Body: 'm',
        Resource: { 'service.name': 'shop', 'host.name': 'web-1', x: 1 },
        TraceId: 'abc',
      }),
    ).toMatchObject({
      format: 'otel',
      level: 'WARN',
      message: 'm',
      source: 'web-1',
      application: 'shop',
      timestamp: AT,
      metadata: { Resource: { x: 1 }, trace_id: 'abc', original_level: 14 },
    });
    expect(
      read({
        timeUnixNano: '1762856430123000000',
        severityNumber: 21,
        severityText: 'Fatal',
        body: { stringValue: 'm' },
        attributes: [{ key: 'a', value: { intValue: '1' } }],
      }),
    ).toMatchObject({
      level: 'FATAL',
      message: 'm',
      metadata: { attributes: [{ key: 'a', value: { intValue: '1' } }], severityNumber: 21 },
    });
  });

  it('zap: the letters of its development names', () => {
    const event = read('{"L":"WARN","T":"2025-11-11T10:20:30.123Z","N":"http","M":"slow","port":80}');
    expect(event).toMatchObject({ format: 'json', level: 'WARN', message: 'slow' });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.123000Z');
    expect(event.metadata).toEqual({ logger: 'http', port: 80 });
  });

  it('Zeek: the time within an object of the log’s name', () => {
    const event = read('{"weird":{"ts":1762856430.5,"uid":"C1","name":"data_before_established"}}');
    expect(event.timestamp).toBe('2025-11-11T10:20:30.500000Z');
    expect(event.metadata).toEqual({ weird: { uid: 'C1', name: 'data_before_established' } });
  });

  it('nextcloud: levels from 0 to 4', () => {
    const entry = {
      reqId: 'q',
      level: 3,
      time: '2025-11-11T10:20:30+00:00',
      remoteAddr: '',
      app: 'files',
      message: 'm',
    };
    const event = read(entry);
    expect(event).toMatchObject({ format: 'nextcloud', level: 'ERROR', application: 'files', message: 'm' });
    expect(event.metadata).toEqual({ request_id: 'q', original_level: 3 });
  });

  it('kubernetes-audit', () => {
    const event = read({
      auditID: 'a',
      verb: 'get',
      requestURI: '/api',
      level: 'Metadata',
      responseStatus: { code: 403, reason: 'no' },
      requestReceivedTimestamp: '2025-11-11T10:20:30.123Z',
    });
    expect(event).toMatchObject({
      format: 'kubernetes-audit',
      level: 'WARN',
      message: 'get /api 403',
      timestamp: AT,
    });
    expect(event.metadata).toMatchObject({
      level: 'Metadata',
      status: 403,
      responseStatus: { reason: 'no' },
    });
  });
});

describe('access logs', () => {
  const expected = { client_ip: '192.0.2.7', method: 'GET', path: '/cart', query: 'id=7', status: 502 };

  it('traefik-json', () => {
    const event = read({
      ClientHost: '192.0.2.7',
      ClientUsername: '-',
      DownstreamContentSize: 12,
      DownstreamStatus: 502,
      Duration: 1200000,
      RequestMethod: 'GET',
      RequestPath: '/cart?id=7',
      RequestProtocol: 'HTTP/1.1',
      level: 'info',
      msg: '',
      time: '2025-11-11T10:20:30Z',
    });
    expect(event).toMatchObject({ format: 'traefik-json', level: 'ERROR', message: 'GET /cart?id=7 502' });
    expect(event.metadata).toEqual({
      ...expected,
      level: 'info',
      msg: '',
      bytes: 12,
      duration_ms: 1.2,
      http_version: '1.1',
    });
  });

  it('caddy-json', () => {
    const event = read({
      level: 'error',
      ts: 1762856430.123,
      logger: 'http.log.access',
      msg: 'handled request',
      request: {
        remote_ip: '10.0.0.1',
        client_ip: '192.0.2.7',
        method: 'GET',
        host: 'shop',
        uri: '/cart?id=7',
        headers: { 'User-Agent': ['curl'], Accept: ['*/*'] },
      },
      bytes_read: 0,
      user_id: '',
      duration: 0.0125,
      size: 12,
      status: 502,
      resp_headers: {},
    });
    expect(event).toMatchObject({ format: 'caddy-json', message: 'GET /cart?id=7 502', timestamp: AT });
    expect(event.metadata).toMatchObject({
      ...expected,
      bytes: 12,
      duration_ms: 12.5,
      user_agent: 'curl',
      host: 'shop',
      request: { remote_ip: '10.0.0.1', headers: { Accept: ['*/*'] } },
    });
  });

  it('nginx-json, and a request that is none', () => {
    const line = {
      time_iso8601: '2025-11-11T10:20:30+00:00',
      remote_addr: '192.0.2.7',
      remote_user: '',
      request: 'GET /cart?id=7 HTTP/1.1',
      status: '502',
      body_bytes_sent: '12',
      request_time: '0.012',
      upstream_addr: '10.0.0.3:80',
    };
    const event = read(line);
    expect(event).toMatchObject({ format: 'nginx-json', level: 'ERROR', message: 'GET /cart?id=7 502' });
    expect(event.metadata).toEqual({
      ...expected,
      http_version: '1.1',
      bytes: 12,
      duration_ms: 12,
      upstream: '10.0.0.3:80',
    });
    expect(read({ ...line, request: '\u0016\u0003' }).metadata).toMatchObject({ request: '\u0016\u0003' });
  });

  it('cloudflare', () => {
    const event = read({
      ClientIP: '192.0.2.7',
      ClientRequestMethod: 'GET',
      ClientRequestURI: '/cart?id=7',
      EdgeResponseStatus: 502,
      EdgeStartTimestamp: 1762856430123000000,
      RayID: '8a',
    });
    expect(event).toMatchObject({ format: 'cloudflare', timestamp: AT });
    expect(event.metadata).toEqual({ ...expected, request_id: '8a' });
  });

  it('leaves a member alone whose new name is taken', () => {
    const event = read({ remote_addr: '192.0.2.7', status: 200, request: '-', client_ip: 'own' });
    expect(event.metadata).toMatchObject({ remote_addr: '192.0.2.7', client_ip: 'own' });
  });
});

describe('programs whose records stay json', () => {
  it('CloudNativePG: what PostgreSQL said', () => {
    const event = read({
      level: 'info',
      ts: 1762856430.123,
      logger: 'postgres',
      msg: 'record',
      logging_pod: 'pg-1',
      record: { error_severity: 'FATAL', message: 'no such role', process_id: '7' },
    });
    expect(event).toMatchObject({ format: 'json', level: 'FATAL', source: 'pg-1', message: 'no such role' });
    expect(event.metadata).toEqual({
      level: 'info',
      logger: 'postgres',
      msg: 'record',
      record: { process_id: '7' },
    });
  });

  it('FoundationDB: severities of its own', () => {
    const trace = {
      Severity: '10',
      Time: '1762856430.123',
      Type: 'Role',
      Machine: '192.0.2.1:4500',
      LogGroup: 'default',
    };
    expect(read(trace)).toMatchObject({ format: 'json', level: 'INFO', message: 'Role', timestamp: AT });
    expect(read({ ...trace, Severity: '40' }).level).toBe('ERROR');
  });
});

describe('what is not of a kind', () => {
  it.each([
    ['stream and log alone', { stream: 'stdout', log: 'x' }],
    ['a message that is short', { short_message: 'x', host: 'h' }],
    ['a status', { status: 200, method: 'GET', path: '/' }],
    ['an event of its own', { event_type: 'order', timestamp: '2025-11-11T10:20:30Z', message: 'x' }],
    ['a v', { v: 1, name: 'x', message: 'y' }],
    ['resources', { resource: 'r', category: 'c', message: 'x' }],
  ])('%s', (_name, object) => {
    expect(read(object).format).toBe('json');
  });

  it('is refused by the reader of one format', () => {
    const record = '{"message":"x"}';
    expect(new JsonReader('gelf').parse(record, makeEvent(record))).toBe(record.length);
  });
});
