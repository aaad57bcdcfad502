import type pg from 'pg';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import type { Micros } from '../../pipeline/time.js';
import { limitQueries } from './counting.js';
import { filterToSql } from './filter-sql.js';
import { MINUTE, timeText } from './windows.js';

/** Rows of counts that are read at first; then more, for what is rare. */
const FIRST_COUNTS = 2000;
const WIDENING = 8;
const TABLES = ['laf.rollup_minutes', 'laf.rollup_deltas'];

export interface CountedMinute {
  readonly minute: Micros;
  readonly events: number;
}

/** A stretch of time whose counts are asked for. */
export interface CountedRange {
  /** What the counts by minute know: see selection.ts. */
  readonly tree: FilterTree;
  readonly order: 'asc' | 'desc';
  readonly from: Micros;
  readonly to: Micros;
}

/** The minutes that have events by the counts, newest or oldest first. One with very many counts may have too few. */
export async function* minuteCounts(
  client: pg.ClientBase,
  range: CountedRange,
): AsyncGenerator<CountedMinute> {
  const descending = range.order === 'desc';
  let { from, to } = range;
  for (let most = FIRST_COUNTS; from < to; most *= WIDENING) {
    const { minutes, end } = await readCounts(client, { ...range, from, to }, most);
    yield* minutes;
    if (end === undefined) return;
    if (descending) to = end;
    else from = end + MINUTE;
  }
}

interface MinuteRow extends CountedMinute {
  /** How many rows of counts. */
  readonly counts: number;
}

interface Counts {
  readonly minutes: CountedMinute[];
  /** The last minute up to which they are all there; undefined when that is the whole range. */
  readonly end: Micros | undefined;
}

async function readCounts(
  client: pg.ClientBase,
  { tree, order, from, to }: CountedRange,
  most: number,
): Promise<Counts> {
  const descending = order === 'desc';
  const parameters: unknown[] = [timeText(Math.floor(from / MINUTE) * MINUTE), timeText(to)];
  const condition = filterToSql(tree, parameters);
  await limitQueries(client);
  const parts: MinuteRow[][] = [];
  for (const table of TABLES) {
    const { rows } = await client.query<MinuteRow>(
      `SELECT (extract(epoch FROM minute) * 1000000)::float8 AS minute, sum(events)::float8 AS events, count(*)::int AS counts
       FROM (SELECT minute, events FROM ${table} WHERE minute >= $1 AND minute < $2 AND ${condition}
         ORDER BY minute ${order} LIMIT ${most}) AS counted
       GROUP BY counted.minute ORDER BY counted.minute ${order}`,
      parameters,
    );
    parts.push(rows);
  }
  const ends = parts.filter((rows) => countsOf(rows) === most).map((rows) => rows.at(-1)!.minute);
  const end = ends.length === 0 ? undefined : descending ? Math.max(...ends) : Math.min(...ends);
  const minutes = joined(parts.flat(), descending);
  if (end === undefined) return { minutes, end };
  return { minutes: minutes.filter(({ minute }) => (descending ? minute >= end : minute <= end)), end };
}

function countsOf(rows: readonly MinuteRow[]): number {
  return rows.reduce((sum, { counts }) => sum + counts, 0);
}

function joined(rows: readonly MinuteRow[], descending: boolean): CountedMinute[] {
  const sums = new Map<Micros, number>();
  for (const { minute, events } of rows) sums.set(minute, (sums.get(minute) ?? 0) + events);
  return [...sums]
    .map(([minute, events]) => ({ minute, events }))
    .sort((a, b) => (descending ? b.minute - a.minute : a.minute - b.minute));
}
