import { get } from '../api/client.js';
import type { Query } from '../api/query.js';
import type { LogPage, LogRecord } from '../api/types.js';
import { nextMicro } from '../view/range.js';
import type { Selection } from '../view/selection.js';
import { compareIds } from './event-window.js';
import { newestQuery } from './first-page.js';

const LARGEST_PAGE = 1000;
/** An answer should be about this large; rows of 1 MB come a few at a time. */
const PAGE_CHARACTERS = 4_000_000;
const SAMPLE = 50;
/** Pages of events that all have one time are passed over until one has something new, but not without end. */
const MOST_REPEATS = 20;

export interface Stretch {
  readonly logs: LogRecord[];
  /** Whether there is more beyond it. */
  readonly more: boolean;
  /** The server ended the search for the time it took, and cannot go on. */
  readonly unfinished?: boolean;
}

/**
 * A search that the server ends for the time it takes is gone on with until something is found.
 *
 * @param onEmpty told how far back there is nothing, RFC 3339
 */
export async function newestPage(
  selection: Selection,
  abort: AbortSignal,
  onEmpty: (searchedBackTo: string) => void,
): Promise<Stretch> {
  let query = newestQuery(selection);
  for (;;) {
    const { logs, next_cursor: cursor, ...searched } = await get<LogPage>('/logs/', query, abort);
    if (logs.length > 0 || cursor === null || !searched.truncated)
      return { logs, more: cursor !== null, unfinished: searched.truncated && cursor === null };
    if (searched.searched_back_to !== null) onEmpty(searched.searched_back_to);
    query = { ...query, cursor };
  }
}

export async function oldestPage(selection: Selection, abort: AbortSignal): Promise<Stretch> {
  const page = await get<LogPage>('/logs/', { ...newestQuery(selection), order: 'asc' }, abort);
  return { logs: page.logs, more: page.next_cursor !== null };
}

/** What lies before a log, in the order of time. */
export function pageBefore(
  selection: Selection,
  log: LogRecord,
  known: Known,
  abort: AbortSignal,
): Promise<Stretch> {
  const limit = pageSize(known.rows.slice(0, SAMPLE));
  return unknownPage({ ...selection, limit, to: nextMicro(log.timestamp), order: 'desc' }, known, abort);
}

export function pageAfter(
  selection: Selection,
  log: LogRecord,
  known: Known,
  abort: AbortSignal,
): Promise<Stretch> {
  const limit = pageSize(known.rows.slice(-SAMPLE));
  return unknownPage({ ...selection, limit, from: log.timestamp, order: 'asc' }, known, abort);
}

/** What is at hand already. */
export interface Known {
  has(id: string): boolean;
  readonly rows: readonly LogRecord[];
}

/** Bounds are times, and several logs can have one: those that are known come again and do not count. */
async function unknownPage(query: Query, known: Known, abort: AbortSignal): Promise<Stretch> {
  let cursor: string | null | undefined;
  for (let repeat = 0; repeat < MOST_REPEATS; ) {
    const parameters = { ...query, ...(cursor && { cursor }) };
    const page: LogPage = await get('/logs/', parameters, abort);
    const logs = page.logs.filter(({ id }) => !known.has(id));
    if (logs.length > 0 || page.next_cursor === null) return { logs, more: page.next_cursor !== null };
    cursor = page.next_cursor;
    if (!page.truncated) repeat += 1;
  }
  return { logs: [], more: false };
}

/** @param sample the logs next to those that are wanted */
function pageSize(sample: readonly LogRecord[]): number {
  const characters = sample.reduce((sum, { message }) => sum + message.length + 500, 0);
  const usual = sample.length === 0 ? 500 : characters / sample.length;
  return Math.max(10, Math.min(LARGEST_PAGE, Math.floor(PAGE_CHARACTERS / usual)));
}

/** Events beyond which a gap is not filled piece by piece: the newest page says more. */
const MOST_MISSED = 3000;

/**
 * What has arrived since a moment, whatever its time; undefined where that is too much.
 *
 * @param since an id
 * @param from RFC 3339; what is older is not asked for
 */
export async function arrivedSince(
  selection: Selection,
  since: string,
  from: string | undefined,
  abort: AbortSignal,
): Promise<LogRecord[] | undefined> {
  const own = selection.filter.trim();
  const filter = own === '' ? `id:>${since}` : `(${own}) id:>${since}`;
  const query = { ...selection, filter, from: from ?? selection.from, limit: 1000 };
  const logs: LogRecord[] = [];
  let cursor: string | null = '';
  do {
    const page: LogPage = await get<LogPage>('/logs/', { ...query, cursor }, abort);
    logs.push(...page.logs);
    cursor = page.next_cursor;
  } while (cursor !== null && logs.length < MOST_MISSED);
  return cursor === null ? logs : undefined;
}

/** An id holds when it was made: 41 bits of milliseconds above 22 others. */
export function idBefore(id: string, millis: number): string {
  const earlier = BigInt(id) - (BigInt(millis) << 22n);
  return String(earlier < 0n ? 0n : earlier);
}

export function latestId(logs: readonly LogRecord[], than: string): string {
  return logs.reduce((latest, { id }) => (compareIds(id, latest) > 0 ? id : latest), than);
}
