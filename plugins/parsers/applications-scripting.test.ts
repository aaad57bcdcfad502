import { describe, expect, it } from 'vitest';
import { readRecord } from '../../test/support/records.js';

describe('ruby-logger and rails', () => {
  it('reads the frame', () => {
    const event = readRecord('E, [2025-11-11T10:20:30.123456 #4711] ERROR -- shop: pay failed');
    expect(event).toMatchObject({
      format: 'ruby-logger',
      level: 'ERROR',
      application: 'shop',
      message: 'pay failed',
      timestamp: '2025-11-11T10:20:30.123456Z',
    });
    expect(event.metadata).toEqual({ pid: 4711 });
  });

  it('reads the request that Rails tells of', () => {
    const event = readRecord(
      'I, [2025-11-11T10:20:30.123456 #1]  INFO -- : [4eebb5e2-2f13-42f8-8644-d6c9a9e244f0] Completed 404 Not Found in 18ms (Views: 0.4ms | ActiveRecord: 14.3ms | Allocations: 1002)',
    );
    expect(event.metadata).toEqual({
      pid: 1,
      request_id: '4eebb5e2-2f13-42f8-8644-d6c9a9e244f0',
      status: 404,
      duration_ms: 18,
      views_ms: 0.4,
      active_record_ms: 14.3,
      allocations: 1002,
    });
  });

  it('reads the lines without a frame', () => {
    const started = readRecord('Started GET "/orders?page=2" for 192.0.2.7 at 2025-11-11 10:20:30 +0100');
    expect(started).toMatchObject({ format: 'rails', timestamp: '2025-11-11T09:20:30.000000Z', assumed: 2 });
    expect(started.metadata).toEqual({
      method: 'GET',
      path: '/orders',
      query: 'page=2',
      client_ip: '192.0.2.7',
    });
    const processing = readRecord('Processing by Shop::OrdersController#index as HTML');
    expect(processing.metadata).toEqual({
      controller: 'Shop::OrdersController',
      action: 'index',
      request_format: 'HTML',
    });
    expect(readRecord('Completed 500 Internal Server Error in 9ms')).toMatchObject({ level: 'ERROR' });
  });

  it.each([
    'Started GET',
    'Completed in 3ms',
    'Processing by hand',
    'E, a letter',
    'Started server for 3 users',
  ])('leaves alone: %s', (record) => {
    expect(readRecord(record).format).toBe('plain');
  });
});

describe('php-error', () => {
  it('reads kind, place and time in a named zone', () => {
    const event = readRecord(
      '[11-Nov-2025 10:20:30 Europe/Berlin] PHP Warning:  Undefined variable $a in /srv/a.php on line 12',
    );
    expect(event).toMatchObject({
      format: 'php-error',
      level: 'WARN',
      message: 'Undefined variable $a in /srv/a.php on line 12',
      timestamp: '2025-11-11T09:20:30.000000Z',
      assumed: 0,
    });
    expect(event.metadata).toEqual({
      original_level: 'Warning',
      timezone: 'Europe/Berlin',
      file: '/srv/a.php',
      line: 12,
    });
  });

  it('reads an exception nobody caught', () => {
    const event = readRecord(
      '[11-Nov-2025 10:20:30 UTC] PHP Fatal error:  Uncaught Shop\\Gone: no in /srv/a.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 3',
    );
    expect(event.level).toBe('FATAL');
    expect(event.metadata).toMatchObject({ exception: 'Shop\\Gone', file: '/srv/a.php', line: 3 });
    expect(event.metadata.stack_trace).toMatch(/^Stack trace:\n#0/);
  });

  it('reads PHP-FPM', () => {
    expect(readRecord('[11-Nov-2025 10:20:30] WARNING: [pool www] seems busy')).toMatchObject({
      format: 'php-error',
      application: 'php-fpm',
      message: 'seems busy',
    });
  });

  it.each(['PHP is fun', '[11-Nov-2025 10:20:30] hello', 'PHP Warning'])('leaves alone: %s', (record) => {
    expect(readRecord(record).format).toBe('plain');
  });
});

describe('monolog', () => {
  it('reads context and extra', () => {
    const event = readRecord(
      '[2025-11-11 10:20:30] shop.pay.ERROR: {x} failed {"order":{"id":7}} {"ip":"::1"}',
    );
    expect(event).toMatchObject({ format: 'monolog', level: 'ERROR', message: '{x} failed' });
    expect(event.metadata).toEqual({
      logger: 'shop.pay',
      context: { order: { id: 7 } },
      extra: { ip: '::1' },
    });
    const empty = readRecord('[2025-11-11T10:20:30.123456+01:00] app.NOTICE: up [] []');
    expect(empty.message).toBe('up');
    expect(empty.metadata).toEqual({ logger: 'app', original_level: 'NOTICE' });
  });

  it('reads an exception of Laravel with its line feeds', () => {
    const event = readRecord(
      '[2025-11-11 10:20:30] local.ERROR: gone {"exception":"[object] (Shop\\\\Gone(code: 0): gone at /srv/a.php:12)\n[stacktrace]\n#0 /srv/b.php(7): a()\n#1 {main}\n"} \n',
    );
    expect(event.message).toBe('gone');
    expect(event.metadata).toMatchObject({ exception: 'Shop\\Gone', file: '/srv/a.php', line: 12 });
    expect(event.metadata.stack_trace).toContain('#0 /srv/b.php(7): a()');
  });

  it('keeps JSON that is cut off in the message', () => {
    expect(readRecord('[2025-11-11 10:20:30] local.INFO: up {"a":').message).toBe('up {"a":');
  });
});

describe('containers', () => {
  it('opens what CRI wraps', () => {
    const event = readRecord(
      '2025-11-11T10:20:30.123456789Z stderr F 2025-11-11 10:20:29,001 ERROR [main] a.B - gone',
    );
    expect(event).toMatchObject({
      format: 'cri',
      level: 'ERROR',
      message: 'gone',
      timestamp: '2025-11-11T10:20:29.001000Z',
    });
    expect(event.metadata).toMatchObject({ stream: 'stderr', tag: 'F', thread: 'main', logger: 'a.B' });
    expect(readRecord('2025-11-11T10:20:30.1Z stdout P half a')).toMatchObject({
      format: 'cri',
      message: 'half a',
    });
    expect(readRecord('2025-11-11T10:20:30.1Z stdout F').message).toBe('');
  });

  it('reads frames in syslog, behind its blank, too', () => {
    const event = readRecord('<6> 2025-11-11 10:20:30.123 +00:00 [ERR] - gone');
    expect(event).toMatchObject({ format: 'syslog-rfc3164', level: 'ERROR', message: 'gone' });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.123000Z');
  });

  it('tells lines of docker compose by number, colour or alignment', () => {
    const event = readRecord(
      '\u001b[36mweb-1  | \u001b[0m2025-11-11T10:20:30.123456789Z {"msg":"up","level":"warn"}',
    );
    expect(event).toMatchObject({
      format: 'docker-compose',
      application: 'web',
      level: 'WARN',
      message: 'up',
    });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.123456Z');
    expect(event.metadata.container_number).toBe(1);
    expect(readRecord('shop_db_1 | ready').application).toBe('shop_db');
    expect(readRecord('db  | ready')).toMatchObject({
      format: 'docker-compose',
      application: 'db',
      message: 'ready',
    });
  });

  it.each([
    'a | b',
    '2025-11-11T10:20:30Z stdout message',
    '2025-11-11T10:20:30Z stdout X message',
    'ls -l | wc',
    '| a | b |',
  ])('leaves alone: %s', (record) => {
    expect(readRecord(record).format).toBe('plain');
  });
});
