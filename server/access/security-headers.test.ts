import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

describe('security headers', () => {
  it('are on every answer that a browser may show, refusals too', async () => {
    const { app } = testServer({ apiTokens: ['a'] });
    for (const url of ['/logs/', '/nowhere', '/health', '/session', '/api/docs', '/']) {
      const { headers } = await app.inject({ url });
      expect([url, headers['content-security-policy']]).toEqual([
        url,
        expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
      ]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      // The server speaks plain HTTP.
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('are the least there is where programs send records', async () => {
    const server = testServer();
    server.mount(async (app: FastifyInstance) => void app.post('/data/', async () => ({})));
    const { headers } = await server.app.inject({ method: 'POST', url: '/data/', payload: {} });
    expect(Object.keys(headers).sort()).toEqual([
      ...['connection', 'content-length', 'content-type', 'date', 'x-content-type-options', 'x-request-id'],
    ]);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example';
  const preflight = {
    method: 'OPTIONS',
    url: '/logs/',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  } as const;

  it('is off unless set', async () => {
    const { app } = testServer();
    const answer = await app.inject({ url: '/logs/', headers: { origin } });
    expect(Object.keys(answer.headers).join()).not.toContain('access-control');
    expect((await app.inject(preflight)).statusCode).toBe(405);
  });

  it('lets pages of its origins ask with a token, and no others', async () => {
    const { app } = testServer({ apiTokens: ['a'], corsOrigins: [origin] });
    const asked = await app.inject(preflight);
    expect([asked.statusCode, asked.headers['access-control-allow-origin']]).toEqual([204, origin]);
    expect(asked.headers['access-control-allow-headers']).toContain('authorization');
    const headers = { origin, authorization: 'Bearer a' };
    const answer = await app.inject({ url: '/logs/', headers });
    expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, origin]);
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const evil = { ...headers, origin: 'https://evil.example' };
    const refused = (await app.inject({ url: '/logs/', headers: evil })).headers;
    expect(refused['access-control-allow-origin']).toBeUndefined();
    expect((await app.inject({ url: '/logs/', headers: { origin } })).statusCode).toBe(401);
  });

  it('is for all with *', async () => {
    const { app } = testServer({ corsOrigins: ['*'] });
    const answer = await app.inject({ url: '/logs/', headers: { origin } });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});
