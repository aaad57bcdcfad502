import type pg from 'pg';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { databaseError, withClient } from './database.js';
import { filterToSql } from './filter-sql.js';
import { beginRemoval, deleteMatching, finishRemoval } from './removal.js';

/** What an erasure is to find, and who wants it. */
export interface Erasure {
  readonly filter: string;
  /** For laf.removals. */
  readonly actor: string;
  /** Whether a dead letter's record is one that the filter is about. */
  readonly matchesLetter: (raw: Buffer) => boolean;
}

export interface Erased {
  readonly events: number;
  readonly deadLetters: number;
}

/** The partitions of laf.logs; itself where somebody keeps it in another way, as by an extension. */
const TABLES = `
  SELECT relname AS name FROM pg_class
  WHERE CASE WHEN EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = 'laf.logs'::regclass)
    THEN oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'laf.logs'::regclass)
    ELSE oid = 'laf.logs'::regclass END
  ORDER BY relname DESC`;
const LETTERS_AT_ONCE = 500;
const LETTERS = `
  SELECT chunk_id, index, origin, raw FROM laf.dead_letters
  WHERE (chunk_id, index, origin) > ($1::uuid, $2::int, $3::text) ORDER BY chunk_id, index, origin LIMIT ${LETTERS_AT_ONCE}`;
const FORGET = `
  WITH gone AS (
    DELETE FROM laf.dead_letters WHERE (chunk_id, index, origin) IN
      (SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[]))
    RETURNING 1
  ), noted AS (
    UPDATE laf.removals SET dead_letters = dead_letters + (SELECT count(*) FROM gone), removed_at = clock_timestamp()
    WHERE id = $4
  )
  SELECT count(*)::int AS letters FROM gone`;

interface Letter {
  chunk_id: string;
  index: number;
  origin: string;
  raw: Buffer;
}

/** What {@link erase} would delete now. @throws FilterSyntaxError, RetryableError */
export async function countErasable(pool: pg.Pool, { filter, matchesLetter }: Erasure): Promise<Erased> {
  const parameters: unknown[] = [];
  const condition = filterToSql(parseFilter(filter), parameters);
  return asDatabase(async () => {
    const { rows } = await pool.query<{ events: number }>(
      `SELECT count(*)::float8 AS events FROM laf.logs WHERE ${condition}`,
      parameters,
    );
    let deadLetters = 0;
    for await (const letters of matchingLetters(pool, matchesLetter)) deadLetters += letters.length;
    return { events: rows[0]!.events, deadLetters };
  });
}

/**
 * Deletes what matches now, partition by partition in small transactions, takes it from the counts by minute and leaves
 * a row in laf.removals. Broken off half way, it has deleted what that row says; begun again, it deletes the rest.
 *
 * @throws FilterSyntaxError, RetryableError
 */
export async function erase(
  pool: pg.Pool,
  { filter, actor, matchesLetter }: Erasure,
  onProgress: (events: number) => void = () => {},
): Promise<Erased> {
  const tree = parseFilter(filter);
  return asDatabase(async () => {
    const removal = { kind: 'erasure' as const, what: filter, actor };
    const id = await withClient(pool, (client) => beginRemoval(client, removal));
    let events = 0;
    for (const { name } of (await pool.query<{ name: string }>(TABLES)).rows) {
      const parameters: unknown[] = [];
      const condition = filterToSql(tree, parameters);
      events += await deleteMatching(pool, { table: name, condition, parameters }, id, onProgress);
    }
    let deadLetters = 0;
    for await (const letters of matchingLetters(pool, matchesLetter)) {
      const keys = [
        letters.map((l) => l.chunk_id),
        letters.map((l) => l.index),
        letters.map((l) => l.origin),
      ];
      deadLetters += (await pool.query(FORGET, [...keys, id])).rows[0].letters;
    }
    await withClient(pool, (client) => finishRemoval(client, id));
    return { events, deadLetters };
  });
}

async function* matchingLetters(pool: pg.Pool, matches: Erasure['matchesLetter']): AsyncGenerator<Letter[]> {
  let after: [string, number, string] = ['00000000-0000-0000-0000-000000000000', -1, ''];
  for (;;) {
    const { rows } = await pool.query<Letter>(LETTERS, after);
    yield rows.filter(({ raw }) => matches(raw));
    const last = rows.at(-1);
    if (last === undefined || rows.length < LETTERS_AT_ONCE) return;
    after = [last.chunk_id, last.index, last.origin];
  }
}

async function asDatabase<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error) => {
    throw databaseError(error);
  });
}
