import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import type { Queue } from '../../pipeline/queue.js';
import { durabilitySettings } from '../../plugins/postgres/database.js';

/** Below either, a disk counts as nearly full. */
const LEAST_FREE = { bytes: 2 * 1024 ** 3, share: 0.05 };

export interface StartChecks {
  readonly databaseUrl: string;
  /** DATA_DIR, and the database's folder where it is ours. */
  readonly folders: readonly string[];
  readonly queue: Queue;
  readonly logger: Logger;
}

/** Says once, with the remedy, what could lose accepted records. Nothing here keeps the program from starting. */
export async function checkAtStart({ databaseUrl, folders, queue, logger }: StartChecks): Promise<void> {
  const looking = async (at: string, look: () => Promise<void>) => {
    await look().catch((error) =>
      logger.warn({ error: messageOf(error) }, `the settings of ${at} could not be looked at`),
    );
  };
  await looking('the queue', async () => {
    for (const warning of (await queue.warnings?.()) ?? []) logger.warn(warning);
  });
  await looking('PostgreSQL', async () => {
    const settings = await durabilitySettings(databaseUrl);
    for (const warning of databaseWarnings(settings)) logger.warn(warning);
    if (settings.synchronous_commit === 'off')
      logger.info(
        'PostgreSQL has synchronous_commit off: a crash of its machine can take the last batches (up to three times ' +
          'wal_writer_delay), which the queue has forgotten by then; set `synchronous_commit = on` to keep them',
      );
  });
  for (const folder of new Set(folders)) {
    await looking(`the disk of ${folder}`, async () => {
      const { bavail, blocks, bsize } = await statfs(existing(folder));
      const warning = diskWarning(folder, bavail * bsize, blocks * bsize);
      if (warning !== undefined) logger.warn(warning);
    });
  }
}

/** @param settings of the server, by name */
export function databaseWarnings(settings: Readonly<Record<string, string>>): string[] {
  return ['fsync', 'full_page_writes']
    .filter((name) => settings[name] === 'off')
    .map(
      (name) =>
        `PostgreSQL has ${name} off: a power cut can destroy the database; set \`${name} = on\` in postgresql.conf and reload`,
    );
}

/** @param free, all of the file system, in bytes */
export function diskWarning(folder: string, free: number, all: number): string | undefined {
  if (free >= LEAST_FREE.bytes && free >= all * LEAST_FREE.share) return undefined;
  const gib = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);
  return (
    `the disk of ${folder} is nearly full: ${gib(free)} of ${gib(all)} GiB are free; make room, or move it to a ` +
    'larger one, before nothing can be stored'
  );
}

/** The folder, or the one above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}
