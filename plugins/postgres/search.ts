import type pg from 'pg';
import { UserError } from '../../pipeline/errors.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { jsonString } from '../../pipeline/json-text.js';
import type { ContextQuery, LogContext } from '../../pipeline/questions.js';
import type { EventText, LogPage, LogQuery } from '../../pipeline/store.js';
import { formatMicros, type Micros } from '../../pipeline/time.js';
import { filterToSql } from './filter-sql.js';
import { backwards, EARLIEST, forwards, LATEST, timeText } from './windows.js';

export interface Row {
  id: string;
  micros: string;
  received_micros: string;
  level: string;
  source: string;
  application: string;
  format: string;
  message: string;
  metadata: string;
}

/** Times as microseconds and metadata as text: JavaScript's Date and numbers would lose some of both. */
export const SELECT_COLUMNS = `
  id, (extract(epoch FROM "timestamp") * 1000000)::bigint AS micros,
  (extract(epoch FROM received_at) * 1000000)::bigint AS received_micros,
  level, source, application, format, message, metadata::text AS metadata`;
const SELECT = `SELECT ${SELECT_COLUMNS} FROM laf.logs`;

/** The last event of a page: where the next one goes on. */
interface Position {
  micros: string;
  id: string;
}

/** @param id decimal, within 64 bits */
export async function findLog(client: pg.ClientBase, id: string): Promise<EventText | undefined> {
  const { rows } = await client.query<Row>(`${SELECT} WHERE id = $1 LIMIT 1`, [id]);
  return rows[0] && eventText(rows[0]);
}

/** One page, newest or oldest first. @throws FilterSyntaxError, UserError for a cursor that is none. */
export async function searchLogs(client: pg.ClientBase, query: LogQuery): Promise<LogPage> {
  const rows = await new PageReader(client, query, treeOf(query.filter)).read();
  const more = rows.length > query.limit;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    logs: page.map(eventText),
    next_cursor: more && last !== undefined ? encodeCursor(last) : null,
  };
}

/** @param filter undefined or '' matches all. @throws FilterSyntaxError */
export function treeOf(filter: string | undefined): FilterTree {
  return filter === undefined || filter.trim() === '' ? { type: 'all' } : parseFilter(filter);
}

/** An event and its neighbours of the same source, oldest first; undefined where there is none with this id. */
export async function findContext(
  client: pg.ClientBase,
  { id, before, after }: ContextQuery,
): Promise<LogContext | undefined> {
  const { rows } = await client.query<Row>(`${SELECT} WHERE id = $1 LIMIT 1`, [id]);
  const event = rows[0];
  if (event === undefined) return undefined;
  const tree: FilterTree = { type: 'text', field: 'source', test: { type: 'equals', text: event.source } };
  const neighbours = async (order: 'asc' | 'desc', count: number) => {
    const query: LogQuery = { order, limit: count, cursor: encodeCursor(event) };
    const found = count === 0 ? [] : await new PageReader(client, query, tree).read();
    return found.slice(0, count).map(eventText);
  };
  const older = await neighbours('desc', before);
  return { before: older.reverse(), event: eventText(event), after: await neighbours('asc', after) };
}

export function eventText(row: Row): EventText {
  return (
    `{"id":"${row.id}","timestamp":"${formatMicros(Number(row.micros))}"` +
    `,"received_at":"${formatMicros(Number(row.received_micros))}","level":"${row.level}"` +
    `,"source":${jsonString(row.source)},"application":${jsonString(row.application)}` +
    `,"message":${jsonString(row.message)},"metadata":${row.metadata},"format":${jsonString(row.format)}}`
  );
}

/** Doubles in the year 9999 are this far apart: less would not lead to a later time. */
const NEXT_TIME: Micros = 32;

/**
 * Reads a page window by window, each wider than the last, so that BRIN finds the few blocks of the newest minute and
 * no query sorts the table while the page can be filled from less.
 */
class PageReader {
  readonly #rows: Row[] = [];
  readonly #from: Micros;
  readonly #to: Micros;
  readonly #after: Position | undefined;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly query: LogQuery,
    private readonly tree: FilterTree,
  ) {
    this.#after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const at = this.#after === undefined ? undefined : Number(this.#after.micros);
    const newestFirst = query.order === 'desc';
    this.#from = Math.max(query.fromMicros ?? EARLIEST, newestFirst ? EARLIEST : (at ?? EARLIEST));
    this.#to = Math.min(query.toMicros ?? LATEST, newestFirst && at !== undefined ? at + NEXT_TIME : LATEST);
  }

  async read(): Promise<Row[]> {
    for (const [from, to] of this.#windows()) {
      this.#rows.push(...(await this.#window(from, to)));
      if (this.#rows.length > this.query.limit) break;
    }
    return this.#rows;
  }

  #windows(): Iterable<[Micros, Micros]> {
    if (this.query.order === 'desc') return backwards(this.#from, this.#to);
    const bounded = this.query.fromMicros !== undefined || this.#after !== undefined;
    return bounded ? forwards(this.#from, this.#to) : [[this.#from, this.#to]];
  }

  async #window(from: Micros, to: Micros): Promise<Row[]> {
    const { query } = this;
    const parameters: unknown[] = [timeText(from), timeText(to)];
    const conditions = ['"timestamp" >= $1', '"timestamp" < $2'];
    conditions.push(filterToSql(this.tree, parameters));
    if (this.#after !== undefined) {
      const { micros, id } = this.#after;
      parameters.push(timeText(Number(micros)), id);
      const [time, key] = [`$${parameters.length - 1}::timestamptz`, `$${parameters.length}::bigint`];
      conditions.push(`("timestamp", id) ${query.order === 'desc' ? '<' : '>'} (${time}, ${key})`);
    }
    const direction = query.order === 'desc' ? 'DESC' : 'ASC';
    const { rows } = await this.client.query<Row>(
      `${SELECT} WHERE ${conditions.join(' AND ')}
       ORDER BY "timestamp" ${direction}, id ${direction} LIMIT ${query.limit + 1 - this.#rows.length}`,
      parameters,
    );
    return rows;
  }
}

function encodeCursor({ micros, id }: Position): string {
  return Buffer.from(`${micros}.${id}`).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  const match = /^(-?\d{1,18})\.(\d{1,19})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) {
    throw new UserError(
      `cursor "${cursor.slice(0, 100)}" is none: it has to be the next_cursor of an earlier page`,
    );
  }
  return { micros: match[1]!, id: match[2]! };
}
