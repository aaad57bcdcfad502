import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../plugins/postgres/embedded.js';
import { REPOSITORY } from './repository.js';

/** As `npm start` and the program's first line have it. */
const MAIN = join(REPOSITORY, 'dist', 'cli', 'main.js');

export interface Engines {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly redisPid: number;
  readonly folder: string;
  stop(): Promise<void>;
}

/** PostgreSQL with its defaults and Redis with `appendfsync everysec`, both new and empty. */
export async function startEngines(): Promise<Engines> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: folder, logger: pino({ level: 'silent' }) });
  const redisPort = await freePort();
  const redis = spawn(
    'redis-server',
    [
      ...['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec'],
    ],
    { stdio: 'ignore' },
  );
  redis.once('error', (error) => console.error(`redis-server: ${error.message}; install it first`));
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  await redisAnswers(redisUrl);
  return {
    postgresUrl: postgres.url,
    redisUrl,
    redisPid: redis.pid!,
    folder,
    stop: async () => {
      await end(redis);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function redisAnswers(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => {});
  await client.ping();
  client.disconnect();
}

/** Starts `laf run` with these arguments and waits until it says that it is ready. */
export async function startLaf(args: string[], environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', MAIN, 'run', ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.on('data', (data) => {
    output += data;
  });
  while (!output.includes('is ready')) {
    if (child.exitCode !== null) throw new Error(`laf run ended with ${child.exitCode}:\n${output}`);
    await delay(20);
  }
  return child;
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
