import type pg from 'pg';
import { withClient } from './database.js';

/*
 * Deleting on purpose. Each transaction takes the rows, subtracts them from the counts by minute and adds them to
 * their row in laf.removals, so that totals and accounts balance at every moment and after a crash.
 */

export type RemovalKind = 'retention' | 'erasure';

/** Deleted in one transaction: short enough that nobody waits for it. */
const AT_ONCE = 5000;

/** @returns the id of the row in laf.removals that counts what goes */
export async function beginRemoval(
  client: pg.ClientBase,
  removal: { kind: RemovalKind; what: string; actor: string },
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'INSERT INTO laf.removals (kind, what, actor) VALUES ($1, $2, $3) RETURNING id',
    [removal.kind, removal.what.replaceAll('\0', '\ufffd'), removal.actor],
  );
  return rows[0]!.id;
}

/** A rule of retention that found nothing leaves no row. */
export async function finishRemoval(client: pg.ClientBase, id: string): Promise<void> {
  await client.query('UPDATE laf.removals SET finished_at = now() WHERE id = $1', [id]);
  await client.query(
    `DELETE FROM laf.removals WHERE id = $1 AND kind = 'retention' AND events = 0 AND dead_letters = 0`,
    [id],
  );
}

export interface Matching {
  /** Name of a partition in schema laf. */
  readonly table: string;
  /** SQL of what goes, with its values from $1 on. */
  readonly condition: string;
  readonly parameters: readonly unknown[];
}

/**
 * Deletes the rows that match now. They are looked up once, by whatever index there is, and go in small transactions;
 * what arrives meanwhile stays.
 *
 * @param onDeleted is told after each transaction
 * @returns how many went
 */
export async function deleteMatching(
  pool: pg.Pool,
  { table, condition, parameters }: Matching,
  removal: string,
  onDeleted: (events: number) => void = () => {},
): Promise<number> {
  let deleted = 0;
  await withClient(pool, async (reader) => {
    await reader.query('BEGIN READ ONLY');
    await reader.query(
      `DECLARE found NO SCROLL CURSOR FOR SELECT ctid::text AS place FROM laf.${table} WHERE ${condition}`,
      [...parameters],
    );
    for (;;) {
      const { rows } = await reader.query<{ place: string }>(`FETCH ${AT_ONCE} FROM found`);
      if (rows.length === 0) break;
      const places = rows.map(({ place }) => place);
      const events = await withClient(pool, (client) =>
        deleteAt(client, { table, condition, parameters }, places, removal),
      );
      deleted += events;
      onDeleted(events);
    }
    await reader.query('COMMIT');
  });
  return deleted;
}

async function deleteAt(
  client: pg.ClientBase,
  { table, condition, parameters }: Matching,
  places: readonly string[],
  removal: string,
): Promise<number> {
  const next = parameters.length + 1;
  // The condition again: a place can have another row once the one that was found is gone.
  const { rows } = await client.query<{ events: number }>(
    `WITH gone AS (
       DELETE FROM laf.${table} WHERE ctid = ANY ($${next}::text[]::tid[]) AND ${condition}
       RETURNING "timestamp", level, source, application
     ), uncounted AS (
       INSERT INTO laf.rollup_deltas (minute, level, source, application, events)
       SELECT date_trunc('minute', "timestamp", 'UTC'), level, source, application, -count(*)
       FROM gone GROUP BY 1, 2, 3, 4
     ), noted AS (
       UPDATE laf.removals SET events = events + (SELECT count(*) FROM gone), removed_at = clock_timestamp()
       WHERE id = $${next + 1} AND EXISTS (SELECT FROM gone)
     )
     SELECT count(*)::int AS events FROM gone`,
    [...parameters, places, removal],
  );
  return rows[0]!.events;
}
