import pg from 'pg';
import { EnvironmentError, messageOf, PermanentError, RetryableError } from '../../pipeline/errors.js';
import { withoutPassword } from '../../pipeline/without-password.js';

/** SQLSTATE classes that blame the row: data exceptions, integrity violations, program limits such as nesting. */
const ROW_AT_FAULT = /^(22|23|54)/;

/**
 * A PostgreSQL error in the engine's types: PermanentError when a row is at fault, else RetryableError. A missing
 * right or table is retryable too: somebody can mend it, and until then nothing may be lost.
 */
export function databaseError(error: unknown): RetryableError | PermanentError {
  if (error instanceof RetryableError || error instanceof PermanentError) return error;
  const code = sqlState(error);
  const message = `PostgreSQL: ${messageOf(error)}${code === undefined ? '' : ` (SQLSTATE ${code})`}`;
  const Type = code !== undefined && ROW_AT_FAULT.test(code) ? PermanentError : RetryableError;
  return new Type(message, { cause: error });
}

export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

const KEEP_ALIVE_MILLIS = 10_000;
const SHORT_MILLIS = 15_000;

/**
 * A statement that takes milliseconds: one that has no answer after 15 s went into a half-open connection, which is
 * closed then. Not for COPY, searches and whatever else may take long for good reasons.
 */
export function shortQuery(text: string, values: unknown[] = [], millis = SHORT_MILLIS): pg.QueryConfig {
  return { text, values, query_timeout: millis } as pg.QueryConfig;
}

export interface PoolOptions {
  readonly url: string;
  readonly max: number;
  readonly name: string;
}

/**
 * Connections are made when they are needed; one that breaks while idle is replaced without a word. One that breaks
 * while it is out fails the query of whoever has it, and says so once more as an event, which would end the process if
 * nobody listened: the pool listens only to those at home.
 */
export function createPool({ url, max, name }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: `laf ${name}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // An idle connection whose other end has vanished is found out within half a minute, not after the system's two hours.
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLIS,
  });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** What a transaction of ours may take; a batch of 8 MiB takes a second, and minutes only behind somebody's lock. */
export const TRANSACTION_MILLIS = 120_000;

/**
 * Begins a transaction that PostgreSQL ends when its client has vanished, a machine without power for one. Without this
 * it keeps its locks for two hours, and whoever has taken its chunks over waits for them in the ledger. All in one
 * message and for this transaction only, so that it costs no round trip and works behind PgBouncer.
 */
export const BEGIN_BOUNDED = `
  BEGIN;
  SET LOCAL idle_in_transaction_session_timeout = '60s';
  SET LOCAL tcp_keepalives_idle = 10;
  SET LOCAL tcp_keepalives_interval = 5;
  SET LOCAL tcp_keepalives_count = 3`;

/**
 * Runs `work` with a connection; a connection whose last use failed is not used again.
 *
 * @param limitMillis after it the connection is cut, and `work` fails with it: behind a connection that is half-open it
 *   would wait until the system gives that up, a quarter of an hour
 */
export async function withClient<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  limitMillis?: number,
): Promise<T> {
  const client = await pool.connect();
  const cut = limitMillis === undefined ? undefined : setTimeout(() => cutConnection(client), limitMillis);
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    clearTimeout(cut);
    client.release(failed);
  }
}

/** With a query under way, `end` does not wait for its answer. */
function cutConnection(client: pg.PoolClient): void {
  (client as unknown as pg.Client).end().catch(() => {});
}

const OLDEST_SERVER = 140_000;

/** The server's version for people. @throws EnvironmentError when it cannot be reached or is too old. */
export async function checkServer(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
    );
    if (rows[0].number < OLDEST_SERVER) {
      throw new EnvironmentError(`PostgreSQL ${rows[0].version} is too old: 14 or newer is needed`);
    }
    return String(rows[0].version).split(' ')[0]!;
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(`cannot reach PostgreSQL at ${withoutPassword(url)}: ${messageOf(error)}`);
  } finally {
    await client.end().catch(() => {});
  }
}

const DURABILITY = `SELECT name, setting FROM pg_settings
  WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')`;

/** The settings that decide what a crash can take, by name. */
export async function durabilitySettings(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; setting: string }>(shortQuery(DURABILITY));
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  } finally {
    await client.end().catch(() => {});
  }
}
