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
 *
 * A process that was cut off or frozen for longer may find its number taken. From the moment on at which that can be, no id
 * is given out (senders wait, or are told to try again) until the lease is renewed or there is another one.
 */
export class NodeLease {
  readonly ids: IdAllocator;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #until: Deadline;

  private constructor(
    private readonly pool: pg.Pool,
    private readonly holder: string,
    { node, lastMillis, until }: Taken,
    private readonly logger: Logger,
    private readonly leaseSeconds: number,
  ) {
    this.#until = until;
    this.ids = new IdAllocator(node, lastMillis, Date.now, () => this.#isOwn());
  }

  /** @throws EnvironmentError when all 1,024 numbers are taken; RetryableError when the database is away. */
  static async take(pool: pg.Pool, logger: Logger, leaseSeconds = LEASE_SECONDS): Promise<NodeLease> {
    const holder = `${hostname()}:${process.pid}:${randomUUID()}`;
    const taken = await take(pool, holder, leaseSeconds);
    const lease = new NodeLease(pool, holder, taken, logger, leaseSeconds);
    lease.#timer = setInterval(() => void lease.renew(), RENEW_MILLIS).unref();
    return lease;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    await this.pool.query(shortQuery(RENEW, [this.holder, this.ids.lastMillis, 0]));
  }

  /** Makes the lease last longer, or takes another where it is lost. Failures are logged; the next call tries again. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew()
      .catch((error) =>
        this.logger.warn({ error: messageOf(error) }, 'the lease of the node number could not be renewed'),
      )
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  /** Notes ids ahead of the last one, in case this process dies and its successor's clock is behind. */
  async #renew(): Promise<void> {
    const until = new Deadline(this.leaseSeconds);
    const lastMillis = this.ids.lastMillis + 2 * RENEW_MILLIS;
    const { rowCount } = await this.pool.query(
      shortQuery(RENEW, [this.holder, lastMillis, this.leaseSeconds]),
    );
    if (rowCount === 1) {
      this.#until = until;
      return;
    }
    // From here on no id is given out until there is another number.
    this.#until.end();
    const lost = this.ids.node;
    const taken = await take(this.pool, this.holder, this.leaseSeconds);
    this.ids.moveTo(taken.node, taken.lastMillis);
    this.#until = taken.until;
    this.logger.warn(
      { lost, node: taken.node },
      'the lease of the node number was lost; event ids go on with another',
    );
  }

  #isOwn(): boolean {
    if (!this.#until.over) return true;
    void this.renew();
    return false;
  }
}

interface Taken {
  readonly node: number;
  readonly lastMillis: number;
  readonly until: Deadline;
}

async function take(pool: pg.Pool, holder: string, leaseSeconds: number): Promise<Taken> {
  const until = new Deadline(leaseSeconds);
  const { rows } = await pool
    .query<{ node: number; last_millis: string }>(shortQuery(TAKE, [holder, leaseSeconds]))
    .catch((error) => {
      throw databaseError(error);
    });
  if (rows[0] === undefined) {
    throw new EnvironmentError(
      'all 1024 node numbers in laf.nodes are leased; end some of the processes that ingest',
    );
  }
  return { node: rows[0].node, lastMillis: Number(rows[0].last_millis), until };
}

/**
 * When a lease may be over, counted from before it was asked for. By both clocks, whichever is ahead: one stands still while
 * the machine sleeps, the other can be set back.
 */
class Deadline {
  #wall: number;
  readonly #steady: number;

  constructor(seconds: number) {
    this.#wall = Date.now() + seconds * 1000;
    this.#steady = performance.now() + seconds * 1000;
  }

  get over(): boolean {
    return Date.now() >= this.#wall || performance.now() >= this.#steady;
  }

  end(): void {
    this.#wall = 0;
  }
}
