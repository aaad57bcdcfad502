import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type {
  Arrival,
  LetterConditions,
  LetterPlace,
  MarkedLetter,
  MarkedPage,
  MarkPosition,
} from '../../pipeline/dead-letters.js';
import { beyond, conditionsSql, type Position } from './dead-letters-query.js';

/** Letters in one transaction, and bytes of their records that are held at once. */
const PAGE_LETTERS = 500;
const PAGE_BYTES = 8 * 2 ** 20;

interface Candidate {
  refused_text: string;
  chunk_id: string;
  index: number;
  origin: string;
  stage: string;
  source: string;
  unreadable: boolean;
  size: number;
  sinks: readonly string[] | null;
  replay_chunk: string | null;
}

interface MarkedRow {
  replay_chunk: string;
  event_id: string;
  received_micros: string;
  source: string;
  raw: Buffer;
  arrival: Arrival | null;
  sinks: readonly string[];
}

type SinksOf = (place: LetterPlace) => readonly string[] | undefined;

/**
 * To be called in a transaction. Who replays the same letters at the same time waits at their rows for its end and finds
 * the marks. `until` is the time of the first page: letters refused later are those of this replay itself.
 */
export async function markLetters(
  client: pg.ClientBase,
  conditions: LetterConditions,
  sinksOf: SinksOf,
  position?: MarkPosition,
): Promise<MarkedPage> {
  const until = position?.until ?? (await timeOf(client));
  const found = await candidates(client, conditions, until, position?.after);
  const page = upToBytes(found);
  const marks = page.flatMap((letter) => {
    if (letter.replay_chunk !== null) return [{ letter, chunk: letter.replay_chunk, sinks: letter.sinks! }];
    const sinks = letter.unreadable ? undefined : sinksOf({ ...letter, sinks: letter.sinks ?? undefined });
    return sinks === undefined ? [] : [{ letter, chunk: uuidv7(), sinks }];
  });
  await mark(
    client,
    marks.filter(({ letter }) => letter.replay_chunk === null),
  );
  const letters = await markedLetters(
    client,
    marks.map(({ chunk }) => chunk),
  );
  const last = page.at(-1);
  const more = last !== undefined && (page.length < found.length || found.length === PAGE_LETTERS);
  return {
    letters,
    unreplayable: page.length - marks.length,
    ...(more && { next: { until, after: [last.refused_text, last.chunk_id, last.index, last.origin] } }),
  };
}

async function timeOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  return rows[0]!.now;
}

async function candidates(
  client: pg.ClientBase,
  conditions: LetterConditions,
  until: string,
  after: Position | undefined,
): Promise<Candidate[]> {
  const parameters: unknown[] = [until];
  const sql = ['refused_at <= $1::timestamptz', ...conditionsSql(conditions, parameters)];
  if (after !== undefined) sql.push(beyond('>', after, parameters));
  const { rows } = await client.query<Candidate>(
    `SELECT refused_at::text AS refused_text, chunk_id, index, origin, stage, source,
       source = '' AS unreadable, octet_length(raw) AS size, sinks, replay_chunk
     FROM laf.dead_letters WHERE ${sql.join(' AND ')}
     ORDER BY refused_at, chunk_id, index, origin LIMIT ${PAGE_LETTERS} FOR UPDATE`,
    parameters,
  );
  return rows;
}

/** The first ones whose records fit, at least one. */
function upToBytes(found: readonly Candidate[]): Candidate[] {
  let bytes = 0;
  const tooMany = found.findIndex(({ size }, index) => {
    bytes += size;
    return index > 0 && bytes > PAGE_BYTES;
  });
  return tooMany < 0 ? [...found] : found.slice(0, tooMany);
}

async function mark(
  client: pg.ClientBase,
  marks: readonly { letter: Candidate; chunk: string; sinks: readonly string[] }[],
): Promise<void> {
  if (marks.length === 0) return;
  await client.query(
    `UPDATE laf.dead_letters letter SET replay_chunk = mark.chunk, sinks = mark.sinks::jsonb
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[]) AS mark (id, index, origin, chunk, sinks)
     WHERE letter.chunk_id = mark.id AND letter.index = mark.index AND letter.origin = mark.origin`,
    [
      marks.map(({ letter }) => letter.chunk_id),
      marks.map(({ letter }) => letter.index),
      marks.map(({ letter }) => letter.origin),
      marks.map(({ chunk }) => chunk),
      marks.map(({ sinks }) => JSON.stringify(sinks)),
    ],
  );
}

async function markedLetters(client: pg.ClientBase, chunks: readonly string[]): Promise<MarkedLetter[]> {
  if (chunks.length === 0) return [];
  const { rows } = await client.query<MarkedRow>(
    `SELECT replay_chunk, event_id, (extract(epoch FROM received_at) * 1000000)::bigint AS received_micros, source, raw,
       arrival, sinks
     FROM laf.dead_letters WHERE replay_chunk = ANY($1::uuid[]) ORDER BY event_id`,
    [chunks],
  );
  return rows.map((row) => ({
    replayChunk: row.replay_chunk,
    eventId: row.event_id,
    receivedAtMicros: Number(row.received_micros),
    source: row.source,
    raw: row.raw,
    arrival: row.arrival ?? undefined,
    sinks: row.sinks,
  }));
}
