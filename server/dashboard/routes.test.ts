import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

/** All files of the page: what it links to, and what those name, as the parts that come later. */
async function files() {
  const { app } = testServer();
  const page = await app.inject({ url: '/' });
  const answers = new Map<string, Awaited<ReturnType<typeof app.inject>>>();
  const look = async (text: string): Promise<void> => {
    for (const [url] of text.matchAll(/\/?assets\/[\w.-]+\.(?:js|css|svg)/g)) {
      const path = url.startsWith('/') ? url : `/${url}`;
      if (answers.has(path)) continue;
      const answer = await app.inject({ url: path });
      answers.set(path, answer);
      await look(answer.body);
    }
    for (const [, name] of text.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      if (!answers.has(`/assets/${name}`)) await look(`/assets/${name}`);
    }
  };
  await look(page.body);
  return { page, answers: [...answers].map(([url, answer]) => ({ url, answer })) };
}

const packedSize = (bodies: readonly Buffer[]) =>
  bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);

describe('the dashboard at /', () => {
  it('comes with all it needs, under a policy that runs nothing else', async () => {
    const { page, answers } = await files();
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(answers.map(({ url }) => url)).toContainEqual(expect.stringMatching(/^\/assets\/.+\.js$/));
    for (const { url, answer } of answers) expect([url, answer.statusCode]).toEqual([url, 200]);
  });

  it('has no inline script, style or handler, and names no other host', async () => {
    const { page, answers } = await files();
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
    for (const { url, answer } of answers) {
      const hosts = [...answer.body.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
      expect([url, hosts.filter((host) => host !== 'www.w3.org')]).toEqual([url, []]);
    }
  });

  it('is less than 150 KB compressed, and a third of it shows the logs', async () => {
    const { page, answers } = await files();
    expect(answers.length).toBeGreaterThan(10);
    const all = packedSize([page.rawPayload, ...answers.map(({ answer }) => answer.rawPayload)]);
    expect(all).toBeLessThan(150 * 1024);
    const linked = answers.filter(({ url }) => page.body.includes(url));
    expect(linked.map(({ url }) => url)).toContainEqual(expect.stringContaining('/page-'));
    expect(packedSize(linked.map(({ answer }) => answer.rawPayload))).toBeLessThan(55 * 1024);
  });

  it.each([
    ['br', 'gzip, deflate, br, zstd', brotliDecompressSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
    [undefined, 'identity', (body: Buffer) => body],
  ])('goes as %s to browsers that accept %s', async (encoding, accepted, unpack) => {
    const { app } = testServer();
    const { page, answers } = await files();
    for (const { url, answer } of [{ url: '/', answer: page }, ...answers]) {
      const headers = { 'accept-encoding': accepted };
      const packed = await app.inject({ url, headers });
      expect(packed.headers).toMatchObject({ vary: expect.stringContaining('accept-encoding') });
      expect(packed.headers['content-encoding']).toBe(encoding);
      expect(unpack(packed.rawPayload).equals(answer.rawPayload)).toBe(true);
      const same = { ...headers, 'if-none-match': packed.headers.etag as string };
      expect((await app.inject({ url, headers: same })).statusCode).toBe(304);
    }
  });

  it('is not sent again while it is the same; what has a hash in its name is kept for ever', async () => {
    const { page, answers } = await files();
    const { app } = testServer();
    const again = await app.inject({ url: '/', headers: { 'if-none-match': page.headers.etag as string } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect(page.headers['cache-control']).toBe('no-cache');
    for (const { url, answer } of answers.filter(({ url }) => url.startsWith('/assets/'))) {
      expect([url, answer.headers['cache-control']]).toEqual([url, expect.stringContaining('immutable')]);
    }
  });

  it.each(['/assets/../routes.ts', '/assets/%2e%2e/routes.js', '/assets/..%2froutes.js', '/assets/'])(
    'serves no other file: %s',
    async (url) => {
      expect((await testServer().app.inject({ url })).statusCode).toBe(404);
    },
  );
});
