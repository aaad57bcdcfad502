import type pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import { BEGIN_BOUNDED, TRANSACTION_MILLIS, withClient } from './database.js';

const EVERY_MILLIS = 600_000;
/**
 * A chunk may be appended twice, when the answer to the first append was lost. The second time comes as soon as the queue
 * can be reached; nobody tries for longer than this.
 */
const KEEP_MILLIS = 24 * 3_600_000;
/** Deleted in one transaction: short enough that nobody waits for it. */
const AT_ONCE = 10_000;

/*
 * Ids are UUIDv7, so the primary key finds those made before a time. One worker of all prunes at a time; the lock ends
 * with the transaction, so that it also holds behind PgBouncer in transaction mode.
 */
const PRUNE = `
  DELETE FROM laf.ledger
  WHERE (chunk_id, sink) IN (
    SELECT chunk_id, sink FROM laf.ledger
    WHERE chunk_id < $1 AND sink = $2 AND committed_at < to_timestamp($3 / 1000.0)
    LIMIT ${AT_ONCE}
  )`;
const LOCK = `
  SELECT pg_try_advisory_xact_lock(hashtextextended('laf.ledger ' || $1, 0)) AS mine,
    extract(epoch FROM now())::float8 * 1000 AS now`;

/** Forgets the chunks of a sink that can never be handed out again; laf.accounts has their sums. */
export class LedgerPruner {
  #timer: NodeJS.Timeout | undefined;

  /** @param horizon when the oldest chunk was appended that may still be handed out, in milliseconds since 1970 */
  constructor(
    private readonly pool: pg.Pool,
    private readonly sink: string,
    private readonly horizon: () => Promise<number>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#tryPrune(), EVERY_MILLIS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Returns how many were forgotten; 0 also when another worker is at it. */
  async prune(): Promise<number> {
    // An age, because the database's clock decides: one of a worker that is days ahead would forget what is needed.
    const horizon = await this.horizon();
    const age = Math.max(0, Date.now() - horizon) + KEEP_MILLIS;
    let pruned = 0;
    for (let deleted = AT_ONCE; deleted === AT_ONCE; pruned += deleted) {
      deleted = await withClient(this.pool, (client) => this.#pruneSome(client, age), TRANSACTION_MILLIS);
    }
    return pruned;
  }

  async #pruneSome(client: pg.PoolClient, age: number): Promise<number> {
    await client.query(BEGIN_BOUNDED);
    const { rows } = await client.query(LOCK, [this.sink]);
    const bound = rows[0].now - age;
    const result = rows[0].mine ? await client.query(PRUNE, [firstUuid(bound), this.sink, bound]) : undefined;
    await client.query('COMMIT');
    return result?.rowCount ?? 0;
  }

  #tryPrune(): void {
    this.prune().catch((error) => {
      this.logger.warn({ error: messageOf(error) }, 'the ledger could not be pruned; trying again later');
    });
  }
}

/** The smallest UUIDv7 of a millisecond (RFC 9562, section 5.7), the bits of its version left out. */
function firstUuid(millis: number): string {
  const hex = Math.max(0, Math.floor(millis)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
