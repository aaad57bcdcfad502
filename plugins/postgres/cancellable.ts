import pg from 'pg';
import { UserError } from '../../pipeline/errors.js';
import { databaseError, shortQuery } from './database.js';

/**
 * Runs `work` in a read-only transaction of one snapshot. When `signal` aborts, a second connection cancels its query.
 *
 * @throws RetryableError, PermanentError, UserError; the signal's reason when it has aborted
 */
export async function inSnapshot<T>(
  pool: pg.Pool,
  signal: AbortSignal | undefined,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const snapshot = await Snapshot.open(pool, signal);
  try {
    return await work(snapshot.client);
  } catch (error) {
    throw snapshot.explain(error);
  } finally {
    await snapshot.close();
  }
}

const cancelled = new WeakSet<pg.ClientBase>();

/** Whether the asker has gone: a query that was cancelled was cancelled for that, and there is no use in a next one. */
export function isCancelled(client: pg.ClientBase): boolean {
  return cancelled.has(client);
}

/** A transaction that sees one state of the database, on a connection of its own. */
export class Snapshot {
  #canceling: Promise<void> | undefined;
  /** The process on the server that has this transaction; unknown until it has begun. */
  #process: number | undefined;
  readonly #cancel = (): void => {
    cancelled.add(this.client);
    if (this.#process !== undefined) this.#canceling ??= cancel(this.pool, this.#process);
  };

  private constructor(
    private readonly pool: pg.Pool,
    readonly client: pg.PoolClient,
    private readonly signal: AbortSignal | undefined,
  ) {}

  static async open(pool: pg.Pool, signal: AbortSignal | undefined): Promise<Snapshot> {
    signal?.throwIfAborted();
    const client = await pool.connect().catch((error) => {
      throw databaseError(error);
    });
    const snapshot = new Snapshot(pool, client, signal);
    signal?.addEventListener('abort', snapshot.#cancel);
    try {
      snapshot.#process = await begin(client);
      signal?.throwIfAborted();
      return snapshot;
    } catch (error) {
      await snapshot.close();
      throw snapshot.explain(error);
    }
  }

  explain(error: unknown): unknown {
    if (this.signal?.aborted) return this.signal.reason;
    return error instanceof UserError ? error : databaseError(error);
  }

  /** A cancellation under way is awaited: it must not hit the next one who has this connection. */
  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.#cancel);
    const clean = this.#canceling === undefined;
    await this.#canceling;
    const ended =
      clean &&
      (await this.client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
    cancelled.delete(this.client);
    this.client.release(!ended);
  }
}

/**
 * Begins the transaction and asks, in the same message, which process has it: the number that the connection was given
 * is that of a pooler where there is one (PgBouncer), whose server connections change from transaction to transaction.
 */
async function begin(client: pg.ClientBase): Promise<number> {
  // Without JIT: to compile a question takes longer than most take to be answered.
  const results = (await client.query(
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_backend_pid() AS process; SET LOCAL jit = off',
  )) as unknown as pg.QueryResult[];
  return results[1]!.rows[0].process;
}

async function cancel(pool: pg.Pool, process: number): Promise<void> {
  const second = new pg.Client({ ...pool.options, application_name: 'laf cancel' });
  second.on('error', () => {});
  try {
    await second.connect();
    await second.query(shortQuery('SELECT pg_cancel_backend($1)', [process]));
  } catch {
    // Then the query ends by itself, or with its connection.
  } finally {
    await second.end().catch(() => {});
  }
}
