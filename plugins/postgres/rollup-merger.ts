import type pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import { BEGIN_BOUNDED, TRANSACTION_MILLIS, withClient } from './database.js';

const EVERY_MILLIS = 10_000;
/** Deltas merged in one transaction. */
const AT_ONCE = 50_000;

/** One worker of all merges at a time; the lock ends with the transaction. */
const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('laf.rollups', 0)) AS mine`;
/** Minutes that are not over yet stay deltas: they would be merged again and again. What was deleted since leaves none. */
const MERGE = `
  WITH taken AS (
    DELETE FROM laf.rollup_deltas WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM laf.rollup_deltas WHERE minute < date_trunc('minute', now()) OR minute > now() LIMIT ${AT_ONCE}))
    RETURNING minute, level, source, application, events
  ), before AS (
    DELETE FROM laf.rollup_minutes WHERE minute IN (SELECT minute FROM taken)
    RETURNING minute, level, source, application, events
  )
  INSERT INTO laf.rollup_minutes
  SELECT minute, level, source, application, sum(events)
  FROM (SELECT * FROM taken UNION ALL SELECT * FROM before) AS counts
  GROUP BY minute, level, source, application
  HAVING sum(events) <> 0`;

/** Merges what writers have appended to the counts by minute; their sums never change by it. */
export class RollupMerger {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#tryMerge(), EVERY_MILLIS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Merges all that there is; nothing when another worker is at it. */
  async merge(): Promise<void> {
    while (await withClient(this.pool, mergeSome, TRANSACTION_MILLIS));
  }

  #tryMerge(): void {
    this.merge().catch((error) => {
      this.logger.warn({ error: messageOf(error) }, 'counts could not be merged; trying again later');
    });
  }
}

/** Returns whether there was anything to merge. */
async function mergeSome(client: pg.PoolClient): Promise<boolean> {
  await client.query(BEGIN_BOUNDED);
  const { rows } = await client.query(LOCK);
  const merged = rows[0].mine ? await client.query(MERGE) : undefined;
  await client.query('COMMIT');
  return (merged?.rowCount ?? 0) > 0;
}
