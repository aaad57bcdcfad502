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

/** How the build has packed each file, beside itself, the smallest first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
];

/** The dashboard at /: the files Vite has built. Public; what it shows comes from calls that need the token. */
export async function dashboardRoutes(app: FastifyInstance): Promise<void> {
  const folder = FOLDERS.find((candidate) => existsSync(join(candidate, 'index.html')));
  if (folder === undefined)
    throw new Error(`the dashboard is not built: run "npm run build" (${FOLDERS[0]})`);
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, file).split(sep).join('/')}`, await readFile(file));
  }
  for (const path of files.keys()) {
    if (!ENCODINGS.some(({ suffix }) => path.endsWith(suffix))) serve(app, path, files);
  }
}

interface Answer {
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function serve(app: FastifyInstance, file: string, files: ReadonlyMap<string, Buffer>): void {
  const path = file === '/index.html' ? '/' : file;
  const common = {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/assets/') ? FOR_EVER : 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
  };
  const answerOf = (content: Buffer, encoding?: string): Answer => ({
    content,
    headers: { ...common, etag: tagOf(content), ...(encoding && { 'content-encoding': encoding }) },
  });
  const plain = answerOf(files.get(file)!);
  const packed = ENCODINGS.flatMap(({ name, suffix }) => {
    const content = files.get(file + suffix);
    return content === undefined ? [] : [{ name, answer: answerOf(content, name) }];
  });
  app.get(path, { config: { access: 'public' }, schema: { hide: true } }, async ({ headers }, reply) => {
    const accepted = acceptedEncodings(headers['accept-encoding']);
    const { content, headers: own } = packed.find(({ name }) => accepted.has(name))?.answer ?? plain;
    reply.headers(own);
    return headers['if-none-match'] === own.etag ? reply.code(304).send() : reply.send(content);
  });
}

function tagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** RFC 9110 §12.5.3, but for preferences: what is accepted at all will do. */
function acceptedEncodings(header: string | string[] | undefined): Set<string> {
  const codings = String(header ?? '').split(',');
  return new Set(
    codings
      .filter((coding) => !/;\s*q=0(\.0*)?\s*$/.test(coding))
      .map((coding) => coding.split(';')[0]!.trim()),
  );
}
