import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type pg from 'pg';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { IdAllocator } from '../../pipeline/event-id.js';
import { databaseError, shortQuery } from './database.js';

const LEASE_SECONDS = 3600;
const RENEW_MILLIS = 10_000;

const TAKE = `
  UPDATE laf.nodes SET holder = $1, expires_at = now() + make_interval(secs => $2)
  WHERE node = (SELECT node FROM laf.nodes WHERE expires_at < now() ORDER BY expires_at, node LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING node, last_millis`;
const RENEW = `
  UPDATE laf.nodes SET last_millis = $2, expires_at = now() + make_interval(secs => $3)
  WHERE holder = $1`;

/**
 * A node number for event ids, leased from the database for as long as this process ingests. The lease outlives an hour
 * without a database; while the database is away nobody else can take the number either.
 */
export class NodeLease {
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly pool: pg.Pool,
    private readonly holder: string,
    readonly ids: IdAllocator,
    private readonly logger: Logger,
  ) {}

  /** @throws EnvironmentError when all 1,024 numbers are taken; RetryableError when the database is away. */
  static async take(pool: pg.Pool, logger: Logger): Promise<NodeLease> {
    const holder = `${hostname()}:${process.pid}:${randomUUID()}`;
    const { rows } = await pool
      .query<{ node: number; last_millis: string }>(shortQuery(TAKE, [holder, LEASE_SECONDS]))
      .catch((error) => {
        throw databaseError(error);
      });
    if (rows[0] === undefined) {
      throw new EnvironmentError(
        'all 1024 node numbers in laf.nodes are leased; end some of the processes that ingest',
      );
    }
    const ids = new IdAllocator(rows[0].node, Number(rows[0].last_millis));
    const lease = new NodeLease(pool, holder, ids, logger);
    lease.#timer = setInterval(() => lease.#renew(), RENEW_MILLIS).unref();
    return lease;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.pool.query(shortQuery(RENEW, [this.holder, this.ids.lastMillis, 0]));
  }

  /** Notes ids ahead of the last one, in case this process dies and its successor's clock is behind. */
  async #renew(): Promise<void> {
    try {
      const lastMillis = this.ids.lastMillis + 2 * RENEW_MILLIS;
      await this.pool.query(shortQuery(RENEW, [this.holder, lastMillis, LEASE_SECONDS]));
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'the lease of the node number could not be renewed');
    }
  }
}
