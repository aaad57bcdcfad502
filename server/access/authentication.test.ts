import type { FastifyInstance } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../config/api-tokens.js';
import { digestOf, type KeptToken, type TokenStore } from '../../pipeline/api-tokens.js';
import { RetryableError } from '../../pipeline/errors.js';
import { NopDesk } from '../../test/support/doubles.js';
import { FeedClientProbe } from '../../test/support/feed-client.js';
import { type TestServerSetup, testServer } from '../../test/support/http-server.js';
import { SESSION_SECONDS, sessionCookie } from './session-cookie.js';

const apiTokens = ['all', 'ship:ingest', 'see:read', 'both:ingest+read', 'chief:admin'];

/** As a source mounts them, without a word about scopes. */
async function dataRoutes(app: FastifyInstance): Promise<void> {
  app.post('/data/', { schema: { summary: 'One event' } }, async () => ({}));
}

function guarded(changes: TestServerSetup = {}) {
  const server = testServer({ apiTokens, deadLetters: new NopDesk(), pipeline: () => [], ...changes });
  server.mount(dataRoutes);
  return server;
}

/** Which of three tokens may make a call that needs a scope. */
const SUFFICIENT: Record<string, readonly string[]> = {
  ingest: ['ship', 'both'],
  read: ['see', 'both'],
  admin: [],
};

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** Tokens that come and go, and the ids of those that were used. */
class Tokens implements TokenStore {
  good: KeptToken[] = [];
  any = false;
  away = false;
  readonly noted: string[] = [];

  add(token: string, scopes: readonly Scope[], expiresAt = Number.POSITIVE_INFINITY): void {
    this.any = true;
    this.good = [...this.good, { id: token, digest: digestOf(token), scopes, expiresAt }];
  }

  async tokens() {
    if (this.away) throw new RetryableError('the database is away');
    return { any: this.any, good: this.good };
  }

  async used(ids: readonly string[]): Promise<void> {
    this.noted.push(...ids);
  }
}

describe('a scope', () => {
  it('is what each call of the document says it is, and nothing less will do', async () => {
    const { app } = guarded();
    const document = (await app.inject({ url: '/api/openapi.json', ...bearer('all') })).json();
    const needs: Record<string, string[]> = { ingest: [], read: [], admin: [], public: [] };
    for (const [path, calls] of Object.entries<Record<string, { security: { token: string[] }[] }>>(
      document.paths,
    )) {
      for (const [method, { security }] of Object.entries(calls)) {
        const scope = security[0]?.token[0] ?? 'public';
        needs[scope]!.push(`${method} ${path}`);
        if (scope === 'public') continue;
        const statusOf = async (token: string) => {
          const url = path.replace('{id}', '1').replace('{key}', 'k');
          return (await app.inject({ method: method as 'GET', url, ...bearer(token) })).statusCode;
        };
        const sufficient = SUFFICIENT[scope]!;
        for (const token of ['ship', 'see', 'both']) {
          const allowed = sufficient.includes(token);
          expect([method, path, token, (await statusOf(token)) !== 403]).toEqual([
            method,
            path,
            token,
            allowed,
          ]);
        }
        for (const token of ['all', 'chief']) expect([401, 403]).not.toContain(await statusOf(token));
        expect(await statusOf('nobody')).toBe(401);
        expect((await app.inject({ method: method as 'GET', url: path })).statusCode).toBe(401);
      }
    }
    expect(needs.ingest).toEqual(['post /data/']);
    expect(needs.admin).toEqual(['post /dead-letters/replay', 'post /dead-letters/drop']);
    expect(needs.public).toEqual([
      'get /health',
      'get /session',
      'post /session',
      'delete /session',
      'get /ws/logs',
    ]);
    expect(needs.read).toContain('get /metrics');
  });

  it('that is lacking is named', async () => {
    const answer = await guarded().app.inject({ url: '/logs/', ...bearer('ship') });
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
    expect(answer.json()).toEqual({
      statusCode: 403,
      code: 'LAF_SCOPE',
      error: 'Forbidden',
      message: 'this call needs a token with the scope read; this one has ingest',
    });
  });

  it('is asked for by Swagger, too', async () => {
    const { app } = guarded();
    for (const url of ['/api/docs', '/api/docs/static/swagger-ui.css', '/api/openapi.json']) {
      const statusWith = async (token: string) => (await app.inject({ url, ...bearer(token) })).statusCode;
      expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 401]);
      expect([url, await statusWith('ship'), await statusWith('see')]).toEqual([url, 403, 200]);
    }
  });

  it('is asked for by the live feed', async () => {
    const { url, feedPort } = await guarded().listen();
    for (const root of [url, `http://127.0.0.1:${feedPort}`]) {
      const { status, body } = await new FeedClientProbe(`${root}/ws/logs?token=ship`).refusal();
      expect([status, body]).toEqual([403, expect.objectContaining({ code: 'LAF_SCOPE' })]);
      expect(await new FeedClientProbe(`${root}/ws/logs?token=see`).next()).toMatchObject({ type: 'hello' });
    }
  });

  it('is that of the token which a session was opened with', async () => {
    const { app } = guarded();
    const headers = { host: 'a', origin: 'http://a' };
    const answer = await app.inject({ method: 'POST', url: '/session', headers, payload: { token: 'ship' } });
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
    expect(answer.json()).toEqual({ required: true, authenticated: true, scopes: ['ingest'] });
    const session = await app.inject({ url: '/session', headers: { cookie } });
    expect(session.json()).toEqual({ required: true, authenticated: true, scopes: ['ingest'] });
    expect((await app.inject({ url: '/logs/', headers: { cookie } })).statusCode).toBe(403);
    const sent = { method: 'POST', url: '/data/', headers: { ...headers, cookie }, payload: {} } as const;
    expect((await app.inject(sent)).statusCode).toBe(200);
  });
});

describe('a kept token', () => {
  /** Looks happen by a clock of their own; requests and sockets go on as ever. */
  async function serving(tokens: Tokens, setup: TestServerSetup = {}) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const server = guarded({ tokenStore: tokens, ...setup });
      const { url } = await server.listen();
      const statusWith = async (token?: string) =>
        (await server.app.inject({ url: '/logs/', ...(token && bearer(token)) })).statusCode;
      return { url, statusWith, pass: (millis: number) => vi.advanceTimersByTimeAsync(millis) };
    } catch (error) {
      vi.useRealTimers();
      throw error;
    }
  }

  it('is good within seconds of being made, and no more once it is revoked or over', async () => {
    const tokens = new Tokens();
    const { statusWith, pass } = await serving(tokens);
    try {
      expect(await statusWith('new')).toBe(401);
      tokens.add('new', ['read'], Date.now() + 60_000);
      await pass(2100);
      expect(await statusWith('new')).toBe(200);
      tokens.away = true;
      await pass(10_000);
      expect(await statusWith('new')).toBe(200);
      await pass(50_000);
      expect(await statusWith('new')).toBe(401);
      tokens.away = false;
      tokens.add('other', ['read']);
      await pass(2100);
      expect(await statusWith('other')).toBe(200);
      tokens.good = [];
      await pass(2100);
      expect(await statusWith('other')).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  it('closes an open server, for good', async () => {
    const tokens = new Tokens();
    const { statusWith, pass } = await serving(tokens, { apiTokens: [] });
    try {
      expect(await statusWith()).toBe(200);
      tokens.add('first', ['read']);
      await pass(2100);
      expect([await statusWith(), await statusWith('first')]).toEqual([401, 200]);
      tokens.good = [];
      await pass(2100);
      expect([await statusWith(), await statusWith('first')]).toEqual([401, 401]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is noted as used, at most once a minute', async () => {
    const tokens = new Tokens();
    tokens.add('new', ['read']);
    const { statusWith, pass } = await serving(tokens);
    try {
      await pass(2100);
      expect(tokens.noted).toEqual([]);
      for (let i = 0; i < 5; i++) {
        await statusWith('new');
        await pass(2100);
      }
      expect(tokens.noted).toEqual(['new']);
      await pass(60_000);
      expect(tokens.noted).toEqual(['new', 'new']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that is revoked ends the live feeds it has opened', async () => {
    const tokens = new Tokens();
    tokens.add('new', ['read']);
    const server = guarded({ tokenStore: tokens });
    const { url } = await server.listen();
    const [revoked, other] = ['new', 'see'].map(
      (token) => new FeedClientProbe(`${url}/ws/logs?token=${token}`),
    );
    await Promise.all([revoked!.next(), other!.next()]);
    tokens.good = [];
    expect(await revoked!.closed).toEqual({
      code: 1008,
      reason: 'the token or its session is no longer good',
    });
    expect(other!.socket.readyState).toBe(other!.socket.OPEN);
  });

  it('is no longer listened for once its session is over', async () => {
    const server = guarded({ tokenStore: new Tokens() });
    const { url } = await server.listen();
    const begun = Date.now() - SESSION_SECONDS * 1000;
    const [over, other] = [begun + 3000, Date.now()].map((at) => {
      const cookie = sessionCookie(digestOf('see'), at).split(';')[0]!;
      return new FeedClientProbe(`${url}/ws/logs`, { headers: { cookie, origin: url } });
    });
    await Promise.all([over!.next(), other!.next()]);
    expect(await over!.closed).toEqual({ code: 1008, reason: 'the token or its session is no longer good' });
    expect(Date.now()).toBeGreaterThanOrEqual(begun + SESSION_SECONDS * 1000 + 2000);
    expect(other!.socket.readyState).toBe(other!.socket.OPEN);
  });
});
