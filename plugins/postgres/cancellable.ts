import pg from 'pg';
import { UserError } from '../../pipeline/errors.js';
import { databaseError } from './database.js';

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

/** A transaction that sees one state of the database, on a connection of its own. */
export class Snapshot {
  #canceling: Promise<void> | undefined;
  readonly #cancel = (): void => {
    this.#canceling ??= cancel(this.pool, this.client);
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
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
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
    this.client.release(!ended);
  }
}

async function cancel(pool: pg.Pool, client: pg.PoolClient): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  const second = new pg.Client({ ...pool.options, application_name: 'laf cancel' });
  second.on('error', () => {});
  try {
    await second.connect();
    await second.query('SELECT pg_cancel_backend($1)', [processID]);
  } catch {
    // Then the query ends by itself, or with its connection.
  } finally {
    await second.end().catch(() => {});
  }
}
