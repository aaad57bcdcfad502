import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../plugins/postgres/embedded.js';
import { migrate } from '../../plugins/postgres/migrate.js';
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

/** PostgreSQL with its defaults, new and empty, in a folder of its own that goes with it. */
export async function startPostgres(): Promise<{ url: string; folder: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-bench-'));
  await chmod(folder, 0o755);
  const { url, stop } = await startEmbeddedPostgres({ dataDir: folder, logger: pino({ level: 'silent' }) });
  return {
    ...{ url, folder },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same and Redis with `appendfsync everysec`, both new and empty. */
export async function startEngines(): Promise<Engines> {
  const { url: postgresUrl, folder, stop } = await startPostgres();
  const redis = await startOwnRedis({ folder });
  return {
    ...{ postgresUrl, redisUrl: redis.url, redisPid: redis.pid, folder },
    stop: async () => {
      await redis.stop();
      await stop();
    },
  };
}

/**
 * Works on the program's tables, new and empty, in a PostgreSQL with its defaults.
 *
 * @param work gets the address, and a connection
 */
export async function onFreshTables(work: (url: string, sql: pg.Client) => Promise<void>): Promise<void> {
  const { url, stop } = await startPostgres();
  try {
    await migrate(url);
    const sql = new pg.Client({ connectionString: url });
    // The engine ends before it where something fails; what failed is thrown anyway.
    sql.on('error', () => {});
    await sql.connect();
    await work(url, sql);
    await sql.end();
  } finally {
    await stop();
  }
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
