import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from './embedded.js';

const logger = pino({ level: 'silent' });

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'laf-embedded-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('starts below a folder that other users cannot enter, and finds its rows again', async () => {
    await chmod(folder, 0o700);
    const dataDir = join(folder, 'checkout', 'data');
    await mkdir(dataDir, { recursive: true });
    const first = await startEmbeddedPostgres({ dataDir, logger });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir, logger });
    try {
      expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(second.dataDir).toBe(first.dataDir);
    } finally {
      await second.stop();
      await rm(dirname(second.dataDir), { recursive: true, force: true });
    }
  });

  it('takes over a server that outlived its program instead of starting a second one', async () => {
    await chmod(folder, 0o755);
    const first = await startEmbeddedPostgres({ dataDir: folder, logger });
    const pid = await readFile(join(first.dataDir, 'postmaster.pid'), 'utf8');
    const second = await startEmbeddedPostgres({ dataDir: folder, logger });
    expect(await readFile(join(second.dataDir, 'postmaster.pid'), 'utf8')).toBe(pid);
    await second.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();
  });

  it('is started again on the same port when it dies', async () => {
    await chmod(folder, 0o755);
    const server = await startEmbeddedPostgres({ dataDir: folder, logger });
    const [pid] = (await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGQUIT');
    await expect.poll(() => query(server.url, 'SELECT 1').catch(() => [])).toHaveLength(0);
    await expect.poll(() => query(server.url, 'SELECT 1').catch(() => [])).toHaveLength(1);
    await server.stop();
  });

  it('keeps its port over a restart, and its password when its data lies elsewhere', async () => {
    await chmod(folder, 0o700);
    const first = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), logger });
    await first.stop();
    await rm(join(folder, 'data'), { recursive: true });
    const second = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), logger });
    expect(second.url).toBe(first.url);
    await second.stop();
    await rm(dirname(second.dataDir), { recursive: true, force: true });
  });

  it('keeps its password to its owner', async () => {
    await chmod(folder, 0o755);
    const server = await startEmbeddedPostgres({ dataDir: folder, logger });
    expect((await readFile(join(folder, 'postgres.url'), 'utf8')).trim()).toBe(server.url);
    expect((await stat(join(folder, 'postgres.url'))).mode & 0o777).toBe(0o600);
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });
});
