import { describe, expect, it } from 'vitest';
import { type ExpectedRecord, expectRecord, readRecord } from '../../test/support/records.js';

const D = '2025-11-11 10:20:30,123';
const ISO = '2025-11-11T10:20:30.123Z';

describe('log4j and logback', () => {
  const lines: ExpectedRecord[] = [
    [
      `${D} INFO  [main] com.foo.Bar:42 - up`,
      'log4j',
      'INFO',
      'up',
      { thread: 'main', logger: 'com.foo.Bar', line: 42 },
    ],
    [
      `${D} WARN [main] com.foo.Bar: slow`,
      'log4j',
      'WARN',
      'slow',
      { thread: 'main', logger: 'com.foo.Bar' },
    ],
    [
      `${D} INFO [main      ] FarmApplication    : up`,
      'log4j',
      'INFO',
      'up',
      { thread: 'main', logger: 'FarmApplication' },
    ],
    [
      `${D} [http-[1]-2] ERROR Orders - gone`,
      'log4j',
      'ERROR',
      'gone',
      { thread: 'http-[1]-2', logger: 'Orders' },
    ],
    [`${D} [req=7f, org=] INFO  c.f.Bar - up`, 'log4j', 'INFO', 'up', { req: '7f', logger: 'c.f.Bar' }],
    [
      `${D} DEBUG c.f.Bar (Bar.java:run(12)) - up`,
      'log4j',
      'DEBUG',
      'up',
      { logger: 'c.f.Bar', file: 'Bar.java', function: 'run', line: 12 },
    ],
    [`${D} INFO org.apache.hadoop.Node: up`, 'log4j', 'INFO', 'up', { logger: 'org.apache.hadoop.Node' }],
    [`25/11/11 10:20:30 INFO Remoting: up`, 'log4j', 'INFO', 'up', { logger: 'Remoting' }],
    [
      `${D} ERROR [org.shop.Orders] (default task-1) gone`,
      'log4j',
      'ERROR',
      'gone',
      { logger: 'org.shop.Orders', thread: 'default task-1' },
    ],
    [
      `${D} | WARN  | store | is full | org.shop.Store | main`,
      'activemq',
      'WARN',
      'store | is full',
      { logger: 'org.shop.Store', thread: 'main' },
    ],
    [`[${D}]   INFO -   shop.SERVER - up`, 'log4j', 'INFO', 'up', { logger: 'shop.SERVER' }],
    [
      `[${D}] WARN gone (com.shop.Cache:main (7))`,
      'log4j',
      'WARN',
      'gone',
      { logger: 'com.shop.Cache', thread: 'main (7)' },
    ],
    [
      `${D} INFO gone (com.shop.Cache) [worker:1]`,
      'log4j',
      'INFO',
      'gone',
      { logger: 'com.shop.Cache', thread: 'worker:1' },
    ],
    [
      `54 [main] INFO com.foo.Bar - up`,
      'log4j',
      'INFO',
      'up',
      { uptime_ms: 54, thread: 'main', logger: 'com.foo.Bar' },
    ],
    [
      `${D} [main] INFO  MyApp - 1234567 123 - up`,
      'log4j',
      'INFO',
      'up',
      { thread: 'main', logger: 'MyApp', trace_id: '1234567', span_id: '123' },
    ],
    [
      `${ISO}\tINFO\tquery-1\tio.shop.Query\ttook 3 ms`,
      'log4j',
      'INFO',
      'took 3 ms',
      { thread: 'query-1', logger: 'io.shop.Query' },
    ],
  ];
  it.each(lines)('%s', (...line) => expectRecord(line));

  it('keeps the stack trace apart', () => {
    const event = readRecord(
      `${D} ERROR [main] c.f.Bar - pay failed\njava.io.IOException: gone\n\tat a.B.c(B.java:1)`,
    );
    expect(event.message).toBe('pay failed');
    expect(event.metadata).toMatchObject({
      exception: 'java.io.IOException',
      stack_trace: 'java.io.IOException: gone\n\tat a.B.c(B.java:1)',
    });
  });

  it('reads the time, with and without zone', () => {
    expect(readRecord(`${D} INFO [main] a.B - x`)).toMatchObject({
      timestamp: '2025-11-11T10:20:30.123000Z',
      assumed: 8,
    });
    expect(readRecord(`${ISO} INFO [main] a.B - x`).assumed).toBe(0);
    expect(readRecord('2025-11-11 10:20:30 UTC | CORE | INFO | (a/b.go:12 in work) | up')).toMatchObject({
      format: 'application-log',
      assumed: 0,
      message: 'up',
    });
  });
});

describe('spring-boot', () => {
  const lines: ExpectedRecord[] = [
    [
      `${ISO}  INFO 4711 --- [           main] c.e.App                : up`,
      'spring-boot',
      'INFO',
      'up',
      { pid: 4711, thread: 'main', logger: 'c.e.App' },
    ],
    [
      `${ISO}  WARN 4711 --- [shop] [task-1] [6618a4de8f36bf71c60b2982181e6d36-c66827472589372a] c.e.App : up`,
      'spring-boot',
      'WARN',
      'up',
      {
        pid: 4711,
        thread: 'task-1',
        logger: 'c.e.App',
        trace_id: '6618a4de8f36bf71c60b2982181e6d36',
        span_id: 'c66827472589372a',
      },
    ],
    [
      `2025-11-11 10:20:30.123  INFO [shop,5a1b2c3d4e5f6071,5a1b2c3d4e5f6072,true] 1 --- [main] c.e.App : up`,
      'spring-boot',
      'INFO',
      'up',
      {
        pid: 1,
        thread: 'main',
        logger: 'c.e.App',
        trace_id: '5a1b2c3d4e5f6071',
        span_id: '5a1b2c3d4e5f6072',
      },
    ],
  ];
  it.each(lines)('%s', (...line) => expectRecord(line));
  it('names the application', () => {
    expect(readRecord(lines[1]![0]).application).toBe('shop');
    expect(readRecord(lines[2]![0]).application).toBe('shop');
  });
});

describe('python-logging', () => {
  const lines: ExpectedRecord[] = [
    [
      `${D} - shop.orders - WARNING - low`,
      'python-logging',
      'WARN',
      'low',
      { logger: 'shop.orders', original_level: 'WARNING' },
    ],
    [`${D} - INFO - up`, 'python-logging', 'INFO', 'up', {}],
    ['ERROR:shop.orders:gone', 'python-logging', 'ERROR', 'gone', { logger: 'shop.orders' }],
    ['INFO:     Uvicorn running', 'python-logging', 'INFO', 'Uvicorn running', {}],
    [`[${D}] ERROR in app: gone`, 'python-logging', 'ERROR', 'gone', { logger: 'app' }],
    ['[2025-11-11 10:20:30 +0000] [17] [INFO] Booting', 'python-logging', 'INFO', 'Booting', { pid: 17 }],
    [
      `[${D}: INFO/ForkPoolWorker-1] shop.pay[0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0]: paid`,
      'python-logging',
      'INFO',
      'paid',
      { thread: 'ForkPoolWorker-1', task: 'shop.pay', task_id: '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0' },
    ],
    [`[${D}] {{dag.py:820}} INFO - go`, 'python-logging', 'INFO', 'go', { file: 'dag.py', line: 820 }],
    [
      '2025-11-11 10:20:30.123 4711 INFO nova.api [req-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0 demo shop - -] GET /',
      'python-logging',
      'INFO',
      'GET /',
      {
        pid: 4711,
        logger: 'nova.api',
        request_id: 'req-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',
        context: 'req-0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0 demo shop - -',
      },
    ],
    [
      `${D} INFO [main] [server.py:47] [trace_id=f63b span_id=e784 trace_sampled=True] - got it`,
      'python-logging',
      'INFO',
      'got it',
      {
        logger: 'main',
        file: 'server.py',
        line: 47,
        trace_id: 'f63b',
        span_id: 'e784',
        trace_sampled: 'True',
      },
    ],
    [
      `Thread-19::INFO::${D}::task::94::Storage::(run) go`,
      'python-logging',
      'INFO',
      'go',
      { thread: 'Thread-19', module: 'task', line: 94, logger: 'Storage', function: 'run' },
    ],
  ];
  it.each(lines)('%s', (...line) => expectRecord(line));

  it('keeps the traceback apart', () => {
    const event = readRecord(
      `${D} - shop - ERROR - failed\nTraceback (most recent call last):\n  File "a.py", line 1\nshop.Gone: x`,
    );
    expect(event.message).toBe('failed');
    expect(event.metadata.exception).toBe('shop.Gone');
  });
});

describe('other frames', () => {
  const lines: ExpectedRecord[] = [
    ['2025-11-11 10:20:30.123 +00:00 [WRN] low', 'serilog', 'WARN', 'low', { original_level: 'WRN' }],
    [
      `${ISO}\tinfo\tgrpc\tserver/http.go:87\tup\t{"port": 8080}`,
      'zap',
      'INFO',
      'up',
      { file: 'server/http.go', line: 87, logger: 'grpc', fields: { port: 8080 } },
    ],
    [
      `${ISO}\terror\ta/b.go:1\tgone\nmain.run\n\t/srv/main.go:7`,
      'zap',
      'ERROR',
      'gone',
      { file: 'a/b.go', line: 1, stack_trace: 'main.run\n\t/srv/main.go:7' },
    ],
    [`${ISO}  INFO shop::orders: paid id=7`, 'rust-tracing', 'INFO', 'paid id=7', { logger: 'shop::orders' }],
    [`[2025-11-11T10:20:30Z ERROR main] gone`, 'rust-tracing', 'ERROR', 'gone', { logger: 'main' }],
    [
      '2025-11-11 10:20:30 upgrade openssl:amd64 3.0.16-1 3.0.17-1',
      'dpkg',
      'INFO',
      '2025-11-11 10:20:30 upgrade openssl:amd64 3.0.16-1 3.0.17-1',
      { action: 'upgrade', package: 'openssl:amd64', old_version: '3.0.16-1', new_version: '3.0.17-1' },
    ],
    [`${D} DEBG fd 7 closed`, 'supervisord', 'DEBUG', 'fd 7 closed', { original_level: 'DEBG' }],
    [
      '[2025-11-11 10:20:30.123][8][info][config] [source/server.cc:168] loading',
      'application-log',
      'INFO',
      'loading',
      { tid: 8, logger: 'config', file: 'source/server.cc', line: 168 },
    ],
    [
      `${ISO} info vpxd[05160] [Originator@6876 sub=Orders opID=7e12] up`,
      'vmware',
      'INFO',
      'up',
      { tid: '05160', sub: 'Orders', opID: '7e12' },
    ],
    ['INFO: 2025/11/11 10:20:30.123456 peer is up', 'go-log', 'INFO', 'peer is up', {}],
  ];
  it.each(lines)('%s', (...line) => expectRecord(line));

  it('takes the day of a clock from the arrival', () => {
    const event = readRecord('[10:20:30 INF] up');
    expect(event).toMatchObject({ format: 'serilog', message: 'up', assumed: 24 });
    expect(event.timestamp).toContain('T10:20:30.000000Z');
  });
});

it.each([
  `${D} INFO started in 3 ms`,
  `${D} ERROR TypeError: x is not a function`,
  `${D} ERROR Connection: refused`,
  `${D} [INFO] started`,
  `[${D}] INFO started (in 3 ms)`,
  `${D} INFO [worker-1] failed: reason`,
  `${D} [worker-1] INFO failed: reason`,
  `${D} ERROR Timeout - retrying`,
  '[2025-11-11 10:20:30] INFO Deployed (v1.2.3)',
  `${D} INFO success: it works`,
  `${D} status changed`,
  'INFO: started',
  'Error: something - happened',
  '2025-11-11 hello',
  '2025-11-11 10:20:30',
  `${D} INFO [main]`,
  'Warning: 12 [main] things',
  '12 bottles of beer | on the wall',
])('leaves alone: %s', (record) => {
  expect(readRecord(record).format).toBe('plain');
});
