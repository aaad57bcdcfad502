import { describe, expect, test } from 'vitest';
import { ChunkContext } from '../chunk.js';
import { type EventRecord, LogEvent, type Metadata } from '../event.js';
import { parseJson } from '../json-text.js';
import { parseRfc3339 } from '../time.js';
import { parseFilter } from './parse.js';
import { compileFilter } from './predicate.js';

const METADATA = `{
  "status": 503, "duration_ms": 12.5, "path": "/api/users", "client_ip": "10.1.2.3", "user_id": "7", "cached": false,
  "k8s": {"pod": {"name": "web-1"}, "labels": {"app.kubernetes.io/name": "web"}}, "http.version": "1.1",
  "tags": ["Blue", "red"], "errors": [{"code": 4}, {"code": 5}], "nothing": null, "empty": [], "blank": "",
  "trace": 12345678901234567891, "zip": "01234", "size": 1e3, "peer": "2001:db8::7", "level": "SEVERE"
}`;

const RECORD: EventRecord = {
  id: '72057594037927940',
  timestamp: '2025-11-11T10:20:30.123456Z',
  received_at: '2025-11-11T10:20:31.500000Z',
  level: 'ERROR',
  source: 'host3',
  application: 'auth',
  message: 'GET /api/health: Connection failed, timed out after 30 s (STÖRUNG)\nfoo:bar',
  metadata: parseJson(METADATA) as Metadata,
  format: 'json',
};

function logEvent(): LogEvent {
  const context = new ChunkContext(
    {
      id: '0199a1b0-0000-7000-8000-000000000000',
      source: 'http',
      transport: 'http',
      receivedAtMicros: parseRfc3339(RECORD.received_at)!,
      framing: 'lines',
      count: 1,
      firstId: RECORD.id,
      peers: [],
    },
    0,
    () => '',
  );
  const event = new LogEvent('', context, 0, true);
  const { format, level, source, application, message } = RECORD;
  event.fill(format, parseRfc3339(RECORD.timestamp)!, level, source, application, message, METADATA);
  return event;
}

describe('an event on its way and the same as JSON', () => {
  const TRUE = [
    ...[
      '',
      '*',
      'connection',
      '"connection failed"',
      'GET /api/health',
      'failed OR missing',
      'time*out',
      'störung',
    ],
    ...[
      'foo\\:bar',
      'message:TIMED',
      'message:~"time(d)? ?out"',
      'message:*',
      '-missing',
      'NOT (a b missing)',
    ],
    ...[
      'level:ERROR',
      'level:err',
      'level:>=WARN',
      'level:(ERROR OR WARN)',
      'level:[DEBUG TO FATAL}',
      '-level:FATAL',
    ],
    ...[
      'application:auth',
      'application:a*h',
      'source:~"^host\\d$"',
      '-source:host4',
      'source:>host',
      'format:json',
    ],
    ...[
      'status:503',
      'status:>=500',
      'status:[500 TO 599]',
      'status:{500 TO 504}',
      'status:5*',
      'status:"503"',
    ],
    ...[
      'status:503.0',
      'duration_ms:>12',
      'duration_ms:<=12.5',
      'size:1000',
      'size:10*',
      'user_id:>5',
      'cached:false',
    ],
    ...[
      'path:/api*',
      'path:*users',
      'path:/*/users',
      'path:"/api/users"',
      'client_ip:10.0.0.0/8',
      'peer:2001:db8::/32',
    ],
    ...[
      'k8s.pod.name:web-*',
      'k8s.labels.app.kubernetes.io/name:web',
      'http.version:1.1',
      'k8s.pod:*',
      'blank:*',
    ],
    ...[
      'tags:red',
      'tags:B*',
      'errors.code:5',
      'errors.code:>4',
      'nothing:null',
      '-nothing:*',
      '-empty:*',
      'blank:""',
    ],
    ...['trace:12345678901234567891', 'trace:>12345678901234567890', 'zip:01234', 'metadata.level:SEVERE'],
    ...['timestamp:>2025-11-11T00:00:00Z', 'timestamp:2025-11-11', 'timestamp:2025-11-11T10:20:30.123456Z'],
    ...[
      'received_at:[2025-11-11 TO 2025-11-11]',
      'timestamp:<2025-11-12',
      'id:72057594037927940',
      'id:>1',
      'id:*',
    ],
    ...['-status:200', '-gone:200', 'NOT gone:>5', '-gone:~"x"', 'zip:>1233', '_exists_:status'],
  ];
  const FALSE = [
    ...[
      'missing',
      '"failed connection"',
      'timedout',
      'application:AUTH',
      'application:aut',
      'source:host',
      'path:/API*',
    ],
    ...[
      'status:>503',
      'status:{503 TO 599]',
      'status:50',
      'status:>x',
      'zip:1234',
      'user_id:7.0',
      'path:"/api*"',
    ],
    ...[
      'tags:blue',
      'client_ip:11.0.0.0/8',
      'path:10.0.0.0/8',
      'cached:*x',
      'k8s.pod:web-1',
      'nothing:*',
      'k8s.pod.name.x:*',
    ],
    ...[
      'trace:12345678901234567890',
      'message:~"connection"',
      'message:~"failed.*foo"',
      'level:WARN',
      'level:<ERROR',
    ],
    ...[
      'timestamp:>2025-11-11',
      'timestamp:2025-11-10',
      'id:<5',
      'constructor:*',
      'toString:*',
      '-status:503',
      'gone:null',
    ],
  ];

  test.each(TRUE)('%s is true of both', (filter) => {
    const matches = compileFilter(parseFilter(filter));
    expect([matches(RECORD), matches(logEvent())]).toEqual([true, true]);
  });

  test.each(FALSE)('%s is false of both', (filter) => {
    const matches = compileFilter(parseFilter(filter));
    expect([matches(RECORD), matches(logEvent())]).toEqual([false, false]);
  });
});

test('metadata is looked at only when the filter asks for it, and is left as it was', () => {
  const event = logEvent();
  let looks = 0;
  const peek = event.peekMetadata.bind(event);
  event.peekMetadata = () => {
    looks += 1;
    return peek();
  };
  compileFilter(parseFilter('level:ERROR timeout OR source:x OR timestamp:>2025-11-11'))(event);
  compileFilter(parseFilter('level:WARN status:503'))(event);
  expect(looks).toBe(0);
  expect(compileFilter(parseFilter('status:503'))(event)).toBe(true);
  expect(looks).toBe(1);
  expect(event.clean).toBe(true);
  expect(event.metadataText()).toBe(METADATA);
});

test('one predicate gives the same answer again and again', () => {
  const matches = compileFilter(parseFilter('conn*failed message:~"time"'));
  expect([matches(RECORD), matches(RECORD), matches(RECORD)]).toEqual([true, true, true]);
});

test('many wildcards take no more than a moment', () => {
  const matches = compileFilter(parseFilter(`path:${'*a'.repeat(500)}*b ${'a*'.repeat(500)}b`));
  const text = 'a'.repeat(100_000);
  const started = performance.now();
  expect(matches({ ...RECORD, message: text, metadata: { path: text } })).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
