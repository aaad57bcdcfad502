import { describe, expect, it } from 'vitest';
import { type ExpectedRecord, expectRecord, readRecord } from '../../test/support/records.js';

describe('klog and glog', () => {
  it.each<ExpectedRecord>([
    [
      'E1111 10:20:30.123456    4711 a/reflector.go:138] list failed: timeout',
      'klog',
      'ERROR',
      'list failed: timeout',
      { original_level: 'E', pid: 4711, file: 'a/reflector.go', line: 138 },
    ],
    [
      'I1111 10:20:30.123456       1 x.go:7] "Pod updated" pod="shop/web-1" restarts=3 err="a \\"b\\"" list=[a b] rest of it',
      'klog',
      'INFO',
      'Pod updated rest of it',
      {
        original_level: 'I',
        pid: 1,
        file: 'x.go',
        line: 7,
        pod: 'shop/web-1',
        restarts: 3,
        err: 'a "b"',
        list: '[a b]',
      },
    ],
    [
      'W1111 10:20:30.123456 140735 cache.cc:253] full',
      'glog',
      'WARN',
      'full',
      { original_level: 'W', tid: 140735, file: 'cache.cc', line: 253 },
    ],
    [
      '2025-11-11 10:20:30.123456: I core/port.cc:110] on',
      'glog',
      'INFO',
      'on',
      { original_level: 'I', file: 'core/port.cc', line: 110 },
    ],
  ])('%s', (...line) => expectRecord(line));

  it('assumes year and zone, unless the year is written', () => {
    expect(readRecord('I1111 10:20:30.123456 1 x.go:7] a').assumed).toBe(12);
    const event = readRecord('I20251111 10:20:30.123456 1 x.cc:7] a');
    expect(event).toMatchObject({ assumed: 8, timestamp: '2025-11-11T10:20:30.123456Z' });
    expect(readRecord('I251111 10:20:30.123456 1 x.go:7 ⋮ [n1] a')).toMatchObject({
      format: 'cockroachdb',
      application: 'cockroachdb',
      timestamp: '2025-11-11T10:20:30.123456Z',
      message: 'a',
    });
  });

  it('keeps a day that does not exist', () => {
    expect(readRecord('I0230 10:20:30.123456 1 x.go:7] a').metadata.timestamp).toBe('0230 10:20:30.123456');
  });

  it.each(['I1111 10:20:30.123456 1 x.go:7 a', 'I1111 message', 'E: gone', 'Info 1111'])(
    'leaves alone: %s',
    (record) => {
      expect(readRecord(record).format).toBe('plain');
    },
  );
});

describe('servers of Java', () => {
  it.each<ExpectedRecord>([
    [
      'Nov 11, 2025 10:20:30 AM org.shop.Cart <init>\nWARNING: full',
      'java-util-logging',
      'WARN',
      'full',
      { original_level: 'WARNING', logger: 'org.shop.Cart', function: '<init>' },
    ],
    [
      '11-Nov-2025 10:20:30.123 SEVERE [main] org.shop.Cart.add gone',
      'java-util-logging',
      'ERROR',
      'gone',
      { original_level: 'SEVERE', thread: 'main', logger: 'org.shop.Cart', function: 'add' },
    ],
    [
      '[11/25/25 10:20:30:123 GMT] 0000004c ShopServlet   E   SRVE0026E: gone',
      'websphere',
      'ERROR',
      'SRVE0026E: gone',
      { original_level: 'E', thread: '0000004c', logger: 'ShopServlet', message_id: 'SRVE0026E' },
    ],
  ])('%s', (...line) => expectRecord(line));

  it('reads the times of each', () => {
    expect(readRecord('Nov 11, 2025 1:20:30 PM org.shop.Cart add\nINFO: x').timestamp).toBe(
      '2025-11-11T13:20:30.000000Z',
    );
    expect(readRecord('[11/25/25 10:20:30:123 GMT] 0000004c A I x')).toMatchObject({
      timestamp: '2025-11-25T10:20:30.123000Z',
      assumed: 0,
    });
    expect(readRecord('[11/25/25 10:20:30:123 CET] 0000004c A I x').metadata.timezone).toBe('CET');
  });

  it('reads every cell of WebLogic', () => {
    const event = readRecord(
      "####<Dec 6, 2025, 2:28:18,282 PM EST> <Warning> <Socket> <host-1> <server-1> <[ACTIVE] '14'> <<WLS Kernel>> <> " +
        '<d77d-68> <1765049298282> <[severity-value: 16] > <BEA-000449> <Closing <1> socket.> ',
    );
    expect(event).toMatchObject({
      format: 'weblogic',
      level: 'WARN',
      source: 'host-1',
      message: 'Closing <1> socket.',
      timestamp: '2025-12-06T19:28:18.282000Z',
    });
    expect(event.metadata).toEqual({
      timestamp: 'Dec 6, 2025, 2:28:18,282 PM EST',
      original_level: 'Warning',
      subsystem: 'Socket',
      server: 'server-1',
      thread: "[ACTIVE] '14'",
      user: 'WLS Kernel',
      context_id: 'd77d-68',
      context: '[severity-value: 16]',
      message_id: 'BEA-000449',
    });
  });

  it.each(['####<x> <Info> <a>', '#### heading', '[11/25/25 10:20] x', '11-Nov-2025 10:20:30 INFO x'])(
    'leaves alone: %s',
    (record) => {
      expect(readRecord(record).format).toBe('plain');
    },
  );
});

describe('jvm-gc', () => {
  it.each<ExpectedRecord>([
    [
      '2025-11-11T10:20:30.123+0100: 2.151: [GC pause (young), 0.0140497 secs]',
      'jvm-gc',
      'INFO',
      '[GC pause (young), 0.0140497 secs]',
      { duration_ms: 14.0497, uptime_s: 2.151, gc_action: 'pause', gc_phase: '(young)' },
    ],
    [
      '2025-11-11T10:20:30.123+0100: 2.151: [GC (CMS Initial Mark) [1 CMS-initial-mark: 804K(784K)] 244K(344K), 0.0021716 secs] [Times: user=0.01 sys=0.00, real=0.00 secs]',
      'jvm-gc',
      'INFO',
      '[GC (CMS Initial Mark) [1 CMS-initial-mark: 804K(784K)] 244K(344K), 0.0021716 secs] [Times: user=0.01 sys=0.00, real=0.00 secs]',
      {
        duration_ms: 2.1716,
        heap_after_bytes: 249856,
        heap_bytes: 352256,
        cpu_user_s: 0.01,
        cpu_system_s: 0,
        elapsed_s: 0,
        gc_phase: '(CMS Initial Mark)',
        old_used_bytes: 823296,
        old_size_bytes: 802816,
        uptime_s: 2.151,
      },
    ],
    [
      '2025-11-11T10:20:30.123+0100: 2.151: [GC (CMS Final Remark) [YG occupancy: 10 K (20 K)]2.2: [Rescan (parallel) , 0.0150000 secs]2.3: [weak refs processing, 0.0002000 secs][1 CMS-remark: 30K(40K)] 50K(60K), 0.0450000 secs] [Times: user=0.12 sys=0.01, real=0.04 secs]',
      'jvm-gc',
      'INFO',
      '[GC (CMS Final Remark) [YG occupancy: 10 K (20 K)]2.2: [Rescan (parallel) , 0.0150000 secs]2.3: [weak refs processing, 0.0002000 secs][1 CMS-remark: 30K(40K)] 50K(60K), 0.0450000 secs] [Times: user=0.12 sys=0.01, real=0.04 secs]',
      {
        uptime_s: 2.151,
        duration_ms: 45,
        heap_after_bytes: 51200,
        heap_bytes: 61440,
        cpu_user_s: 0.12,
        cpu_system_s: 0.01,
        elapsed_s: 0.04,
        gc_phase: '(CMS Final Remark)',
        gc_phases: { rescan: 15, weak_refs_processing: 0.2 },
        young_used_bytes: 10240,
        young_size_bytes: 20480,
        old_used_bytes: 30720,
        old_size_bytes: 40960,
      },
    ],
    [
      '2025-11-11T10:20:30.123+0100: 2.151: [GC pause (G1 Evacuation Pause) (young), 0.0500000 secs] [Parallel Time: 12.8 ms, GC Workers: 20] [Update RS (ms): Min: 0.0, Avg: 1.5, Max: 10.3, Diff: 10.3, Sum: 25.7] [Clear CT: 1.5 ms] [Eden: 2.0K(4.0K)->0.0B(8.0K) Survivors: 1.0K->2.0K Heap: 3.0K(6.0K)->1.0K(6.0K)]',
      'jvm-gc',
      'INFO',
      '[GC pause (G1 Evacuation Pause) (young), 0.0500000 secs] [Parallel Time: 12.8 ms, GC Workers: 20] [Update RS (ms): Min: 0.0, Avg: 1.5, Max: 10.3, Diff: 10.3, Sum: 25.7] [Clear CT: 1.5 ms] [Eden: 2.0K(4.0K)->0.0B(8.0K) Survivors: 1.0K->2.0K Heap: 3.0K(6.0K)->1.0K(6.0K)]',
      {
        uptime_s: 2.151,
        duration_ms: 50,
        gc_action: 'pause',
        gc_phase: '(G1 Evacuation Pause) (young)',
        gc_workers: 20,
        gc_phases: {
          parallel_time: 12.8,
          update_rs: { min: 0, avg: 1.5, max: 10.3, diff: 10.3, sum: 25.7 },
          clear_ct: 1.5,
        },
        eden_before_bytes: 2048,
        eden_size_before_bytes: 4096,
        eden_after_bytes: 0,
        eden_size_bytes: 8192,
        survivors_before_bytes: 1024,
        survivors_after_bytes: 2048,
        heap_before_bytes: 3072,
        heap_size_before_bytes: 6144,
        heap_after_bytes: 1024,
        heap_bytes: 6144,
      },
    ],
    [
      '[12.345s][info][gc] GC(3) Pause Young (Normal) 51M->12M(256M) 8.125ms',
      'jvm-gc',
      'INFO',
      'GC(3) Pause Young (Normal) 51M->12M(256M) 8.125ms',
      {
        uptime_s: 12.345,
        tags: 'gc',
        duration_ms: 8.125,
        heap_before_bytes: 53477376,
        heap_after_bytes: 12582912,
        heap_bytes: 268435456,
      },
    ],
    [
      '[2025-11-11T10:20:30.123+0000][471][gc,heap,exit  ] Heap',
      'jvm-gc',
      'INFO',
      'Heap',
      { pid: 471, tags: 'gc,heap,exit' },
    ],
  ])('%s', (...line) => expectRecord(line));
});

describe('dotnet', () => {
  it('takes the indent away', () => {
    expectRecord([
      'fail: Shop.Orders[14]\n      Order failed\n      System.InvalidOperationException: gone\n         at Shop.A() in a.cs:line 3',
      'dotnet',
      'ERROR',
      'Order failed',
      {
        original_level: 'fail',
        logger: 'Shop.Orders',
        event_id: 14,
        exception: 'System.InvalidOperationException',
        stack_trace: 'System.InvalidOperationException: gone\n   at Shop.A() in a.cs:line 3',
      },
    ]);
  });
  it.each(['info: started', 'warn: Shop.Orders gone', 'fail: [14]'])('leaves alone: %s', (record) => {
    expect(readRecord(record).format).toBe('plain');
  });
});

describe('logcat', () => {
  it.each<ExpectedRecord>([
    [
      '11-11 10:20:30.123  1000 23402 23403 V Camera: on',
      'logcat',
      'TRACE',
      'on',
      { original_level: 'V', user: '1000', pid: 23402, tid: 23403, logger: 'Camera' },
    ],
    [
      '11-11 10:20:30.123 13850 13851 D Screen  : a: b',
      'logcat',
      'DEBUG',
      'a: b',
      { original_level: 'D', pid: 13850, tid: 13851, logger: 'Screen' },
    ],
    [
      'W/Screen ( 1766): gone',
      'logcat',
      'WARN',
      'gone',
      { original_level: 'W', pid: 1766, logger: 'Screen' },
    ],
  ])('%s', (...line) => expectRecord(line));
  it.each(['11-11 10:20:30 x', 'W/x: y', 'I/O error (disk 7): bad'])('leaves alone: %s', (record) => {
    expect(readRecord(record).format).not.toBe('logcat');
  });
});

describe('Go', () => {
  it.each<ExpectedRecord>([
    ['2025/11/11 10:20:30 a/b.go:12: up', 'go-log', 'INFO', 'up', { file: 'a/b.go', line: 12 }],
    ['2025/11/11 10:20:30.123456 up', 'go-log', 'INFO', 'up', {}],
    ['2025/11/11 10:20:30 [WARN] too slow', 'go-log', 'WARN', 'too slow', {}],
  ])('%s', (...line) => expectRecord(line));

  it('reads panics', () => {
    const text = 'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1';
    const event = readRecord(text);
    expect(event).toMatchObject({
      format: 'go-panic',
      level: 'FATAL',
      message: 'panic: runtime error: index out of range',
    });
    expect(event.metadata).toEqual({ exception: 'runtime error', stack_trace: text });
    expect(readRecord('goroutine 7 [chan receive, 3 minutes]:\nmain.f()').level).toBe('ERROR');
  });

  it.each(['2025/11/11 10:20:30 started', 'panic: now\nthen calm', 'goroutine 7 leaked'])(
    'leaves alone: %s',
    (record) => {
      expect(readRecord(record).format).toBe('plain');
    },
  );
});

describe('python-traceback', () => {
  it('says what was raised', () => {
    const text =
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    x\nshop.errors.Gone: no\nmore';
    const event = readRecord(text);
    expect(event).toMatchObject({
      format: 'python-traceback',
      level: 'ERROR',
      message: 'shop.errors.Gone: no',
    });
    expect(event.metadata).toEqual({ exception: 'shop.errors.Gone', stack_trace: text });
    expect(readRecord('Traceback (most recent call last):').format).toBe('python-traceback');
  });
});

describe('what programs write in their messages', () => {
  it.each<ExpectedRecord>([
    [
      '2025-11-11T10:20:30.123456Z: [INFO]: (192.0.2.7:40123): GET /rpc/report?a=b HTTP/1.1: 200',
      'application-log',
      'INFO',
      '(192.0.2.7:40123): GET /rpc/report?a=b HTTP/1.1: 200',
      {
        client_ip: '192.0.2.7',
        client_port: 40123,
        method: 'GET',
        path: '/rpc/report',
        query: 'a=b',
        http_version: '1.1',
        status: 200,
      },
    ],
  ])('%s', (...line) => expectRecord(line));
});
