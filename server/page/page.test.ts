import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

describe('the page at /', () => {
  it('comes with all it needs, under a policy that runs nothing else', async () => {
    const { app } = testServer();
    const page = await app.inject({ url: '/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    const links = [...page.body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(links).toContain('/page/page.js');
    for (const url of links) {
      const answer = await app.inject({ url });
      expect([url, answer.statusCode]).toEqual([url, 200]);
    }
  });

  it('has no inline script, style or handler', async () => {
    const html = await readFile(new URL('public/index.html', import.meta.url), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
  });

  it('is not sent again while it is the same', async () => {
    const { app } = testServer();
    const { etag } = (await app.inject({ url: '/' })).headers;
    const again = await app.inject({ url: '/', headers: { 'if-none-match': etag as string } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it.each(['/page/../page.ts', '/page/%2e%2e/page.ts', '/page/..%2fpage.ts', '/page/', '//page/page.js'])(
    'serves no other file: %s',
    async (url) => {
      expect((await testServer().app.inject({ url })).statusCode).toBe(404);
    },
  );
});
