import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = join(import.meta.dirname, 'public');

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/page/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/page/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/page/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
];

/** Only the page's own files run and are shown, and no other page may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at /: four static files. Public; what it shows comes from calls that need the token. */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  for (const { path, file, type } of FILES) {
    const content = await readFile(join(FOLDER, file));
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    app.get(path, { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
      reply
        .headers({
          etag: tag,
          'cache-control': 'no-cache',
          'content-security-policy': CONTENT_SECURITY_POLICY,
          'referrer-policy': 'no-referrer',
        })
        .type(type);
      return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(content);
    });
  }
}
