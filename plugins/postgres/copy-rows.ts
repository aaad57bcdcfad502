import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { PermanentError } from '../../pipeline/errors.js';
import { databaseError, sqlState } from './database.js';
import { COLUMNS, COPY_HEADER, COPY_TRAILER, type RowBlock } from './row-encoder.js';

const COPY = `COPY laf.logs (${COLUMNS}) FROM STDIN (FORMAT binary)`;

/** Rows `from` up to `to` of a block. */
export interface RowRange<Block extends { readonly rows: RowBlock }> {
  readonly block: Block;
  readonly from: number;
  readonly to: number;
}

/** A row that PostgreSQL refuses, alone. */
export interface BadRow<Block> {
  readonly block: Block;
  readonly row: number;
  readonly reason: string;
  readonly sqlState: string | undefined;
  readonly column: string | undefined;
}

type HasRows = { readonly rows: RowBlock };

/** @throws the database's error; the transaction is of no more use then. */
export async function copyRows(client: pg.PoolClient, ranges: readonly RowRange<HasRows>[]): Promise<void> {
  if (countOf(ranges) === 0) return;
  const pieces = ranges.map(({ block, from, to }) => block.rows.rows(from, to));
  await pipeline(Readable.from([COPY_HEADER, ...pieces, COPY_TRAILER]), client.query(copyFrom(COPY)));
}

/**
 * Copies what can be copied and returns the rows that cannot: a part that fails is halved until the bad row is alone.
 * A savepoint before each part keeps the transaction whole.
 *
 * @throws RetryableError when it is not a row that is at fault.
 */
export async function copyBisecting<Block extends HasRows>(
  client: pg.PoolClient,
  ranges: readonly RowRange<Block>[],
): Promise<BadRow<Block>[]> {
  const count = countOf(ranges);
  if (count === 0) return [];
  await client.query('SAVEPOINT part');
  try {
    await copyRows(client, ranges);
    await client.query('RELEASE SAVEPOINT part');
    return [];
  } catch (error) {
    const known = databaseError(error);
    if (!(known instanceof PermanentError)) throw known;
    await client.query('ROLLBACK TO SAVEPOINT part');
    if (count === 1) return [badRow(ranges[0]!, error, known)];
  }
  const [left, right] = halves(ranges, Math.floor(count / 2));
  const bad = await copyBisecting(client, left);
  return [...bad, ...(await copyBisecting(client, right))];
}

function countOf(ranges: readonly RowRange<HasRows>[]): number {
  return ranges.reduce((count, { from, to }) => count + to - from, 0);
}

/** The first `count` rows, and the others. */
function halves<Block extends HasRows>(
  ranges: readonly RowRange<Block>[],
  count: number,
): [left: RowRange<Block>[], right: RowRange<Block>[]] {
  const [left, right]: [RowRange<Block>[], RowRange<Block>[]] = [[], []];
  let missing = count;
  for (const range of ranges) {
    const middle = Math.min(range.to, range.from + missing);
    missing -= middle - range.from;
    if (middle > range.from) left.push({ ...range, to: middle });
    if (range.to > middle) right.push({ ...range, from: middle });
  }
  return [left, right];
}

function badRow<Block>(
  { block, from }: { block: Block; from: number },
  error: unknown,
  known: PermanentError,
): BadRow<Block> {
  return { block, row: from, reason: known.message, sqlState: sqlState(error), column: columnOf(error) };
}

/** COPY names the column in the error's context: `COPY logs, line 1, column metadata`. */
function columnOf(error: unknown): string | undefined {
  const { column, where } = error as { column?: string; where?: string };
  return column ?? /, column (\w+)/.exec(where ?? '')?.[1];
}
