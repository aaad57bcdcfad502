import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Environment } from '../../config/environment.js';
import { checkServer } from '../../plugins/postgres/database.js';
import { startEmbeddedPostgres } from '../../plugins/postgres/embedded.js';
import { migrate } from '../../plugins/postgres/migrate.js';
import { holdFolder } from './folder-lock.js';

/** The database of this program, up to date. */
export interface Database {
  readonly url: string;
  /** `PostgreSQL 18.4 (embedded)` */
  readonly description: string;
  /** Where the rows lie, where this program knows. */
  readonly folder: string | undefined;
  stop(): Promise<void>;
}

/** @throws EnvironmentError when there is no database to be had. */
export async function openDatabase({ dbUrl, dataDir }: Environment, logger: Logger): Promise<Database> {
  if (dbUrl !== undefined) {
    const version = await checkServer(dbUrl);
    await migrate(dbUrl);
    return {
      url: dbUrl,
      description: `PostgreSQL ${version} (DB_URL)`,
      folder: undefined,
      stop: async () => {},
    };
  }
  const lock = await holdFolder(join(dataDir, 'laf.pid'), dataDir);
  try {
    const embedded = await startEmbeddedPostgres({ dataDir, logger });
    const version = await checkServer(embedded.url);
    await migrate(embedded.url);
    return {
      url: embedded.url,
      description: `PostgreSQL ${version} (embedded)`,
      folder: embedded.dataDir,
      stop: async () => {
        await embedded.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
