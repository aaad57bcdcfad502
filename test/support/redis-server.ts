import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../plugins/postgres/free-port.js';

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
  options: { port?: number; folder?: string } = {},
): Promise<RedisServer & { readonly pid: number }> {
  provideRedisServer();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'laf-redis-')));
  const port = options.port ?? (await freePort());
  const child = spawn(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--daemonize', 'no'],
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `redis://127.0.0.1:${port}`;
  await answers(url);
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

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => {});
  try {
    while ((await client.ping().catch(() => '')) !== 'PONG') await delay(20);
  } finally {
    client.disconnect();
  }
}

/** Installs redis-server where that can be done unasked; else stops and says what to install. */
function provideRedisServer(): void {
  const installed = () => spawnSync('redis-server', ['--version']).status === 0;
  if (installed()) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.info('redis-server is not installed; installing it by apt-get');
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
      stdio: 'inherit',
      env: environment,
    });
  }
  if (!installed()) {
    throw new Error(
      'the tests need Redis 6.2 or newer: install redis-server (Debian: apt-get install redis-server), or set REDIS_URL',
    );
  }
}
