import type pg from 'pg';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import type { Micros } from '../../pipeline/time.js';
import { limitQueries } from './counting.js';
import { filterToSql } from './filter-sql.js';
import { knownByMinute } from './selection.js';
import { backwards, forwards, MINUTE, timeText } from './windows.js';

/** Rows of counts that are read at first; later ones read more, for what is rare. */
const FIRST_COUNTS = 2000;
const WIDENING = 8;
/** Events of the first window where only rows can say which match: sorted in some milliseconds. */
const FIRST_EVENTS = 10_000;

interface Counted {
  readonly minute: Micros;
  readonly events: number;
}

export interface DenseRange {
  readonly tree: FilterTree;
  readonly order: 'asc' | 'desc';
  readonly from: Micros;
  readonly to: Micros;
  /** Events that are asked for. */
  readonly need: number;
}

/**
 * The windows in which a page is looked for, newest or oldest first. The counts by minute say how far each has to reach:
 * logs of last year are found as quickly as those of the last minute, and a burst is not sorted as a whole.
 *
 * The counts only guide; what they do not know of is in the windows, too. The last ones, behind all counts, widen by themselves.
 */
export async function* denseWindows(
  client: pg.ClientBase,
  range: DenseRange,
): AsyncGenerator<[Micros, Micros]> {
  const descending = range.order === 'desc';
  const known = knownPart(range.tree);
  const need = known.whole ? range.need : FIRST_EVENTS;
  let { from, to } = range;
  for (let step = 1; from < to; step *= WIDENING) {
    const counts = await readCounts(client, { ...range, from, to }, known.tree, FIRST_COUNTS * step);
    const edge = edgeOf(counts.rows, need * (known.whole ? 1 : step), descending) ?? counts.end;
    if (edge === undefined) break;
    if (descending) {
      const start = Math.max(from, edge);
      yield [start, to];
      to = start;
    } else {
      const end = Math.min(to, edge + MINUTE);
      yield [from, end];
      from = end;
    }
  }
  yield* descending ? backwards(from, to) : forwards(from, to);
}

/** Where the counts reach the number of events; undefined where they do not. */
function edgeOf(counts: readonly Counted[], need: number, descending: boolean): Micros | undefined {
  const inOrder = counts.toSorted((a, b) => (descending ? b.minute - a.minute : a.minute - b.minute));
  let events = 0;
  for (const count of inOrder) {
    events += count.events;
    if (events >= need) return count.minute;
  }
  return undefined;
}

interface Counts {
  readonly rows: Counted[];
  /** The last minute up to which they are all there; undefined where there are none. */
  readonly end: Micros | undefined;
}

const TABLES = ['laf.rollup_minutes', 'laf.rollup_deltas'];

async function readCounts(
  client: pg.ClientBase,
  { order, from, to }: DenseRange,
  tree: FilterTree,
  most: number,
): Promise<Counts> {
  const descending = order === 'desc';
  const parameters: unknown[] = [timeText(Math.floor(from / MINUTE) * MINUTE), timeText(to)];
  const condition = filterToSql(tree, parameters);
  const pieces = TABLES.map(
    (table) =>
      `(SELECT (extract(epoch FROM minute) * 1000000)::float8 AS minute, events::float8 AS events FROM ${table}
        WHERE minute >= $1 AND minute < $2 AND ${condition} ORDER BY ${table}.minute ${order} LIMIT ${most})`,
  );
  await limitQueries(client);
  const parts = await Promise.all(pieces.map((text) => client.query<Counted>(text, parameters)));
  const ends = parts.flatMap(({ rows }) => (rows.length < most ? [] : [rows.at(-1)!.minute]));
  const rows = parts.flatMap((part) => part.rows);
  if (rows.length === 0) return { rows, end: undefined };
  const minutes = rows.map(({ minute }) => minute);
  const furthest = descending ? Math.min(...minutes) : Math.max(...minutes);
  const end = descending ? Math.max(furthest, ...ends) : Math.min(furthest, ...ends);
  return { rows: rows.filter(({ minute }) => (descending ? minute >= end : minute <= end)), end };
}

/** What of a filter the counts by minute know: all of it, or those of its conditions that all have to hold. */
function knownPart(tree: FilterTree): { tree: FilterTree; whole: boolean } {
  if (knownByMinute(tree)) return { tree, whole: true };
  const operands = tree.type === 'and' ? tree.operands.filter(knownByMinute) : [];
  return { tree: operands.length === 0 ? { type: 'all' } : { type: 'and', operands }, whole: false };
}
