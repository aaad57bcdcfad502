import { once } from 'node:events';
import { request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../plugins/postgres/migrate.js';
import { PostgresStore } from '../../plugins/postgres/store.js';
import { testServer } from '../support/http-server.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';

let database: FreshDatabase;
let sql: pg.Client;
let store: PostgresStore;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`
    INSERT INTO laf.logs
    SELECT n, '2025-11-11T10:00:00Z'::timestamptz + n * interval '1 s', now(), (ARRAY['INFO', 'ERROR'])[1 + n % 2],
      'host' || n % 3, 'auth', 'json', repeat('long ', 100) || n, '{"status":1.0}'
    FROM generate_series(1, 50000) AS n;
    INSERT INTO laf.rollup_minutes
    SELECT date_trunc('minute', "timestamp"), level, source, application, count(*) FROM laf.logs GROUP BY 1, 2, 3, 4`);
  store = new PostgresStore(database.url, 'PostgreSQL');
});

afterAll(async () => {
  await store.close();
  await sql.end();
  await database.drop();
});

const ask = async (path: string) => testServer({ store }).app.inject({ url: `/logs/${path}` });

describe('the questions over HTTP', () => {
  it('stats', async () => {
    const { json } = await ask(
      'stats?level=error&source=host1&from=2025-11-11T10:00:30Z&to=2025-11-11T10:10:30Z',
    );
    expect(json()).toEqual({
      total: 100,
      by_level: { TRACE: 0, DEBUG: 0, INFO: 0, WARN: 0, ERROR: 100, FATAL: 0 },
      error_rate: 1,
      events_per_second: 50 / 300,
      active_sources: 1,
      ...{ exact: true, truncated: false, searched_back_to: null },
    });
  });

  it('histogram', async () => {
    const range = 'from=2025-11-11T10:00:30Z&to=2025-11-11T10:03:00Z';
    const answer = (await ask(`histogram?${range}&step=1m`)).json();
    expect(answer.step_seconds).toBe(60);
    expect(
      answer.buckets.map((bucket: { timestamp: string; total: number }) => [bucket.timestamp, bucket.total]),
    ).toEqual([
      ['2025-11-11T10:00:00.000000Z', 30],
      ['2025-11-11T10:01:00.000000Z', 60],
      ['2025-11-11T10:02:00.000000Z', 60],
    ]);
    expect((await ask(`histogram?${range}&buckets=6`)).json().step_seconds).toBe(30);
    expect((await ask('histogram')).json().buckets.length).toBeLessThanOrEqual(61);
  });

  it('facets', async () => {
    const { facets } = (
      await ask('facets?fields=level,metadata.status&limit=1&filter=1&to=2025-11-11T10:00:09Z')
    ).json();
    expect(facets).toEqual({
      level: [{ value: 'ERROR', count: 1 }],
      'metadata.status': [{ value: '1.0', count: 1 }],
    });
  });

  it('context, with every number as it was written', async () => {
    const answer = await ask('100/context?before=1&after=2');
    expect(answer.body).toContain('"status": 1.0');
    const { before, event, after } = answer.json();
    expect([...before, event, ...after].map(({ id }) => id)).toEqual(['97', '100', '103', '106']);
    expect((await ask('99999999/context')).json()).toMatchObject({ statusCode: 404, code: 'LAF_NO_LOG' });
  });

  it('export', async () => {
    const answer = await ask('export?format=csv&to=2025-11-11T10:00:04Z');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="logs.csv"');
    expect(answer.body.split('\r\n')).toHaveLength(5);
    const lines = (await ask('export?level=ERROR')).body.trimEnd().split('\n');
    expect(lines).toHaveLength(25_000);
    expect((await ask('export?filter=nothing-like-it')).body).toBe('');
  });

  it('an export waits for a slow reader, and ends with the reader', async () => {
    const { url } = await testServer({ store }).listen();
    const call = request(`${url}/logs/export`).end();
    const [answer] = await once(call, 'response');
    await once(answer, 'readable');
    const cursors = async () =>
      (
        await sql.query(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'laf store' AND state = 'idle in transaction'`,
        )
      ).rows[0].n;
    await expect.poll(cursors).toBe(1);
    call.destroy();
    await expect.poll(cursors).toBe(0);
  });

  it.each([
    ['histogram?step=abc', 'query parameter "step" is "abc" but must be a duration of whole seconds'],
    ['histogram?step=100ms', 'query parameter "step" is "100ms" but must be'],
    ['histogram?step=1s&from=-1d', 'query parameter "step" is "1s" but must be at least 44s for this range'],
    ['histogram?step=1m&buckets=5', '"step" and "buckets" exclude each other'],
    ['histogram?buckets=0', 'query parameter "buckets" is 0 but must be >= 1'],
    ['histogram?from=2999-01-01T00:00:00Z', '"from" must be before "to"'],
    [
      'facets?fields=levl',
      '"levl" but each must be one of level, source, application, format or metadata.<name>; did you',
    ],
    ['facets?fields=metadata.', '"metadata." but each must be'],
    ['facets?fields=id', '"id" but each must be'],
    ['facets?limit=1001', 'query parameter "limit" is 1001 but must be <= 1000'],
    ['stats?limit=5', 'there is no query parameter "limit"'],
    ['stats?filter=level:(', 'filter, position'],
    ['export?format=xml', 'query parameter "format" is "xml" but must be one of ndjson, csv'],
    ['x/context', 'path parameter "id"'],
    ['1/context?before=501', 'query parameter "before" is 501 but must be <= 500'],
  ])('refuses %s', async (path, message) => {
    const answer = await ask(path);
    expect(answer.json().message).toContain(message);
    expect(answer.statusCode).toBe(400);
  });

  it('answer 503 while the database is away', async () => {
    const away = new PostgresStore('postgres://127.0.0.1:1/none', 'none');
    const { app } = testServer({ store: away });
    for (const path of ['stats', 'histogram', 'facets', '1/context', 'export']) {
      expect((await app.inject({ url: `/logs/${path}` })).statusCode).toBe(503);
    }
    await away.close();
  });
});
