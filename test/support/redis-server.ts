import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../plugins/postgres/free-port.js';
import { providePackage } from './debian-package.js';
import { spawnServer } from './spawn-server.js';
import { type TlsFiles, tlsSettings } from './tls-files.js';

export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The server of REDIS_URL, else one of our own with an append-only file, on a free port of loopback. */
export async function startRedis(): Promise<RedisServer> {
  const given = process.env.REDIS_URL;
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} };
  return startOwnRedis();
}

/** A server of its own, for tests that stop or kill it. */
export async function startOwnRedis(
  options: { port?: number; folder?: string; tls?: TlsFiles } = {},
): Promise<RedisServer & { readonly pid: number }> {
  providePackage('redis-server', 'redis-server', ' of version 6.2 or newer, or set REDIS_URL');
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'laf-redis-')));
  const port = options.port ?? (await freePort());
  const child = spawnServer(process.env.REDIS_SERVER || 'redis-server', [
    ...listening(port, options.tls),
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--daemonize', 'no'],
  ]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `${options.tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`;
  await answers(url, options.tls);
  return {
    url,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** On what redis-server listens, as its arguments. */
export function listening(port: number, tls: TlsFiles | undefined): string[] {
  const settings = tls === undefined ? [['port', `${port}`]] : tlsSettings(port, tls);
  return settings.flatMap(([name, value]) => [`--${name}`, value!]);
}

async function answers(url: string, tls: TlsFiles | undefined): Promise<void> {
  const options = { maxRetriesPerRequest: null, retryStrategy: () => 50 };
  const client = new Redis(url, { ...options, ...(tls && { tls: { ca: tls.caText } }) });
  client.on('error', () => {});
  try {
    while ((await client.ping().catch(() => '')) !== 'PONG') await delay(20);
  } finally {
    client.disconnect();
  }
}
