import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type TestServerSetup, testServer } from '../../test/support/http-server.js';

function limited(setup: TestServerSetup) {
  const server = testServer(setup);
  server.mount(async (app: FastifyInstance) => void app.post('/data/', async () => ({})));
  const statusOf = async (url: string, authorization?: string, method: 'GET' | 'POST' = 'GET') => {
    const headers = authorization === undefined ? {} : { authorization: `Bearer ${authorization}` };
    const payload = url === '/session' ? { token: 'guess' } : {};
    return (await server.app.inject({ url, method, headers, ...(method === 'POST' && { payload }) }))
      .statusCode;
  };
  return { app: server.app, statusOf };
}

const calls = { calls: 2, millis: 60_000 };

describe('a limit', () => {
  it('answers 429 with Retry-After in the shape of all errors', async () => {
    const { app, statusOf } = limited({ rateLimits: { calls } });
    expect([await statusOf('/logs/'), await statusOf('/parse/formats')]).toEqual([200, 200]);
    const answer = await app.inject({ url: '/logs/' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
    expect(answer.json()).toEqual({
      statusCode: 429,
      code: 'LAF_TOO_MANY',
      error: 'Too Many Requests',
      message: expect.stringMatching(/^too many calls: allowed are 2 in 60 s; try again in \d+ s$/),
    });
  });

  it('counts each token for itself, however it is sent', async () => {
    const { app, statusOf } = limited({ apiTokens: ['one', 'two'], rateLimits: { calls } });
    const own = { host: 'a', origin: 'http://a' };
    const login = await app.inject({
      method: 'POST',
      url: '/session',
      headers: own,
      payload: { token: 'one' },
    });
    const cookie = String(login.headers['set-cookie']).split(';')[0]!;
    expect([await statusOf('/logs/', 'one'), await statusOf('/logs/', 'two')]).toEqual([200, 200]);
    expect((await app.inject({ url: '/logs/', headers: { cookie } })).statusCode).toBe(200);
    expect([await statusOf('/logs/', 'one'), await statusOf('/logs/', 'two')]).toEqual([429, 200]);
  });

  it('stops who guesses tokens', async () => {
    const { statusOf } = limited({ apiTokens: ['one'], rateLimits: { calls } });
    expect([await statusOf('/logs/', 'guess'), await statusOf('/session', undefined, 'POST')]).toEqual([
      401, 401,
    ]);
    expect([await statusOf('/logs/', 'guess'), await statusOf('/session', undefined, 'POST')]).toEqual([
      429, 429,
    ]);
    expect([await statusOf('/logs/', 'one'), await statusOf('/health'), await statusOf('/')]).toEqual([
      200, 200, 200,
    ]);
  });

  it('of intake is another one', async () => {
    const { app, statusOf } = limited({ rateLimits: { calls, ingest: { calls: 1, millis: 1000 } } });
    expect(await statusOf('/data/', undefined, 'POST')).toBe(200);
    expect(await statusOf('/data/', undefined, 'POST')).toBe(429);
    expect(await statusOf('/logs/')).toBe(200);
    await expect.poll(() => statusOf('/data/', undefined, 'POST')).toBe(200);
    await app.ready();
    expect(limited({ rateLimits: { calls } }).app.hasDecorator('rateLimit')).toBe(false);
  });
});
