import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { PermanentError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import { databaseError, sqlState } from './database.js';
import { COLUMNS, RowEncoder } from './row-encoder.js';

const COPY = `COPY laf.logs (${COLUMNS}) FROM STDIN (FORMAT binary)`;

/** A row that PostgreSQL refuses, alone. */
export interface BadRow {
  readonly event: LogEvent;
  readonly reason: string;
  readonly sqlState: string | undefined;
  readonly column: string | undefined;
}

/** Encoders that no COPY uses now; their memory is large, and made anew for each batch it would all wait for the collector. */
const idleEncoders: RowEncoder[] = [];

/** @throws the database's error; the transaction is of no more use then. */
export async function copyRows(client: pg.PoolClient, events: readonly LogEvent[]): Promise<void> {
  if (events.length === 0) return;
  const encoder = idleEncoders.pop() ?? new RowEncoder();
  const stream = client.query(copyFrom(COPY));
  stream.end(encoder.encode(events));
  await finished(stream);
  // Not after a failure: the socket may still hold the rows.
  idleEncoders.push(encoder);
}

/**
 * Copies what can be copied and returns the rows that cannot: a part that fails is halved until the bad row is alone.
 * A savepoint before each part keeps the transaction whole.
 *
 * @throws RetryableError when it is not a row that is at fault.
 */
export async function copyBisecting(client: pg.PoolClient, events: readonly LogEvent[]): Promise<BadRow[]> {
  if (events.length === 0) return [];
  await client.query('SAVEPOINT part');
  try {
    await copyRows(client, events);
    await client.query('RELEASE SAVEPOINT part');
    return [];
  } catch (error) {
    const known = databaseError(error);
    if (!(known instanceof PermanentError)) throw known;
    await client.query('ROLLBACK TO SAVEPOINT part');
    if (events.length === 1) return [badRow(events[0]!, error, known)];
  }
  const middle = Math.floor(events.length / 2);
  const left = await copyBisecting(client, events.slice(0, middle));
  return [...left, ...(await copyBisecting(client, events.slice(middle)))];
}

function badRow(event: LogEvent, error: unknown, known: PermanentError): BadRow {
  return { event, reason: known.message, sqlState: sqlState(error), column: columnOf(error) };
}

/** COPY names the column in the error's context: `COPY logs, line 1, column metadata`. */
function columnOf(error: unknown): string | undefined {
  const { column, where } = error as { column?: string; where?: string };
  return column ?? /, column (\w+)/.exec(where ?? '')?.[1];
}
