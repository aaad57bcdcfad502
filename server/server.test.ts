import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EnvironmentError, QueueFullError } from '../pipeline/errors.js';
import { LocalBus, NopDesk } from '../test/support/doubles.js';
import { FeedClientProbe } from '../test/support/feed-client.js';
import { testServer } from '../test/support/http-server.js';

/** As the http source mounts its routes. */
async function dataRoutes(app: FastifyInstance): Promise<void> {
  const schema = { summary: 'One event', body: Type.Object({ message: Type.String() }) };
  app.post('/data/', { schema }, async (_request, reply) => reply.code(201).send({ id: '1' }));
}

/** Sends bytes as they are and reads all that comes back. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('mounted routes', () => {
  it('stand beside its own and share their checks and errors', async () => {
    const server = testServer();
    server.mount(dataRoutes);
    const post = (payload: object) => server.app.inject({ method: 'POST', url: '/data/', payload });
    expect((await post({ message: 'a' })).statusCode).toBe(201);
    expect((await post({ message: 1 })).json()).toEqual({
      statusCode: 400,
      code: 'LAF_PARAMETER',
      error: 'Bad Request',
      message: 'body "message" is 1 but must be string',
    });
  });

  it('answer 503 with the Retry-After of a full queue', async () => {
    const server = testServer();
    server.mount(async (app) => {
      app.post('/data/fast', async () => {
        throw new QueueFullError('the queue holds 64 MiB, as much as it may', 7);
      });
    });
    const answer = await server.app.inject({ method: 'POST', url: '/data/fast', payload: {} });
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.json()).toMatchObject({ statusCode: 503, message: expect.stringContaining('64 MiB') });
  });

  it('are all there is, beside health and metrics, without the role server', async () => {
    const server = testServer({ roles: new Set(['ingest']) });
    server.mount(dataRoutes);
    const statusOf = async (url: string, method: 'GET' | 'POST' = 'GET') =>
      (await server.app.inject({ url, method, payload: method === 'POST' ? { message: 'a' } : undefined }))
        .statusCode;
    expect([await statusOf('/data/', 'POST'), await statusOf('/health'), await statusOf('/metrics')]).toEqual(
      [201, 200, 200],
    );
    for (const url of ['/', '/logs/', '/parse/formats', '/queue/status', '/api/openapi.json', '/ws/logs']) {
      expect([url, await statusOf(url)]).toEqual([url, 404]);
    }
    expect((await server.listen()).feedPort).toBeUndefined();
  });
});

describe('OpenAPI', () => {
  it('is a valid document that lists every route, mounted ones too', async () => {
    const server = testServer();
    server.mount(dataRoutes);
    const document = (await server.app.inject({ url: '/api/openapi.json' })).json();
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(document)).toEqual({ valid: true });
    expect(
      Object.entries(document.paths).map(([path, calls]) => `${Object.keys(calls as object)} ${path}`),
    ).toEqual([
      'get /health',
      'get /metrics',
      'get,post,delete /session',
      'get /ws/logs',
      'post /parse/auto',
      'get /parse/formats',
      'get /parse/patterns',
      'get /logs/stats',
      'get /logs/histogram',
      'get /logs/facets',
      'get /logs/patterns',
      'get /logs/{id}/context',
      'get /logs/export',
      'get /logs/',
      'get /logs/{id}',
      'get /queue/status',
      'post /data/',
    ]);
  });

  it('is shown by Swagger UI with nothing from other hosts', async () => {
    const { app } = testServer();
    const page = await app.inject({ url: '/api/docs' });
    expect(page.statusCode).toBe(200);
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const { pathname, host } = new URL(link, 'http://here/api/docs');
      const answer = await app.inject({ url: pathname });
      expect([host, pathname, answer.statusCode]).toEqual(['here', pathname, 200]);
    }
  });
});

describe('tokens', () => {
  const apiTokens = ['first-token', 'second-token'];

  it.each([
    [undefined, 401, 'LAF_TOKEN_MISSING'],
    ['', 401, 'LAF_TOKEN_MISSING'],
    ['Basic Zmlyc3QtdG9rZW4=', 401, 'LAF_TOKEN_MISSING'],
    ['Bearer ', 401, 'LAF_TOKEN_MISSING'],
    ['Bearer first-toke', 401, 'LAF_TOKEN_WRONG'],
    ['Bearer first-token,second-token', 401, 'LAF_TOKEN_WRONG'],
  ])('%j is refused', async (authorization, statusCode, code) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await testServer({ apiTokens }).app.inject({ url: '/logs/', headers });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Logs & Found"');
    expect(answer.json()).toMatchObject({ statusCode, code, error: 'Unauthorized' });
  });

  it.each(['Bearer first-token', 'Bearer second-token', 'bearer  second-token'])(
    '%s is let in',
    async (authorization) => {
      const answer = await testServer({ apiTokens }).app.inject({
        url: '/logs/',
        headers: { authorization },
      });
      expect(answer.statusCode).toBe(200);
    },
  );

  it('are asked for by every call but the health probe and the page', async () => {
    const server = testServer({ apiTokens });
    server.mount(dataRoutes);
    const statusOf = async (url: string) => (await server.app.inject({ url })).statusCode;
    for (const url of [
      '/logs/',
      '/logs/1',
      '/parse/formats',
      '/queue/status',
      '/metrics',
      '/nowhere',
      '/api/docs',
    ]) {
      expect([url, await statusOf(url)]).toEqual([url, 401]);
    }
    for (const url of ['/', '/health']) {
      expect([url, await statusOf(url)]).toEqual([url, 200]);
    }
    expect((await server.app.inject({ method: 'POST', url: '/data/', payload: {} })).statusCode).toBe(401);
  });

  it('are not taken from the address, which ends in logs of proxies', async () => {
    const answer = await testServer({ apiTokens }).app.inject({ url: '/logs/?token=first-token' });
    expect(answer.statusCode).toBe(401);
  });
});

describe('bad requests', () => {
  it.each([
    ['/log/', 'there is no GET /log/; did you mean "/logs/"?'],
    ['/nowhere', 'there is no GET /nowhere; /api/docs lists all calls'],
    ['/logs/1/../../etc/passwd', 'there is no GET /logs/1/../../etc/passwd; /api/docs lists all calls'],
  ])('a path nobody serves is 404 in the shape of all errors: %s', async (url, message) => {
    const { url: root } = await testServer().listen();
    const answer = await raw(Number(new URL(root).port), `GET ${url} HTTP/1.0\r\n\r\n`);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({
      statusCode: 404,
      code: 'LAF_NO_ROUTE',
      error: 'Not Found',
      message,
    });
  });

  it.each([
    ['GET /logs/%zz HTTP/1.0\r\n\r\n', 400],
    ['GARBAGE\r\n\r\n', 400],
    [`GET /${'x'.repeat(20_000)} HTTP/1.0\r\n\r\n`, 431],
    [`GET / HTTP/1.0\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['POST /parse/auto HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n', 400],
    ['GET / HTTP/1.0\r\nx: a\u0000b\r\n\r\n', 400],
  ])('%.40s has an answer in the shape of all errors', async (bytes, statusCode) => {
    const { port } = await testServer().listen();
    const answer = await raw(port, bytes);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({
      statusCode,
      code: expect.any(String),
      error: expect.any(String),
      message: expect.any(String),
    });
  });

  it.each([
    ['PUT', '/logs/', 'GET, HEAD'],
    ['POST', '/logs/17', 'GET, HEAD'],
    ['PUT', '/session', 'GET, HEAD, POST, DELETE'],
    ['GET', '/dead-letters/drop', undefined],
    ['DELETE', '/dead-letters/drop', 'POST'],
  ] as const)(
    '%s %s is 405 with the methods there are, where it is no other call',
    async (method, url, allow) => {
      const answer = await testServer({ deadLetters: new NopDesk() }).app.inject({ method, url });
      expect([answer.statusCode, answer.headers.allow]).toEqual([allow === undefined ? 404 : 405, allow]);
      expect(answer.json().code).toBe(allow === undefined ? 'LAF_NO_DEAD_LETTER' : 'LAF_METHOD');
    },
  );

  it('are answered under an id, the one of the caller where it is one', async () => {
    const { app } = testServer();
    const idFor = async (given: string) =>
      (await app.inject({ url: '/nowhere', headers: { 'x-request-id': given } })).headers['x-request-id'];
    expect(await idFor('proxy-7')).toBe('proxy-7');
    expect(await idFor('a"b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('listening', () => {
  it('names the port that is taken', async () => {
    const other = createTcpServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const listening = testServer({ port }).listen();
    await expect(listening).rejects.toThrow(EnvironmentError);
    await expect(listening).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
  });

  it('names the port of the live feed that is taken', async () => {
    const other = createTcpServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const listening = testServer({ feedPort: port }).listen();
    await expect(listening).rejects.toThrow(`the live feed cannot listen on port ${port} of 127.0.0.1`);
  });

  it('says when the address is not of this machine', async () => {
    const listening = testServer({ host: '192.0.2.1' }).listen();
    await expect(listening).rejects.toThrow('cannot listen on 192.0.2.1: it is no address of this machine');
  });
});

describe('closing', () => {
  it('finishes running requests, takes no new ones, and tells the clients of the feed', async () => {
    const live = new LocalBus();
    const server = testServer({ live });
    let finish = () => {};
    const running = new Promise<void>((resolve) => {
      server.mount(async (app) => {
        app.get('/slow', async () => {
          resolve();
          await new Promise<void>((done) => {
            finish = done;
          });
          return { done: true };
        });
      });
    });
    const { url, port } = await server.listen();
    const client = new FeedClientProbe(`${url}/ws/logs`);
    await client.next();
    const slow = request(`${url}/slow`).end();
    const answer = once(slow, 'response');
    await running;
    const closing = server.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'the server is closing' });
    expect(live.hasListeners).toBe(false);
    const refused = connect(port, '127.0.0.1');
    expect(((await once(refused, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    finish();
    const [response] = await answer;
    expect(response.headers.connection).toBe('close');
    expect(await text(response)).toBe('{"done":true}');
    await closing;
  });

  it('is fine without having listened', async () => {
    await testServer().close();
  });
});
