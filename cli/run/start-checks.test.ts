import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, inject, it } from 'vitest';
import type { Queue } from '../../pipeline/queue.js';
import { checkAtStart, databaseWarnings, diskWarning } from './start-checks.js';

const GIB = 1024 ** 3;

/** What the checks log, with its level. */
async function said(queue: Partial<Queue>, databaseUrl: string): Promise<string[]> {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const folders = [join(tmpdir(), 'not', 'made', 'yet')];
  await checkAtStart({ databaseUrl, folders, queue: queue as Queue, logger });
  return lines.map((line) => JSON.parse(line)).map(({ level, msg }) => `${level} ${msg}`);
}

it('says what the queue warns of, and of synchronous_commit as information', async () => {
  const url = new URL(inject('postgresUrl'));
  url.searchParams.set('options', '-c synchronous_commit=off');
  const lines = await said({ warnings: async () => ['no append-only file'] }, url.href);
  expect(lines[0]).toBe('40 no append-only file');
  expect(lines[1]).toMatch(/^30 PostgreSQL has synchronous_commit off/);
});

it('says where it could not look, and lets the program start', async () => {
  const warnings = async () => Promise.reject(new Error('away'));
  const lines = await said({ warnings }, 'postgres://127.0.0.1:1/none');
  expect(lines.slice(0, 2)).toEqual([
    '40 the settings of the queue could not be looked at',
    '40 the settings of PostgreSQL could not be looked at',
  ]);
});

it('names each setting of PostgreSQL that can cost the database, with the remedy', () => {
  expect(databaseWarnings({ fsync: 'on', full_page_writes: 'on' })).toEqual([]);
  const warnings = databaseWarnings({ fsync: 'off', full_page_writes: 'off' });
  expect(warnings[0]).toContain('`fsync = on`');
  expect(warnings[1]).toContain('`full_page_writes = on`');
});

it.each([
  { free: 3 * GIB, all: 50 * GIB, full: false },
  { free: 1.9 * GIB, all: 10 * GIB, full: true },
  { free: 40 * GIB, all: 1000 * GIB, full: true },
])('$free of $all bytes free are nearly full: $full', ({ free, all, full }) => {
  expect(diskWarning('/data', free, all) !== undefined).toBe(full);
});
