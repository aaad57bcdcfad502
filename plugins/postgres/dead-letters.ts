import type pg from 'pg';
import type { ChunkContext } from '../../pipeline/chunk.js';
import type { DeadLetter } from '../../pipeline/delivery.js';

const GIVEN = `
  unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::bytea[], $11::text[], $12::text[])
  AS letter (chunk_id, index, stage, event_id, received_micros, source, reason, sqlstate, column_name, raw, arrival, sinks)`;

/*
 * A letter of a replay is in the table already, unless somebody dropped it or another sink has settled it meanwhile. One
 * that this replay has left behind before (its chunk was handed out again) is not kept a second time.
 */
const INSERT = `
  INSERT INTO laf.dead_letters (chunk_id, index, stage, origin, event_id, received_at, source, reason, sqlstate,
    column_name, raw, arrival, sinks)
  SELECT chunk_id, index, stage, stage, event_id, to_timestamp(received_micros / 1000000.0), source, reason, sqlstate,
    column_name, raw, arrival::jsonb, sinks::jsonb
  FROM ${GIVEN}
  WHERE NOT EXISTS (
    SELECT FROM laf.dead_letters kept
    WHERE letter.sinks IS NOT NULL AND kept.event_id = letter.event_id
      AND kept.last_replay = letter.chunk_id AND kept.stage = letter.stage
  )
  ON CONFLICT DO NOTHING`;

const FAIL_AGAIN = `
  UPDATE laf.dead_letters kept
  SET stage = letter.stage, reason = letter.reason, sqlstate = letter.sqlstate, column_name = letter.column_name,
    tries = kept.tries + 1, refused_at = now(), replay_chunk = NULL, last_replay = letter.chunk_id
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS letter (chunk_id, stage, reason, sqlstate, column_name)
  WHERE kept.replay_chunk = letter.chunk_id
  RETURNING letter.chunk_id, kept.stage`;

/** Keeps records that could not be stored. The same record refused by the same stage is kept once. */
export async function insertDeadLetters(
  client: pg.ClientBase,
  unsorted: readonly DeadLetter[],
): Promise<void> {
  if (unsorted.length === 0) return;
  // In one order, so that two sinks that keep the same letters do not wait for each other.
  const letters = unsorted.toSorted(
    (a, b) => compare(a.chunkId, b.chunkId) || a.index - b.index || compare(a.stage, b.stage),
  );
  await client.query(INSERT, [
    letters.map((letter) => letter.chunkId),
    letters.map((letter) => letter.index),
    letters.map((letter) => letter.stage),
    letters.map((letter) => letter.eventId),
    letters.map((letter) => letter.receivedAtMicros),
    letters.map((letter) => letter.source),
    letters.map(reasonOf),
    letters.map((letter) => letter.sqlState ?? null),
    letters.map((letter) => letter.column ?? null),
    letters.map(({ raw }) => (typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw)),
    letters.map(({ arrival }) => jsonOrNull(arrival)),
    letters.map(({ sinks }) => jsonOrNull(sinks)),
  ]);
}

/**
 * Settles the letters that were sent again as these chunks: those refused again stay, with their new reason and one try
 * more; the others are deleted, for their record is stored or was left out on purpose. A second time changes nothing.
 *
 * @param refused what became dead letters among the records of the chunks
 */
export async function settleReplays(
  client: pg.ClientBase,
  chunkIds: readonly string[],
  refused: readonly DeadLetter[],
): Promise<void> {
  if (chunkIds.length === 0) return;
  if (refused.length > 0) {
    const { rows } = await client.query<{ chunk_id: string; stage: string }>(FAIL_AGAIN, [
      refused.map((letter) => letter.chunkId),
      refused.map((letter) => letter.stage),
      refused.map(reasonOf),
      refused.map((letter) => letter.sqlState ?? null),
      refused.map((letter) => letter.column ?? null),
    ]);
    const known = new Set(rows.map(({ chunk_id, stage }) => `${chunk_id} ${stage}`));
    await insertDeadLetters(
      client,
      refused.filter(({ chunkId, stage }) => !known.has(`${chunkId} ${stage}`)),
    );
  }
  await client.query('DELETE FROM laf.dead_letters WHERE replay_chunk = ANY($1::uuid[])', [chunkIds]);
}

/**
 * Keeps what was refused of chunks that are stored in this transaction, and settles the letters that some of them are.
 */
export async function keepRefused(
  client: pg.ClientBase,
  chunks: readonly ChunkContext[],
  refused: readonly DeadLetter[],
): Promise<void> {
  const replays = new Set(chunks.filter(({ replay }) => replay).map(({ id }) => id));
  await insertDeadLetters(
    client,
    refused.filter(({ chunkId }) => !replays.has(chunkId)),
  );
  await settleReplays(
    client,
    [...replays],
    refused.filter(({ chunkId }) => replays.has(chunkId)),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const LONGEST_REASON = 2000;

function reasonOf({ reason }: DeadLetter): string {
  return reason.replaceAll('\0', '\ufffd').slice(0, LONGEST_REASON);
}

/** JSON may hold U+0000 as an escape, which jsonb refuses. */
function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}
