import type pg from 'pg';
import type { Delivery } from '../../pipeline/delivery.js';
import { idToString } from '../../pipeline/event-id.js';

/*
 * The ledger goes first, its ids in order: a slow twin of the same chunk in another worker waits here for this
 * transaction to end, finds the id and leaves. Two workers with several chunks in common wait in one order, so they
 * cannot wait for each other.
 */
const ENTER = `
  INSERT INTO laf.ledger (chunk_id, sink, source, first_id, records, stored, filtered, dead, copies, replayed)
  SELECT chunk_id, $2, source, first_id, records, stored, filtered, dead, copies, replayed
  FROM unnest($1::uuid[], $3::text[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[])
    AS chunk (chunk_id, source, first_id, records, stored, filtered, dead, copies, replayed)
  ORDER BY chunk_id
  ON CONFLICT DO NOTHING
  RETURNING chunk_id`;

/**
 * How the records of one chunk ended for one sink: records + copies = stored + filtered + dead.
 *
 * Filtered is what became neither row nor dead letter. It is not the sum of what the stages filtered: those of other
 * branches filter for other sinks, and what one branch leaves out another may bring.
 */
export interface Account {
  readonly delivery: Delivery;
  /** Rows. */
  readonly stored: number;
  /** Records. */
  readonly filtered: number;
  /** Records. */
  readonly dead: number;
  /** Rows beyond the first of a record that reaches the sink by several ways, and those of a record that is dead, too. */
  readonly copies: number;
}

/**
 * @param stored for each row its record's place in the chunk
 * @param dead the places of the records that are dead letters
 */
export function accountOf(delivery: Delivery, stored: Iterable<number>, dead: ReadonlySet<number>): Account {
  const ended = new Uint8Array(delivery.chunk.count);
  let records = 0;
  let rows = 0;
  const end = (place: number) => {
    if (ended[place] === 0) records += 1;
    ended[place] = 1;
  };
  for (const place of stored) {
    rows += 1;
    end(place);
  }
  for (const place of dead) end(place);
  const filtered = delivery.chunk.count - records;
  return { delivery, stored: rows, filtered, dead: dead.size, copies: rows + dead.size - records };
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
    accounts.map(({ delivery }) => delivery.chunk.source),
    accounts.map(({ delivery: { chunk } }) => idToString(chunk.idHigh, chunk.idLow)),
    accounts.map(({ delivery }) => delivery.chunk.count),
    accounts.map(({ stored }) => stored),
    accounts.map(({ filtered }) => filtered),
    accounts.map(({ dead }) => dead),
    accounts.map(({ copies }) => copies),
    accounts.map(({ delivery: { chunk } }) => (chunk.replay ? chunk.count : 0)),
  ]);
  return new Set(rows.map(({ chunk_id }) => chunk_id));
}

/** Corrects the account of a chunk some of whose rows turned out bad. */
export async function correctLedger(client: pg.ClientBase, sink: string, account: Account): Promise<void> {
  await client.query(
    'UPDATE laf.ledger SET stored = $3, filtered = $4, dead = $5, copies = $6 WHERE chunk_id = $1 AND sink = $2',
    [account.delivery.chunk.id, sink, account.stored, account.filtered, account.dead, account.copies],
  );
}

const ADD = `
  INSERT INTO laf.accounts AS account
    (sink, source, shard, chunks, records, copies, stored, filtered, dead, replayed)
  SELECT $1, source, pg_backend_pid() % 64, count(*), sum(records), sum(copies), sum(stored), sum(filtered), sum(dead),
    sum(replayed)
  FROM laf.ledger WHERE chunk_id = ANY ($2::uuid[]) AND sink = $1
  GROUP BY source ORDER BY source
  ON CONFLICT (sink, source, shard) DO UPDATE SET
    chunks = account.chunks + excluded.chunks,
    records = account.records + excluded.records,
    copies = account.copies + excluded.copies,
    stored = account.stored + excluded.stored,
    filtered = account.filtered + excluded.filtered,
    dead = account.dead + excluded.dead,
    replayed = account.replayed + excluded.replayed`;

/**
 * Adds chunks that this transaction has entered to the sums of their sources. It comes last before the commit, so that
 * nobody waits long for a row that two writers share, and nobody who has one waits for anything else.
 */
export async function addToAccounts(
  client: pg.ClientBase,
  sink: string,
  entered: readonly Delivery[],
): Promise<void> {
  if (entered.length > 0) await client.query(ADD, [sink, entered.map(({ chunk }) => chunk.id)]);
}
