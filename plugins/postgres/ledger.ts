import type pg from 'pg';
import type { Delivery } from '../../pipeline/delivery.js';

/*
 * The ledger goes first, its ids in order: a slow twin of the same chunk in another worker waits here for this
 * transaction to end, finds the id and leaves. Two workers with several chunks in common wait in one order, so they
 * cannot wait for each other.
 */
const ENTER = `
  INSERT INTO laf.ledger (chunk_id, sink, stored, filtered, dead)
  SELECT chunk_id, $2, stored, filtered, dead
  FROM unnest($1::uuid[], $3::int[], $4::int[], $5::int[]) AS chunk (chunk_id, stored, filtered, dead)
  ORDER BY chunk_id
  ON CONFLICT DO NOTHING
  RETURNING chunk_id`;

export interface Account {
  readonly delivery: Delivery;
  stored: number;
  readonly filtered: number;
  dead: number;
}

/** Enters chunks and returns the ids of those that were not there yet: theirs are the rows to write. */
export async function enterLedger(
  client: pg.ClientBase,
  sink: string,
  accounts: readonly Account[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ chunk_id: string }>(ENTER, [
    accounts.map(({ delivery }) => delivery.chunk.id),
    sink,
    accounts.map(({ stored }) => stored),
    accounts.map(({ filtered }) => filtered),
    accounts.map(({ dead }) => dead),
  ]);
  return new Set(rows.map(({ chunk_id }) => chunk_id));
}

/** Corrects the account of a chunk some of whose rows turned out bad. */
export async function correctLedger(client: pg.ClientBase, sink: string, account: Account): Promise<void> {
  await client.query('UPDATE laf.ledger SET stored = $3, dead = $4 WHERE chunk_id = $1 AND sink = $2', [
    account.delivery.chunk.id,
    sink,
    account.stored,
    account.dead,
  ]);
}
