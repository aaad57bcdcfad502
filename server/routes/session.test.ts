import { describe, expect, it, vi } from 'vitest';
import { FeedClientProbe } from '../../test/support/feed-client.js';
import { testServer } from '../../test/support/http-server.js';

const apiTokens = ['first-token', 'second-token'];
const HOST = 'logs.example:5000';
const OWN = { host: HOST, origin: `http://${HOST}` };

type App = ReturnType<typeof testServer>['app'];

async function logIn(app: App, token = 'second-token', headers: object = OWN) {
  const answer = await app.inject({
    method: 'POST',
    url: '/session',
    headers: { ...headers },
    payload: { token },
  });
  return { answer, cookie: String(answer.headers['set-cookie'] ?? '').split(';')[0]! };
}

describe('a session', () => {
  it('stands for the token, and does not hold it', async () => {
    const { app } = testServer({ apiTokens });
    const { answer, cookie } = await logIn(app);
    expect(answer.json()).toEqual({ required: true, authenticated: true, scopes: ['admin'] });
    expect(answer.headers['set-cookie']).toMatch(
      /^laf_session=\d+\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    const statusWith = async (sent: string) =>
      (await app.inject({ url: '/logs/', headers: { cookie: sent } })).statusCode;
    expect(await statusWith(cookie)).toBe(200);
    expect(await statusWith(`a=1; ${cookie}; b=2`)).toBe(200);
    const [ends, signature] = cookie.slice('laf_session='.length).split('.') as [string, string];
    for (const forged of ['', 'x', `${Number(ends) - 1}.${signature}`, `${ends}.${'A'.repeat(43)}`]) {
      expect([forged, await statusWith(`laf_session=${forged}`)]).toEqual([forged, 401]);
    }
    const session = (await app.inject({ url: '/session', headers: { cookie } })).json();
    expect(session).toEqual({ required: true, authenticated: true, scopes: ['admin'] });
    const stranger = (await app.inject({ url: '/session' })).json();
    expect(stranger).toEqual({ required: true, authenticated: false, scopes: [] });
  });

  it('is void once its time is over or its token is gone', async () => {
    const { app } = testServer({ apiTokens });
    const { cookie } = await logIn(app);
    const others = testServer({ apiTokens: ['first-token'] }).app;
    expect((await others.inject({ url: '/logs/', headers: { cookie } })).statusCode).toBe(401);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 3600_000 + 1000 });
    try {
      expect((await app.inject({ url: '/logs/', headers: { cookie } })).statusCode).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is not given for a wrong token, or to pages of another origin', async () => {
    const { app } = testServer({ apiTokens });
    const wrong = await logIn(app, 'wrong');
    expect([wrong.answer.json().code, wrong.cookie]).toEqual(['LAF_TOKEN_WRONG', '']);
    for (const origin of ['http://evil.example', 'http://logs.example:8080', 'null']) {
      const { answer, cookie } = await logIn(app, 'first-token', { host: HOST, origin });
      expect([answer.statusCode, answer.json().code, cookie]).toEqual([403, 'LAF_FOREIGN_PAGE', '']);
    }
  });

  it('changes nothing for pages of another origin', async () => {
    const { app } = testServer({ apiTokens });
    const { cookie } = await logIn(app);
    const statusFrom = async (headers: object) => {
      const payload = { raw_log: 'answer=42' };
      const request = {
        method: 'POST',
        url: '/parse/auto',
        headers: { cookie, ...headers },
        payload,
      } as const;
      return (await app.inject(request)).statusCode;
    };
    expect(await statusFrom(OWN)).toBe(200);
    expect(await statusFrom({ host: HOST })).toBe(403);
    expect(await statusFrom({ host: HOST, origin: 'http://logs.example:8080' })).toBe(403);
    const authorization = 'Bearer first-token';
    expect(await statusFrom({ host: HOST, origin: 'http://evil.example', authorization })).toBe(200);
  });

  it('ends', async () => {
    const { app } = testServer({ apiTokens });
    const answer = await app.inject({ method: 'DELETE', url: '/session', headers: OWN });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['set-cookie']).toMatch(/^laf_session=; Max-Age=0; /);
  });

  it('is not needed where there are no tokens', async () => {
    const { app } = testServer();
    const { answer, cookie } = await logIn(app, 'anything');
    expect([answer.json(), cookie]).toEqual([
      { required: false, authenticated: true, scopes: ['admin'] },
      '',
    ]);
  });

  it('opens the live feed for pages of its own origin', async () => {
    const server = testServer({ apiTokens });
    const { url, port } = await server.listen();
    const { cookie } = await logIn(server.app);
    const headersOf = (origin: string) => ({ headers: { cookie, origin } });
    const client = new FeedClientProbe(`${url}/ws/logs`, headersOf(`http://127.0.0.1:${port}`));
    expect(await client.next()).toMatchObject({ type: 'hello' });
    const foreign = new FeedClientProbe(`${url}/ws/logs`, headersOf('http://127.0.0.1:1'));
    await expect(foreign.next()).rejects.toThrow('the feed has closed');
  });
});
