import type pg from 'pg';
import { UserError } from '../../pipeline/errors.js';
import { arrivalMicros } from '../../pipeline/event-id.js';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { jsonString } from '../../pipeline/json-text.js';
import type { ContextQuery, LogContext } from '../../pipeline/questions.js';
import type { EventText, LogPage, LogQuery } from '../../pipeline/store.js';
import { formatMicros, type Micros } from '../../pipeline/time.js';
import { BUDGET_MILLIS, truncatedAt, withinTime } from './counting.js';
import { denseWindows } from './dense-windows.js';
import { filterToSql } from './filter-sql.js';
import { Parameters } from './filter-sql-parameters.js';
import { hintToSql } from './index-hints.js';
import { type Segment, segmentsOf } from './known-values.js';
import type { CountedRange } from './minute-counts.js';
import { treeOf } from './selection.js';
import { EARLIEST, LATEST, timeText } from './windows.js';

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
  const row = await findRow(client, id);
  return row && eventText(row);
}

/** How long before its arrival a record usually happened, and how far its sender's clock may be ahead. */
const USUAL_DELAY_MICROS = 3_600_000_000;
const USUAL_LEAD_MICROS = 60_000_000;

/** An id says when its event arrived: the one or two partitions of that time are asked first, and then all. */
async function findRow(client: pg.ClientBase, id: string): Promise<Row | undefined> {
  const arrival = arrivalMicros(id);
  const [from, to] = [arrival - USUAL_DELAY_MICROS, arrival + USUAL_LEAD_MICROS].map(timeText);
  const near = await client.query<Row>(
    `${SELECT} WHERE id = $1 AND "timestamp" >= $2 AND "timestamp" < $3 LIMIT 1`,
    [id, from, to],
  );
  return near.rows[0] ?? (await client.query<Row>(`${SELECT} WHERE id = $1 LIMIT 1`, [id])).rows[0];
}

/** One page, newest or oldest first. @throws FilterSyntaxError, UserError for a cursor that is none. */
export async function searchLogs(
  client: pg.ClientBase,
  query: LogQuery,
  budgetMillis?: number,
): Promise<LogPage> {
  const reader = new PageReader(client, query, treeOf(query.filter), budgetMillis);
  const rows = await reader.read();
  const more = rows.length > query.limit;
  const page = rows.slice(0, query.limit);
  const last = more ? page.at(-1) : reader.reached;
  return {
    logs: page.map(eventText),
    next_cursor: last === undefined ? null : encodeCursor(last),
    ...reader.truncation,
  };
}

/** An event and its neighbours of the same source, oldest first; undefined where there is none with this id. */
export async function findContext(
  client: pg.ClientBase,
  { id, before, after }: ContextQuery,
): Promise<LogContext | undefined> {
  const event = await findRow(client, id);
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
  readonly #start: Micros;
  /** All between here and the start of the search has been looked at. */
  #reached: Micros;
  #truncated = false;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly query: LogQuery,
    private readonly tree: FilterTree,
    private readonly budgetMillis = BUDGET_MILLIS,
  ) {
    this.#after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const at = this.#after === undefined ? undefined : Number(this.#after.micros);
    const newestFirst = query.order === 'desc';
    this.#from = Math.max(query.fromMicros ?? EARLIEST, newestFirst ? EARLIEST : (at ?? EARLIEST));
    this.#to = Math.min(query.toMicros ?? LATEST, newestFirst && at !== undefined ? at + NEXT_TIME : LATEST);
    this.#start = newestFirst ? this.#to : this.#from;
    this.#reached = this.#start;
  }

  /** Where the next page goes on after this one was given up; undefined when it was not, or got nowhere. */
  get reached(): Position | undefined {
    if (!this.#truncated || this.#reached === this.#start) return undefined;
    return { micros: `${this.#reached}`, id: '0' };
  }

  get truncation(): Pick<LogPage, 'truncated' | 'searched_back_to'> {
    if (!this.#truncated) return { truncated: false, searched_back_to: null };
    const { searched_back_to } = truncatedAt(this.#reached);
    return { truncated: true, searched_back_to: this.query.order === 'desc' ? searched_back_to : null };
  }

  async read(): Promise<Row[]> {
    const deadline = performance.now() + this.budgetMillis;
    const range = { tree: this.tree, order: this.query.order, from: this.#from, to: this.#to };
    for await (const segment of this.#segments(range)) {
      const left = deadline - performance.now();
      const found = left <= 0 ? undefined : await withinTime(this.client, left, () => this.#read(segment));
      if (found === undefined) {
        this.#truncated = true;
        break;
      }
      this.#rows.push(...found);
      this.#reached = this.query.order === 'desc' ? segment.from : segment.to;
      if (this.#rows.length > this.query.limit) break;
    }
    return this.#rows;
  }

  /** Parts of windows in which something may match, in the order of the page. */
  async *#segments(range: CountedRange): AsyncGenerator<Segment> {
    const page = { need: this.query.limit + 1, found: () => this.#rows.length };
    for await (const [from, to] of denseWindows(this.client, { ...range, ...page })) {
      const segments = await segmentsOf(this.client, this.tree, from, to);
      yield* this.query.order === 'desc' ? segments.reverse() : segments;
    }
  }

  async #read({ from, to, hints }: Segment): Promise<Row[]> {
    const { query } = this;
    const parameters: unknown[] = [timeText(from), timeText(to)];
    const conditions = ['"timestamp" >= $1', '"timestamp" < $2'];
    conditions.push(filterToSql(this.tree, parameters));
    for (const hint of hints) conditions.push(hintToSql(hint, new Parameters(parameters)));
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
