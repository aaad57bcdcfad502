import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

/** Everything a browser needs to show the page. */
async function files() {
  const { app } = testServer();
  const page = await app.inject({ url: '/' });
  const links = [...page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
  const answers = await Promise.all(links.map(async (url) => ({ url, answer: await app.inject({ url }) })));
  return { page, answers };
}

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

  it('is less than 150 KB compressed', async () => {
    const { page, answers } = await files();
    const bodies = [page.rawPayload, ...answers.map(({ answer }) => answer.rawPayload)];
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(bytes).toBeLessThan(150 * 1024);
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
