import type pg from 'pg';
import type { ExportQuery } from '../../pipeline/questions.js';
import { formatMicros } from '../../pipeline/time.js';
import { Snapshot } from './cancellable.js';
import { matchingRows } from './counting.js';
import { eventText, type Row, SELECT_COLUMNS } from './search.js';
import { rangeOf } from './selection.js';

/** A megabyte a record at worst, so this bounds the memory of an export. */
const ROWS_AT_ONCE = 200;
const CSV_HEADER = 'id,timestamp,received_at,level,source,application,format,message,metadata\r\n';

/**
 * Everything that matches, piece by piece through a cursor. Whoever stops reading early ends the query.
 *
 * @throws FilterSyntaxError, RetryableError
 */
export async function* exportLogs(
  pool: pg.Pool,
  query: ExportQuery,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const parameters: unknown[] = [];
  const source = matchingRows(rangeOf(query), parameters);
  const write = query.format === 'csv' ? csvLine : (row: Row) => `${eventText(row)}\n`;
  const snapshot = await Snapshot.open(pool, signal);
  try {
    await snapshot.client.query(
      `DECLARE found NO SCROLL CURSOR FOR SELECT ${SELECT_COLUMNS} FROM ${source} AS matching`,
      parameters,
    );
    if (query.format === 'csv') yield CSV_HEADER;
    for (;;) {
      const { rows } = await snapshot.client.query<Row>(`FETCH ${ROWS_AT_ONCE} FROM found`);
      if (rows.length > 0) yield rows.map(write).join('');
      if (rows.length < ROWS_AT_ONCE) return;
    }
  } catch (error) {
    throw snapshot.explain(error);
  } finally {
    await snapshot.close();
  }
}

/** A record of RFC 4180. Nothing is put before `=`, `+`, `-` or `@`: what comes out is what was logged. */
function csvLine(row: Row): string {
  const fields = [
    row.id,
    formatMicros(Number(row.micros)),
    formatMicros(Number(row.received_micros)),
    ...[row.level, row.source, row.application, row.format, row.message, row.metadata],
  ];
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
