import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../plugins/postgres/embedded.js';
import { startOwnRedis } from '../../test/support/redis-server.js';
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
  const redis = await startOwnRedis({ folder });
  return {
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    redisPid: redis.pid,
    folder,
    stop: async () => {
      await redis.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts `laf run` with these arguments and waits until it says that it is ready. */
export async function startLaf(
  args: string[],
  environment: NodeJS.ProcessEnv,
  nodeFlags: readonly string[] = [],
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', ...nodeFlags, MAIN, 'run', ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
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
