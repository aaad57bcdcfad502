import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { LineReader } from './support/databases/line-reader.js';
import { MYSQL_ERROR_SHAPES, MYSQL_GENERAL_SHAPES } from './support/databases/mysql.js';
import { MysqlSlowReader } from './support/databases/mysql-slow.js';

const error = new LineReader('mysql-error', MYSQL_ERROR_SHAPES);
const general = new LineReader('mysql-general', MYSQL_GENERAL_SHAPES);
const slow = new MysqlSlowReader();

function read(parser: Parser, record: string): LogEvent {
  const event = makeEvent(record);
  expect(parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

describe('mysql-error', () => {
  it.each([
    [
      '2025-11-11T10:20:30.123456Z 8 [Warning] [MY-010055] [Server] x',
      'WARN',
      { original_level: 'Warning', thread_id: 8, code: 'MY-010055', subsystem: 'Server' },
    ],
    [
      '2025-11-11T11:20:30.123456+01:00 0 [System] [MY-010931] [Server] x',
      'INFO',
      { original_level: 'System', thread_id: 0, code: 'MY-010931', subsystem: 'Server' },
    ],
    ['2025-11-11T10:20:30.123456Z 0 [Note] x', 'INFO', { original_level: 'Note', thread_id: 0 }],
    ['2025-11-11 10:20:30 139651251140544 [ERROR] x', 'ERROR', { thread_id: 139651251140544 }],
    ['251111 10:20:30 [Warning] x', 'WARN', { original_level: 'Warning' }],
    ['251111 10:20:30 mysqld_safe x', 'INFO', {}],
    ['251111 10:20:30  InnoDB: x', 'INFO', {}],
  ])('reads %j', (record, level, metadata) => {
    const event = read(error, record);
    expect(event).toMatchObject({ format: 'mysql-error', level, metadata });
    expect(event.timestamp).toMatch(/^2025-11-11T10:20:30\./);
    expect(event.message).toMatch(/^(?:InnoDB: )?x$/);
  });

  it('reads hours of one digit, the program, and the line without a time', () => {
    expect(read(error, '2025-11-11  7:20:30 0 [Note] x').timestamp).toBe('2025-11-11T07:20:30.000000Z');
    expect(read(error, '251111 10:20:30 mysqld_safe x').application).toBe('mysqld_safe');
    expect(read(error, "Version: '8.4.3'  socket: '/run/mysqld.sock'  port: 3306").timestampMicros).toBe(
      ARRIVAL_MICROS,
    );
  });

  it.each([
    '2025-11-11T10:20:30.123456Z 8 [warn] x',
    '2025-11-11 10:20:30 [Warning] x',
    '251111 10:20:30 INFO x',
    '251111 10:20:30',
    'Version: 1.2',
    '',
  ])('does not claim %j', (record) => {
    expect(error.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});

describe('mysql-general', () => {
  it.each([
    [
      '2025-11-11T10:20:30.123456Z\t   42 Query\tSELECT 1',
      'Query SELECT 1',
      { thread_id: 42, command: 'Query', statement: 'SELECT 1' },
    ],
    [
      '2025-11-11T10:20:30.123456Z\t   42 Init DB\torders',
      'Init DB orders',
      { thread_id: 42, command: 'Init DB', database: 'orders' },
    ],
    ['2025-11-11T10:20:30.123456Z\t   42 Quit\t', 'Quit', { thread_id: 42, command: 'Quit' }],
    [
      '251111 10:20:30\t   42 Query\tSELECT\n1',
      'Query SELECT\n1',
      { thread_id: 42, command: 'Query', statement: 'SELECT\n1' },
    ],
    [
      '\t\t   42 Query\tSELECT 1',
      'Query SELECT 1',
      { thread_id: 42, command: 'Query', statement: 'SELECT 1' },
    ],
  ])('reads %j', (record, message, metadata) => {
    expect(read(general, record)).toMatchObject({ format: 'mysql-general', message, metadata });
  });

  it.each(['2025-11-11T10:20:30.123456Z\t42 Queried\tx', '\t42 x', '251111 10:20:30 Query', ''])(
    'does not claim %j',
    (record) => {
      expect(general.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
    },
  );
});

describe('mysql-slow', () => {
  it('keeps a thread that is not the connection', () => {
    const head = '# User@Host: shop[shop] @ web-1 []  Id:    35\n';
    const event = read(slow, `${head}# Thread_id: 55   Killed: 0  Errno: 0\nSELECT 1;`);
    expect(event.metadata).toMatchObject({ thread_id: 35, server_thread_id: 55 });
    expect(read(slow, `${head}# Thread_id: 35\nSELECT 1;`).metadata).not.toHaveProperty('server_thread_id');
  });

  it('reads a whole block', () => {
    const event = read(
      slow,
      [
        '# Time: 2025-11-11T10:20:30.123456Z',
        '# User@Host: shop[shop_owner] @ web-1 [192.0.2.7]  Id:    42',
        '# Thread_id: 42  Schema: orders  QC_hit: No',
        '# Query_time: 178.306017  Lock_time: 0.000031 Rows_sent: 1  Rows_examined: 53000',
        '# Full_scan: Yes  Last_errno: 1370  Bytes_sent: 99',
        '# No InnoDB statistics available for this query',
        'use orders;',
        'SET timestamp=1762856428;',
        'SELECT 1',
        'FROM a;',
      ].join('\n'),
    );
    expect(event).toMatchObject({
      format: 'mysql-slow',
      timestamp: '2025-11-11T10:20:30.123456Z',
      message: 'SELECT 1\nFROM a;',
    });
    expect(event.metadata).toEqual({
      user: 'shop',
      current_user: 'shop_owner',
      client_host: 'web-1',
      client_ip: '192.0.2.7',
      thread_id: 42,
      database: 'orders',
      query_cache_hit: false,
      duration_ms: 178306.017,
      lock_ms: 0.031,
      rows_sent: 1,
      rows_examined: 53000,
      full_scan: true,
      error_code: 1370,
      bytes_sent: 99,
      note: 'No InnoDB statistics available for this query',
      started: 1762856428,
      statement: 'SELECT 1\nFROM a;',
    });
  });

  it('takes the time of the statement where there is no other', () => {
    const event = read(
      slow,
      '# Query_time: 2.5  Schema:   QC_hit: Yes\nSET timestamp=1762856430;\nSELECT 1;\n# Time: 251111 10:21:00',
    );
    expect(event).toMatchObject({ timestamp: '2025-11-11T10:20:30.000000Z', message: 'SELECT 1;' });
    expect(event.metadata).toEqual({
      duration_ms: 2500,
      query_cache_hit: true,
      next_time: '251111 10:21:00',
      statement: 'SELECT 1;',
    });
  });

  it.each([
    ['# Time: 251111 10:20:30', {}],
    ['# User@Host: root[root] @ localhost []', { user: 'root', client_host: 'localhost' }],
    ['# User@Host: root[root] @  [2001:db8::7]', { user: 'root', client_ip: '2001:db8::7' }],
    ['# administrator command: Ping;', { command: 'Ping' }],
    ['SET timestamp=1762856430;', {}],
    ['SET timestamp=1762856430;\nuse orders;\nSELECT 1;', { database: 'orders', statement: 'SELECT 1;' }],
  ])('reads a line alone: %j', (record, metadata) => {
    expect(read(slow, record).metadata).toEqual(metadata);
  });

  it('keeps a time that is none', () => {
    expect(read(slow, '# Time: soon\n# Query_time: 1').metadata).toEqual({
      timestamp: 'soon',
      duration_ms: 1000,
    });
  });

  it.each(['# comment', '#Fields: a b', '# Time', 'SELECT 1;', 'SET x=1;', ''])(
    'does not claim %j',
    (record) => {
      expect(slow.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
    },
  );
});
