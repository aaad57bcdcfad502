import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FeedClientProbe } from '../support/feed-client.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';

/** What people try on a server they can reach: each gets a clear answer, and the server goes on. */

vi.setConfig({ testTimeout: 120_000 });

const PIPELINE = `
sources: { http: { type: http, max_body: 4MiB, max_record: 64KiB } }
queue: { type: disk }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks:
  store: { type: postgres, inputs: [parse], batch: { max_wait: 10ms } }
  live:  { type: live, inputs: [parse] }
`;
const JSON_TYPE = { 'content-type': 'application/json' };

let database: FreshDatabase;
let program: RunningProgram;

beforeAll(async () => {
  database = await freshDatabase();
  program = await startProgram({ pipeline: PIPELINE, environment: { DB_URL: database.url } });
  const event = { message: 'kept', level: 'INFO', source: 'a', application: 'b', status: 200 };
  await fetch(`${program.url}/data/`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(event) });
});
afterAll(async () => {
  await program?.stop();
  await database?.drop();
});

afterEach(async () => {
  const { logs } = (await (await fetch(`${program.url}/logs/?source=a`)).json()) as { logs: unknown[] };
  expect(logs).toHaveLength(1);
  expect((await fetch(`${program.url}/health`)).status).toBe(200);
  const failures = program
    .stderr()
    .split('\n')
    .filter((line) => line.includes('request failed'));
  expect(failures).toEqual([]);
});

/** A refusal in the shape of all errors. */
function expectRefusal(status: number, body: string, allowed: readonly number[]): void {
  expect([status, allowed.includes(status)]).toEqual([status, true]);
  expect(JSON.parse(body)).toEqual({
    statusCode: status,
    code: expect.stringMatching(/^(LAF|FST)_/),
    error: expect.any(String),
    message: expect.not.stringMatching(/ at .*\.(js|ts):|syntax error at or near/),
  });
}

/** Sends bytes as they are; the answers as they come, until the server ends the connection. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(program.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.setTimeout(10_000, () => socket.destroy());
  // Not ended: the server takes that for a caller who has gone.
  socket.write(bytes, 'latin1');
  return text(socket).catch(() => '');
}

function rawParts(answer: string): { status: number; body: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { status: Number(head.split(' ')[1]), body };
}

const INJECTIONS = [
  "' OR '1'='1",
  "'; DROP TABLE laf.logs; --",
  "') OR 1=1 --",
  '" OR ""="',
  "\\'; SELECT pg_sleep(20); --",
  '$1',
  '$$ || pg_sleep(20) || $$',
  '1) UNION SELECT version(), null, null --',
  "%' AND 1=(SELECT count(*) FROM pg_tables) --",
  "metadata.x' = ANY(SELECT 1) --",
  'a"b\'c`d\\e%_*?',
];

/** Also where the value is quoted well, so that it gets as far as the database. */
function variantsOf(name: string, injection: string): string[] {
  const quoted = `"${injection.replace(/["\\]/g, '\\$&')}"`;
  if (name === 'filter') return [injection, quoted, `x.y:${quoted}`];
  return name === 'fields' ? [injection, `metadata.${injection}`] : [injection];
}

describe('SQL in a parameter', () => {
  const SELECTIONS = ['filter', 'level', 'source', 'application', 'from', 'to', 'q'];
  it.each([
    ['/logs/', [...SELECTIONS, 'cursor', 'order', 'limit']],
    ['/logs/stats', SELECTIONS],
    ['/logs/histogram', [...SELECTIONS, 'step', 'buckets']],
    ['/logs/facets', [...SELECTIONS, 'fields', 'limit']],
    ['/logs/export', [...SELECTIONS, 'format']],
    ['/dead-letters', ['stage', 'source', 'reason', 'from', 'to', 'cursor', 'limit']],
  ])('of %s is a value or a mistake', async (path, names) => {
    const began = Date.now();
    for (const name of names) {
      for (const injection of INJECTIONS) {
        for (const value of variantsOf(name, injection)) {
          const answer = await fetch(`${program.url}${path}?${new URLSearchParams({ [name]: value })}`);
          const body = await answer.text();
          if (answer.status === 400) expectRefusal(400, body, [400]);
          else expect([name, value, answer.status]).toEqual([name, value, 200]);
        }
      }
    }
    // None of them slept in the database.
    expect(Date.now() - began).toBeLessThan(60_000);
  });

  it('of a path or a body is one, too', async () => {
    for (const injection of INJECTIONS) {
      const encoded = encodeURIComponent(injection);
      for (const path of [`/logs/${encoded}`, `/logs/${encoded}/context`, `/dead-letters/${encoded}`]) {
        const answer = await fetch(`${program.url}${path}`);
        expectRefusal(answer.status, await answer.text(), [400, 404]);
      }
      for (const name of ['stage', 'source', 'reason', 'from', 'to']) {
        const body = JSON.stringify({ [name]: injection });
        const answer = await fetch(`${program.url}/dead-letters/drop`, {
          method: 'POST',
          headers: JSON_TYPE,
          body,
        });
        expect([200, 400]).toContain(answer.status);
      }
      const event = { message: injection, source: injection, application: injection, [injection]: injection };
      const stored = await fetch(`${program.url}/data/`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify(event),
      });
      const { id } = (await stored.json()) as { id: string };
      const kept = (await (await fetch(`${program.url}/logs/${id}`)).json()) as {
        message: string;
        metadata: object;
      };
      expect(kept).toMatchObject({
        message: injection,
        source: injection,
        metadata: { [injection]: injection },
      });
    }
  });
});

describe('a request that is none', () => {
  const BODY = '{"message":"smuggled","source":"smuggler"}';
  const post = (headers: string, body = BODY) =>
    `POST /data/fast HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`;
  const NEXT = 'GET /logs/?source=a HTTP/1.1\r\nhost: a\r\n\r\n';

  it.each([
    ['two lengths', post(`content-length: ${BODY.length}\r\ncontent-length: 5`)],
    ['two lengths in one', post(`content-length: ${BODY.length}, 5`)],
    ['a length and chunks', post(`content-length: 4\r\ntransfer-encoding: chunked`, `0\r\n\r\n${NEXT}`)],
    ['chunks under another name', post('transfer-encoding: xchunked', `0\r\n\r\n${NEXT}`)],
    ['chunks twice', post('transfer-encoding: chunked\r\ntransfer-encoding: identity', `0\r\n\r\n${NEXT}`)],
    ['a length with a sign', post('content-length: +5')],
    ['a length below zero', post('content-length: -5')],
    ['a length in hex', post('content-length: 0x10')],
    ['a blank before the colon', post(`content-length : ${BODY.length}`)],
    ['a folded header', post(`x-a: b\r\n c: d\r\ncontent-length: ${BODY.length}`)],
    ['a chunk whose size is none', post('transfer-encoding: chunked', `zz\r\n${BODY}\r\n0\r\n\r\n`)],
    ['no host', 'GET /logs/ HTTP/1.1\r\n\r\n'],
    ['another version', 'GET /logs/ HTTP/3.7\r\nhost: a\r\n\r\n'],
    ['a NUL in a header', 'GET /logs/ HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n'],
    ['a NUL in the path', 'GET /logs/\0 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['no method that there is', 'BREW /logs/ HTTP/1.1\r\nhost: a\r\n\r\n'],
  ])('%s: 400, and nothing behind it is read', async (_name, bytes) => {
    const answer = await raw(bytes + (bytes.includes(NEXT) ? '' : NEXT));
    const { status } = rawParts(answer);
    expect([400, 405, 501, 505]).toContain(status);
    // One answer alone: what follows was no request of its own.
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it.each(['', 'a b', '[::1', 'a:99999999', '../', 'evil.example', `${'h'.repeat(5000)}`])(
    'a host %.20j is not used for anything',
    async (host) => {
      const { status } = rawParts(
        await raw(`GET /logs/ HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
      );
      expect([200, 400]).toContain(status);
    },
  );

  it('headers that are too large or too many are 431', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => `x-${n}: y`).join('\r\n');
    for (const header of [`x: ${'a'.repeat(20_000)}`, many, `cookie: laf_session=${'9'.repeat(20_000)}`]) {
      const { status, body } = rawParts(await raw(`GET /logs/ HTTP/1.1\r\nhost: a\r\n${header}\r\n\r\n`));
      expectRefusal(status, body, [431]);
    }
  });
});

describe('a path', () => {
  const PATHS = [
    '/../../etc/passwd',
    '/assets/../../../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/..%5c..%5cpackage.json',
    '/api/docs/static/../../../../package.json',
    '/api/docs/static/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/api/docs/static/..%2f..%2f..%2fpackage.json',
    '/api/docs/static/%00',
    '/logs/1%00',
    '/logs/%ff%fe',
    '/logs/%',
    '/logs/%zz',
    '//evil.example/logs/',
    '/logs//1/..;/',
    `/logs/${'9'.repeat(5000)}`,
    `/${'a/'.repeat(4000)}`,
    '/logs/99999999999999999999',
    '/__proto__/constructor',
  ];

  it.each(PATHS.map((path) => [path.slice(0, 60), path]))('%s leads nowhere', async (_shown, path) => {
    const { status, body } = rawParts(
      await raw(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
    );
    expectRefusal(status, body, [400, 403, 404]);
    expect(body).not.toContain('logs-and-found"');
  });
});

describe('what is too much', () => {
  const send = async (path: string, body: Buffer | string, headers: Record<string, string> = JSON_TYPE) => {
    const answer = await fetch(`${program.url}${path}`, { method: 'POST', headers, body });
    return { status: answer.status, body: await answer.text() };
  };

  it.each(['/data/', '/data/fast', '/data/batch'])('a body for %s is 413', async (path) => {
    const { status, body } = await send(path, `{"message":"${'x'.repeat(5 * 1024 * 1024)}"}`);
    expectRefusal(status, body, [413]);
  });

  it.each(['/parse/auto', '/dead-letters/drop', '/session'])(
    'a body for %s is 413 before it is there',
    async (path) => {
      const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 5000000\r\n\r\n{`;
      const { status, body } = rawParts(await raw(head));
      expectRefusal(status, body, [413]);
    },
  );

  it('a gzip bomb is 413, where gzip is taken', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    for (const path of ['/data/', '/data/fast', '/data/batch']) {
      const { status, body } = await send(path, bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' });
      expectRefusal(status, body, [413]);
    }
    const nested = gzipSync(bomb);
    const { status } = await send('/data/batch', nested, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(status).toBe(400);
    expect(program.memoryPeak()).toBeLessThan(800 * 1024 * 1024);
  });

  it('JSON that goes too deep is refused, kept as a dead letter, or stored', async () => {
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`;
    for (const path of ['/parse/auto', '/session', '/dead-letters/drop']) {
      const { status, body } = await send(path, deep);
      expectRefusal(status, body, [400, 413]);
    }
    const { status, body } = await send('/data/', `{"message":"deep","source":"deep","x":${deep}}`);
    expect([201, 202, 400, 422]).toContain(status);
    expect(body).not.toContain('LAF_INTERNAL');
  });

  it('thousands of fields are stored or refused', async () => {
    const fields = Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`f${n}`, n]));
    const { status } = await send('/data/', JSON.stringify({ message: 'wide', source: 'wide', ...fields }));
    expect([201, 413, 422]).toContain(status);
    const polluting =
      '{"message":"m","source":"polluting","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    expect([200, 201, 422]).toContain((await send('/data/', polluting)).status);
    for (const path of ['/session', '/parse/auto', '/dead-letters/drop']) {
      expect((await send(path, '{"__proto__":{"token":"x","all":true}}')).status).toBe(400);
    }
  });

  it.each([
    ['a filter too long', { filter: 'a'.repeat(4097) }],
    ['a filter too deep', { filter: `${'('.repeat(2000)}a${')'.repeat(2000)}` }],
    ['a filter of many NOTs', { filter: `${'NOT '.repeat(1000)}a` }],
    ['a regular expression that never ends', { filter: 'message:~"(a+)+$(b+)+{1000}{1000}"' }],
    ['words too many', { q: 'x'.repeat(1025) }],
    ['a cursor', { cursor: 'x'.repeat(600) }],
    ['a limit', { limit: '1001' }],
    ['a limit as a power', { limit: '1e9' }],
    ['a time', { from: '-999999999999999d' }],
  ] as [string, Record<string, string>][])('%s of a search is 400 or found', async (_name, query) => {
    const answer = await fetch(`${program.url}/logs/?${new URLSearchParams(query)}`);
    if (answer.status !== 200) expectRefusal(answer.status, await answer.text(), [400]);
  });

  it('a list of a thousand sources is 400', async () => {
    const answer = await fetch(`${program.url}/logs/?${'source=a&'.repeat(1000)}`);
    expectRefusal(answer.status, await answer.text(), [400]);
  });

  it('frames of the live feed end its connection, or are told what is wrong', async () => {
    const large = new FeedClientProbe(`${program.url}/ws/logs`);
    await large.next();
    large.say('x'.repeat(1024 * 1024));
    expect((await large.closed).code).toBeGreaterThanOrEqual(1006);
    const odd = new FeedClientProbe(`${program.url}/ws/logs`);
    await odd.next();
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    for (const message of [
      '',
      '{',
      'null',
      deep,
      '{"type":"filter","filter":7}',
      '{"__proto__":{"type":"pause"}}',
    ]) {
      odd.say(message);
      expect(await odd.next()).toMatchObject({ type: 'error', message: expect.any(String) });
    }
    for (const query of [`filter=${'('.repeat(4000)}`, `cursor=${'x'.repeat(3000)}`]) {
      const client = new FeedClientProbe(`${program.url}/ws/logs?${query}`);
      await Promise.race([client.next(), client.closed]);
    }
  });

  it('two hundred connections that never end their request leave room for others', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(Number(new URL(program.url).port), '127.0.0.1').on('error', () => {});
      socket.write('POST /data/fast HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n');
      return socket;
    });
    expect((await fetch(`${program.url}/logs/`)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

it('an answer never goes to who asked under another request', async () => {
  const ask = (id: string) =>
    new Promise<string>((resolve, reject) => {
      const call = request(`${program.url}/nowhere`, { headers: { 'x-request-id': id } }, (answer) => {
        answer.resume();
        resolve(String(answer.headers['x-request-id']));
      });
      call.on('error', reject).end();
    });
  const ids = Array.from({ length: 50 }, (_, n) => `id-${n}`);
  expect(await Promise.all(ids.map(ask))).toEqual(ids);
});
