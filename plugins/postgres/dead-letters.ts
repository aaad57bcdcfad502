import type pg from 'pg';
import type { DeadLetter } from '../../pipeline/delivery.js';

const INSERT = `
  INSERT INTO laf.dead_letters (chunk_id, index, stage, event_id, received_at, source, reason, sqlstate, column_name, raw)
  SELECT chunk_id, index, stage, event_id, to_timestamp(received_micros / 1000000.0), source, reason, sqlstate, column_name, raw
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[])
    AS letter (chunk_id, index, stage, event_id, received_micros, source, reason, sqlstate, column_name, raw)
  ON CONFLICT DO NOTHING`;

/** Keeps records that could not be stored. The same record refused by the same stage is kept once. */
export async function insertDeadLetters(
  client: pg.ClientBase,
  letters: readonly DeadLetter[],
): Promise<void> {
  if (letters.length === 0) return;
  await client.query(INSERT, [
    letters.map((letter) => letter.chunkId),
    letters.map((letter) => letter.index),
    letters.map((letter) => letter.stage),
    letters.map((letter) => letter.eventId),
    letters.map((letter) => letter.receivedAtMicros),
    letters.map((letter) => letter.source),
    letters.map((letter) => letter.reason.replaceAll('\0', '\ufffd').slice(0, LONGEST_REASON)),
    letters.map((letter) => letter.sqlState ?? null),
    letters.map((letter) => letter.column ?? null),
    letters.map(({ raw }) => (typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw)),
  ]);
}

const LONGEST_REASON = 2000;
