import type pg from 'pg';
import { databaseError, withClient } from './database.js';

/** How all records of a source have ended for one sink, since the database was made. */
export interface SourceAccount {
  readonly sink: string;
  readonly source: string;
  readonly chunks: number;
  /** Received, each once. */
  readonly records: number;
  readonly stored: number;
  readonly filtered: number;
  /** Refused, and not sent again since. */
  readonly dead_letters: number;
  /** Rows beyond the first of a record that reaches the sink by several ways; 0 in most pipelines. */
  readonly copies: number;
  /** Dead letters that were sent again, each time; how that ended is in the others. */
  readonly replayed: number;
}

/** Records that never came into the queue. */
export interface DropAccount {
  readonly source: string;
  readonly reason: string;
  readonly records: number;
}

// Counts are numbers from float8 on: exact up to 2^53.
/** Of rows of the ledger, or of sums of them: a replay takes its record out of the dead letters, whatever becomes of it. */
export const FIGURES = `
  sum(records - replayed)::float8 AS records, sum(stored)::float8 AS stored, sum(filtered)::float8 AS filtered,
  sum(dead - replayed)::float8 AS dead_letters, sum(copies)::float8 AS copies, sum(replayed)::float8 AS replayed`;
const ACCOUNTS = `
  SELECT sink, source, sum(chunks)::float8 AS chunks, ${FIGURES}
  FROM laf.accounts GROUP BY sink, source ORDER BY source, sink`;
const DROPS = `
  SELECT source, reason, sum(records)::float8 AS records FROM laf.drops
  GROUP BY source, reason ORDER BY source, reason`;

export async function readAccounts(client: pg.ClientBase): Promise<SourceAccount[]> {
  return (await client.query<SourceAccount>(ACCOUNTS)).rows;
}

export async function readDrops(client: pg.ClientBase): Promise<DropAccount[]> {
  return (await client.query<DropAccount>(DROPS)).rows;
}

/** What an account lacks or has too much, in words; undefined when it balances. */
export function imbalanceOf(account: SourceAccount): string | undefined {
  const { records, copies, stored, filtered, dead_letters } = account;
  if (records + copies === stored + filtered + dead_letters) return undefined;
  return (
    `source ${account.source}, sink ${account.sink}: ${records} records and ${copies} copies are not ` +
    `${stored} stored + ${filtered} filtered + ${dead_letters} dead letters`
  );
}

/** The account of one source: what it was refused room for, and for each sink how its records ended. */
export interface SourceBalance {
  readonly source: string;
  /** Records by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly sinks: readonly Omit<SourceAccount, 'source'>[];
}

/** @throws RetryableError while the database is away */
export async function readBalances(pool: pg.Pool): Promise<SourceBalance[]> {
  try {
    return await withClient(pool, async (client) =>
      balancesOf(await readAccounts(client), await readDrops(client)),
    );
  } catch (error) {
    throw databaseError(error);
  }
}

export function balancesOf(
  accounts: readonly SourceAccount[],
  drops: readonly DropAccount[],
): SourceBalance[] {
  const sources = [...new Set([...accounts, ...drops].map(({ source }) => source))].sort();
  return sources.map((name) => ({
    source: name,
    dropped: Object.fromEntries(
      drops.filter(({ source }) => source === name).map(({ reason, records }) => [reason, records]),
    ),
    sinks: accounts.filter(({ source }) => source === name).map(({ source, ...account }) => account),
  }));
}
