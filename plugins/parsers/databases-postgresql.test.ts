import { describe, expect, it } from 'vitest';
import { ASSUMED_ZONE } from '../../pipeline/assumed.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import { LineReader } from './support/databases/line-reader.js';
import { PGBOUNCER_SHAPES } from './support/databases/poolers.js';
import { PostgresqlReader } from './support/databases/postgresql.js';
import { PostgresqlCsvReader } from './support/databases/postgresql-csv.js';

const postgresql = new PostgresqlReader();
const csv = new PostgresqlCsvReader();
const pgbouncer = new LineReader('pgbouncer', PGBOUNCER_SHAPES);

function read(
  record: string,
  reader: { parse(record: string, event: LogEvent): number } = postgresql,
): LogEvent {
  const event = makeEvent(record);
  expect(reader.parse(record, event)).toBe(CLAIMED);
  return event;
}

/** As the message of syslog, whose tag says which program wrote it. */
function readOf(application: string, record: string): number {
  const event = makeEvent(record);
  event.application = application;
  return postgresql.parse(record, event);
}

describe('postgresql', () => {
  it('reads time, process, session and statement', () => {
    const event = read(
      '2025-11-11 10:20:30.123 CET [4711] shop@orders LOG:  duration: 12.345 ms  statement: SELECT 1;\n\t-- two',
    );
    expect(event).toMatchObject({
      format: 'postgresql',
      timestamp: '2025-11-11T09:20:30.123000Z',
      level: 'INFO',
      message: 'duration: 12.345 ms  statement: SELECT 1;\n\t-- two',
      assumed: 0,
    });
    expect(event.metadata).toEqual({
      original_level: 'LOG',
      timezone: 'CET',
      pid: 4711,
      user: 'shop',
      database: 'orders',
      duration_ms: 12.345,
      statement: 'SELECT 1;\n\t-- two',
    });
  });

  it('says that a zone nobody can be sure of was not used', () => {
    const event = read('2025-11-11 10:20:30 IST [1] LOG:  ready');
    expect(event.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    expect(event.assumed & ASSUMED_ZONE).toBe(ASSUMED_ZONE);
    expect(event.metadata.timezone).toBe('IST');
  });

  it.each([
    [
      '[4711]: [12-1] user=shop,db=orders,app=psql,client=192.0.2.7 ',
      {
        pid: 4711,
        session_line: 12,
        session_line_part: 1,
        user: 'shop',
        database: 'orders',
        application_name: 'psql',
        client_ip: '192.0.2.7',
      },
    ],
    [
      '[4711]: [12-1] [0] usr=shop,db=orders,appli=PostgreSQL JDBC Driver ',
      {
        pid: 4711,
        session_line: 12,
        session_line_part: 1,
        transaction_id: 0,
        user: 'shop',
        database: 'orders',
        application_name: 'PostgreSQL JDBC Driver',
      },
    ],
    [
      '[4711]: db=[unknown],user=[unknown],app=[unknown],client=[local] ',
      { pid: 4711, database: 'unknown', user: 'unknown', application_name: 'unknown', client_ip: '[local]' },
    ],
    [
      '[4711-3] [local] shop@orders ',
      { pid: 4711, session_line: 3, client_ip: '[local]', user: 'shop', database: 'orders' },
    ],
    [
      ':192.0.2.7(40123):shop@orders:[4711]:',
      { client_ip: '192.0.2.7', client_port: 40123, user: 'shop', database: 'orders', pid: 4711 },
    ],
    [
      ':2001:db8::7(40123):shop@orders:[4711]:',
      { client_ip: '2001:db8::7', client_port: 40123, user: 'shop', database: 'orders', pid: 4711 },
    ],
    ['::@:[4711]:', { pid: 4711 }],
    [
      '[4711] orders psql shop 192.0.2.7 65a1b2c3.1267 ',
      {
        pid: 4711,
        database: 'orders',
        application_name: 'psql',
        user: 'shop',
        client_ip: '192.0.2.7',
        session_id: '65a1b2c3.1267',
      },
    ],
    ['[4711] [queryid=-42] shop@orders ', { pid: 4711, query_id: '-42', user: 'shop', database: 'orders' }],
    [
      '[4711] 3/77 42P01 something else ',
      { pid: 4711, virtual_transaction_id: '3/77', sql_state: '42P01', prefix: 'something else' },
    ],
    ['', {}],
  ])('reads the prefix %j', (prefix, expected) => {
    expect(
      read(`2025-11-11 10:20:30 UTC${prefix.startsWith(':') ? '' : ' '}${prefix}LOG:  x`).metadata,
    ).toEqual({
      original_level: 'LOG',
      ...expected,
    });
  });

  it.each([
    ['FATAL', 'FATAL', undefined],
    ['PANIC', 'FATAL', 'PANIC'],
    ['WARNING', 'WARN', 'WARNING'],
    ['DEBUG3', 'DEBUG', 'DEBUG3'],
    ['NOTICE', 'INFO', 'NOTICE'],
    ['HINT', 'INFO', 'HINT'],
  ])('%s is %s', (word, level, original) => {
    const event = read(`2025-11-11 10:20:30 UTC [1] ${word}:  x`);
    expect(event.level).toBe(level);
    expect(event.metadata.original_level).toBe(original);
  });

  it.each([
    [
      'duration: 0.100 ms  parse <unnamed>: SELECT $1',
      { duration_ms: 0.1, statement: 'SELECT $1', statement_step: 'parse', statement_name: '<unnamed>' },
    ],
    ['duration: 0.1 ms statement: SELECT 1', { duration_ms: 0.1, statement: 'SELECT 1' }],
    ['duration: 7.5 ms', { duration_ms: 7.5 }],
    [
      'execute fetch from S_1/C_2: SELECT 1',
      { statement: 'SELECT 1', statement_step: 'execute', statement_name: 'S_1/C_2' },
    ],
    ['connection received: host=192.0.2.7 port=40123', { client_ip: '192.0.2.7', client_port: 40123 }],
    ['42P01: relation "x" does not exist', { sql_state: '42P01' }],
    ['duration of something', {}],
  ])('takes %j apart', (message, expected) => {
    const { original_level: _, ...metadata } = read(`2025-11-11 10:20:30 UTC LOG:  ${message}`).metadata;
    expect(metadata).toEqual(expected);
  });

  it('gives the statement of an error a field', () => {
    expect(read('2025-11-11 10:20:30 UTC [1] STATEMENT:  SELECT 1/0').metadata.statement).toBe('SELECT 1/0');
  });

  it('reads lines without a time, and seconds since 1970', () => {
    expect(read('LOG:  database system is ready').message).toBe('database system is ready');
    expect(read('1762856430.123 [7] LOG:  x').timestamp).toBe('2025-11-11T10:20:30.123000Z');
    expect(read('< 2025-11-11 10:20:30.123 UTC >LOG:  x').timestamp).toBe('2025-11-11T10:20:30.123000Z');
  });

  it('reads what comes in syslog, and the lines that go on with it', () => {
    const event = read('[470-1] db=orders,user=shop LOG:  x');
    expect(event.metadata).toMatchObject({ database: 'orders', user: 'shop' });
    expect(readOf('postgres', '[470-2] #011FROM customers')).toBe(CLAIMED);
    expect(readOf('postgresql@16-main', 'db=orders FATAL:  x')).toBe(CLAIMED);
    expect(readOf('other', '[470-2] #011FROM customers')).not.toBe(CLAIMED);
  });

  it.each([
    '2025-11-11 10:20:30 ERROR: no database in sight',
    '2025-11-11 10:20:30 UTC [1] ERROR: one blank is too few',
    '2025-11-11 10:20:30,123 ERROR  [main] a.b.C - LOG: x',
    '2025-11-11 10:20:30 UTC no level at all',
    'ERROR:  could be anybody',
    'CATALOG:  x',
    '2025-11-11 10:20:30.123 UTC [1] LOG pgbouncer has no colon',
    '2025-11-11',
    '',
  ])('does not claim %j', (record) => {
    expect(postgresql.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});

describe('postgresql-csv', () => {
  const COLUMNS =
    '2025-11-11 10:20:30.123 UTC,"shop","orders",4711,"192.0.2.7:40123",65a1b2c3.1267,4,"SELECT",2025-11-11 10:20:01 UTC,3/77,0,ERROR,22012,"division by zero","some ""detail""","a hint",,,"PL/pgSQL, line 1","SELECT 1/0",9,"int.c:820","psql"';

  it.each([
    [COLUMNS, {}],
    [`${COLUMNS},"client backend"`, { backend_type: 'client backend' }],
    [
      `${COLUMNS},"client backend",4710,-42`,
      { backend_type: 'client backend', leader_pid: 4710, query_id: '-42' },
    ],
  ])('reads all columns', (record, more) => {
    const event = read(record, csv);
    expect(event).toMatchObject({
      format: 'postgresql-csv',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'ERROR',
      message: 'division by zero',
    });
    expect(event.metadata).toEqual({
      user: 'shop',
      database: 'orders',
      pid: 4711,
      client_ip: '192.0.2.7',
      client_port: 40123,
      session_id: '65a1b2c3.1267',
      session_line: 4,
      command_tag: 'SELECT',
      session_start: '2025-11-11 10:20:01 UTC',
      virtual_transaction_id: '3/77',
      transaction_id: 0,
      sql_state: '22012',
      detail: 'some "detail"',
      hint: 'a hint',
      context: 'PL/pgSQL, line 1',
      statement: 'SELECT 1/0',
      statement_position: 9,
      location: 'int.c:820',
      application_name: 'psql',
      ...more,
    });
  });

  it('takes duration and statement out of the message, over lines', () => {
    const event = read(
      '2025-11-11 10:20:30.123 CEST,"shop","orders",4711,"[local]",65a1.12,4,,,,0,LOG,00000,"duration: 1.5 ms  statement: SELECT\n1",,,,,,,,,""',
      csv,
    );
    expect(event.timestamp).toBe('2025-11-11T08:20:30.123000Z');
    expect(event.metadata).toMatchObject({
      client_ip: '[local]',
      duration_ms: 1.5,
      statement: 'SELECT\n1',
      timezone: 'CEST',
    });
  });

  it.each([
    COLUMNS.replace(',ERROR,', ',BAD,'),
    COLUMNS.replace(',4711,', ',x,'),
    COLUMNS.slice(0, 150),
    `${COLUMNS},1,2,3,4`,
    '2025-11-11 10:20:30.123 UTC,a,b',
    '',
  ])('does not claim %j', (record) => {
    expect(csv.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});

describe('pgbouncer', () => {
  it('reads who is at the other end', () => {
    const event = read(
      '2025-11-11 10:20:30.123 CET [812] WARNING C-0x55d0c2a1: orders/shop@192.0.2.7:40123 pooler error: no such user',
      pgbouncer,
    );
    expect(event).toMatchObject({
      timestamp: '2025-11-11T09:20:30.123000Z',
      level: 'WARN',
      message: 'pooler error: no such user',
    });
    expect(event.metadata).toEqual({
      original_level: 'WARNING',
      timezone: 'CET',
      pid: 812,
      peer: 'client',
      peer_id: '0x55d0c2a1',
      database: 'orders',
      user: 'shop',
      client_ip: '192.0.2.7',
      client_port: 40123,
    });
    expect(
      read(
        '2025-11-11 10:20:30.123 812 LOG S-0x55d0: (nodb)/(nouser)@192.0.2.1:5432 new connection',
        pgbouncer,
      ).metadata,
    ).toEqual({
      original_level: 'LOG',
      pid: 812,
      peer: 'server',
      peer_id: '0x55d0',
      server_ip: '192.0.2.1',
      server_port: 5432,
    });
  });

  it('reads logins and statistics', () => {
    const login = read(
      '2025-11-11 10:20:30.123 812 LOG C-0x55d0: (nodb)/(nouser)@192.0.2.1:5432 login failed: db=orders user=shop',
      pgbouncer,
    );
    expect(login.message).toBe('login failed: db=orders user=shop');
    expect(login.metadata).toMatchObject({ database: 'orders', user: 'shop', client_ip: '192.0.2.1' });
    const attempt = read(
      '2025-11-11 10:20:30.123 812 LOG C-0x55d0: orders/shop@192.0.2.1:5432 login attempt: db=orders user=shop tls=no',
      pgbouncer,
    );
    expect(attempt.metadata).toMatchObject({ database: 'orders', user: 'shop', tls: 'no' });
    const stats = read(
      '2025-11-11 10:20:30.123 812 LOG stats: 1 xacts/s, 2 queries/s, in 3 B/s, out 4 B/s, xact 5 us, query 6 us, wait 7 us',
      pgbouncer,
    );
    expect(stats.metadata).toEqual({
      original_level: 'LOG',
      pid: 812,
      transactions_per_s: 1,
      queries_per_s: 2,
      bytes_in_per_s: 3,
      bytes_out_per_s: 4,
      transaction_us: 5,
      query_us: 6,
      wait_us: 7,
    });
  });

  it.each([
    '2025-11-11 10:20:30.123 UTC [812] LOG:  PostgreSQL has a colon',
    '2025-11-11 10:20:30.123 812 ERROR nova.compute.manager [req-1] OpenStack',
    '2025-11-11 10:20:30.123 812 INFO x',
  ])('does not claim %j', (record) => {
    expect(pgbouncer.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});
