import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../plugins/postgres/embedded.js';
import { startRedis } from './redis-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/** What of a long list is named. */
const SHOWN = 10;

/**
 * Starts the real engines once for all test files; each file makes a database and a key prefix of its own.
 *
 * All that tests make in the temporary folder is made in one of this run: it goes with the run, and a run whose tests
 * left something there has failed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-test-'));
  // For the PostgreSQL of a run as root, which runs as another user.
  await chmod(folder, 0o755);
  process.env.TMPDIR = folder;
  const dataDir = await mkdtemp(join(folder, 'postgres-'));
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, logger: pino({ level: 'silent' }) });
  const redis = await startRedis();
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return async () => {
    await redis.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
    const left = await readdir(folder);
    await rm(folder, { recursive: true, force: true });
    if (left.length === 0) return;
    process.exitCode = 1;
    const named = left.slice(0, SHOWN).join(', ');
    throw new Error(`tests left ${left.length} files and folders in the temporary folder: ${named}`);
  };
}
