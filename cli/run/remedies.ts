import type { Environment } from '../../config/environment.js';
import type { Queue } from '../../pipeline/queue.js';

/** What to do about a part of GET /health that is not well, by its name. What happens meanwhile stands beside it. */
export function remediesFor(
  { dbUrl, dataDir }: Environment,
  { description }: Pick<Queue, 'description'>,
): Readonly<Record<string, string>> {
  const ofDatabase =
    dbUrl === undefined
      ? `the embedded PostgreSQL is started again by itself; where it stays away, ${dataDir}/postgres.log says why`
      : 'see that PostgreSQL runs and that DB_URL names it, with a user and a password it takes';
  const ofQueue = /redis/i.test(description)
    ? 'see that Redis runs and that REDIS_URL names it; intake goes on to disk meanwhile, as far as spool_bytes go'
    : `see that ${dataDir} can be written and has room`;
  return {
    database: `${ofDatabase}; what is taken in waits in the queue meanwhile`,
    queue: ofQueue,
    worker: 'the log says why, under "err"; a restart is safe: what was accepted waits in the queue',
  };
}
