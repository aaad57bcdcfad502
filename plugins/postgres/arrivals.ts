import type pg from 'pg';
import type { ArrivalQuery, Arrived } from '../../pipeline/live-history.js';
import { inSnapshot } from './cancellable.js';
import { filterToSql } from './filter-sql.js';
import { eventText, type Row, SELECT_COLUMNS } from './search.js';
import { treeOf } from './selection.js';

const PAGE_ROWS = 1000;
/** Ids have their milliseconds above this many bits. */
const ID_BITS = 22n;
const LEAST_WIDTH = 1n << ID_BITS;
const FIRST_WIDTH = 1000n << ID_BITS;
const WIDENING = 8n;

/**
 * Events by their ids, that is, in the order of their arrival. Windows of ids grow while they hold little and shrink when
 * one holds more than a page: BRIN then finds the few blocks of each, and no page sorts much more than itself.
 *
 * Each page is a transaction of its own, so a slow reader holds none open.
 *
 * @throws FilterSyntaxError, RetryableError
 */
export async function* arrivals(
  pool: pg.Pool,
  query: ArrivalQuery,
  signal: AbortSignal,
): AsyncGenerator<Arrived[]> {
  const to = BigInt(query.to);
  let width = FIRST_WIDTH;
  for (let from = BigInt(query.from); from <= to; ) {
    const end = from + width - 1n < to ? from + width - 1n : to;
    const rows = await inSnapshot(pool, signal, (client) => readPage(client, query.filter, from, end));
    const full = rows.length === PAGE_ROWS;
    from = (full ? BigInt(rows.at(-1)!.id) : end) + 1n;
    if (full) width = width / WIDENING > LEAST_WIDTH ? width / WIDENING : LEAST_WIDTH;
    else if (rows.length < PAGE_ROWS / Number(WIDENING)) width *= WIDENING;
    if (rows.length > 0) yield rows.map((row) => ({ id: row.id, text: eventText(row) }));
  }
}

async function readPage(client: pg.ClientBase, filter: string, from: bigint, to: bigint): Promise<Row[]> {
  const parameters: unknown[] = [String(from), String(to)];
  const condition = filterToSql(treeOf(filter), parameters);
  const { rows } = await client.query<Row>(
    `SELECT ${SELECT_COLUMNS} FROM laf.logs
     WHERE id BETWEEN $1 AND $2 AND ${condition} ORDER BY id LIMIT ${PAGE_ROWS}`,
    parameters,
  );
  return rows;
}
