import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.js';
import { EnvironmentError } from '../../pipeline/errors.js';
import { checkServer } from '../../plugins/postgres/database.js';

/**
 * The database of a program that runs, or that DB_URL names.
 *
 * @throws EnvironmentError when there is none that answers
 */
export async function runningDatabase({ dbUrl, dataDir }: Environment): Promise<string> {
  const url = dbUrl ?? (await embeddedUrl(dataDir));
  await checkServer(url);
  return url;
}

/** The embedded database's port is another after each start, so it has written down where it is. */
async function embeddedUrl(dataDir: string): Promise<string> {
  try {
    return (await readFile(join(dataDir, 'postgres.url'), 'utf8')).trim();
  } catch {
    throw new EnvironmentError(
      `there is no DB_URL and no database in ${dataDir}; the embedded one is reached while laf run runs`,
    );
  }
}
