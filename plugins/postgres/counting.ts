import type pg from 'pg';
import type { Coverage } from '../../pipeline/questions.js';
import { formatMicros, type Micros } from '../../pipeline/time.js';
import { isCancelled } from './cancellable.js';
import { sqlState } from './database.js';
import { filterToSql } from './filter-sql.js';
import type { Range } from './selection.js';
import { backwards, LATEST, MINUTE, timeText } from './windows.js';

/** What a question may take altogether; then it is answered with what has been seen. */
export const BUDGET_MILLIS = 10_000;
/** A query that must be finished, because there is nothing to answer without it. */
const LIMIT_MILLIS = 30_000;
const QUERY_CANCELED = '57014';

/**
 * What to count, for a FROM: `time, level, source, application, events`. Whole minutes come from the counts, the edges
 * of the range from the rows.
 */
export function countsByMinute({ tree, from, to }: Range, parameters: unknown[]): string {
  const condition = filterToSql(tree, parameters);
  const [first, end] = [Math.ceil(from / MINUTE) * MINUTE, Math.floor(to / MINUTE) * MINUTE];
  const piece = (columns: string, table: string, time: string, start: Micros, before: Micros) =>
    `SELECT ${columns} FROM ${table} WHERE ${between(time, start, before, parameters)} AND ${condition}`;
  const rows = (start: Micros, before: Micros) =>
    piece(
      '"timestamp" AS time, level, source, application, 1 AS events',
      'laf.logs',
      '"timestamp"',
      start,
      before,
    );
  if (first >= end) return `(${rows(from, to)})`;
  const pieces = [
    piece('minute AS time, level, source, application, events', 'laf.rollups', 'minute', first, end),
  ];
  if (from < first) pieces.push(rows(from, first));
  if (end < to) pieces.push(rows(end, to));
  return `(${pieces.join(' UNION ALL ')})`;
}

/** The rows themselves, for a FROM, with all columns, `time` and `events`. */
export function matchingRows({ tree, from, to }: Range, parameters: unknown[]): string {
  const condition = filterToSql(tree, parameters);
  const time = between('"timestamp"', from, to, parameters);
  return `(SELECT *, "timestamp" AS time, 1 AS events FROM laf.logs WHERE ${time} AND ${condition})`;
}

function between(column: string, from: Micros, to: Micros, parameters: unknown[]): string {
  parameters.push(timeText(from), timeText(to));
  const [lower, upper] = [`$${parameters.length - 1}::timestamptz`, `$${parameters.length}::timestamptz`];
  return `${column} >= ${lower} AND ${column} < ${upper}`;
}

export const COMPLETE: Coverage = { exact: true, truncated: false, searched_back_to: null };

/** Limits each query that follows in the transaction. */
export async function limitQueries(client: pg.ClientBase, millis = LIMIT_MILLIS): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(millis))}`);
}

/**
 * Counts window by window back from the end of the range, until the range, the time or the caller's room is used up.
 *
 * @param count counts a window, and returns whether to go on
 */
export async function countBackwards(
  client: pg.ClientBase,
  range: Range,
  count: (window: Range) => Promise<boolean>,
  budgetMillis = BUDGET_MILLIS,
): Promise<Coverage> {
  const deadline = performance.now() + budgetMillis;
  let reached = range.to;
  for (const [from, to] of backwards(range.from, range.to)) {
    const left = deadline - performance.now();
    if (left <= 0) return truncatedAt(reached);
    const goOn = await withinTime(client, left, () => count({ ...range, from, to }));
    if (goOn === undefined) return truncatedAt(reached);
    if (!goOn) return from > range.from ? truncatedAt(from) : COMPLETE;
    reached = from;
  }
  return COMPLETE;
}

/** Undefined when the time is over before `work` has ended; the transaction is as it was before then. */
export async function withinTime<T>(
  client: pg.ClientBase,
  millis: number,
  work: () => Promise<T>,
): Promise<T | undefined> {
  await client.query(`SAVEPOINT attempt; SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(millis))}`);
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== QUERY_CANCELED || isCancelled(client)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT attempt');
    return undefined;
  }
}

export function truncatedAt(micros: Micros): Coverage {
  return {
    exact: false,
    truncated: true,
    searched_back_to: formatMicros(Math.min(micros, LATEST - 1_000_000)),
  };
}
