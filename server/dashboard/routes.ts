import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Where the build puts the page: beside this file's own build, and so elsewhere for a file that runs as TypeScript. */
const FOLDERS = [
  join(import.meta.dirname, 'public'),
  join(import.meta.dirname, '..', '..', 'dist', 'server', 'dashboard', 'public'),
];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

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

/** What lies in assets/ has a hash of its content in its name. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The dashboard at /: the files Vite has built. Public; what it shows comes from calls that need the token. */
export async function dashboardRoutes(app: FastifyInstance): Promise<void> {
  const folder = FOLDERS.find((candidate) => existsSync(join(candidate, 'index.html')));
  if (folder === undefined)
    throw new Error(`the dashboard is not built: run "npm run build" (${FOLDERS[0]})`);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    serve(app, path === '/index.html' ? '/' : path, await readFile(file), TYPES[extname(file)]);
  }
}

function serve(app: FastifyInstance, path: string, content: Buffer, type = 'application/octet-stream'): void {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers = {
    etag: tag,
    'cache-control': path.startsWith('/assets/') ? FOR_EVER : 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
  };
  app.get(path, { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    reply.headers(headers).type(type);
    return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(content);
  });
}
