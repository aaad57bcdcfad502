import type { LogRecord } from '../api/types.js';

/**
 * The logs that are at hand: a gapless stretch of all that match, in the order of their time, oldest first. Both ends
 * can be cut to bound memory; what was cut is read again from the store.
 */
export class EventWindow {
  #rows: LogRecord[] = [];
  #ids = new Set<string>();

  get rows(): readonly LogRecord[] {
    return this.#rows;
  }

  get oldest(): LogRecord | undefined {
    return this.#rows[0];
  }

  get newest(): LogRecord | undefined {
    return this.#rows.at(-1);
  }

  clear(): void {
    this.#rows = [];
    this.#ids.clear();
  }

  /** Puts logs, in any order, in their places; those that are there already count nothing. */
  add(events: readonly LogRecord[]): number {
    const fresh: LogRecord[] = [];
    for (const event of events) {
      if (this.#ids.has(event.id)) continue;
      this.#ids.add(event.id);
      fresh.push(event);
    }
    if (fresh.length === 0) return 0;
    fresh.sort(byTime);
    this.#rows = merged(this.#rows, fresh);
    return fresh.length;
  }

  /** Keeps at most so many logs, and so many characters of text. Returns how many were cut. */
  trim(end: 'oldest' | 'newest', mostRows: number, mostCharacters = Number.POSITIVE_INFINITY): number {
    const rows = this.#rows;
    let count = rows.length;
    let characters = 0;
    for (let kept = 0; kept < rows.length; kept++) {
      characters += weightOf(rows[end === 'oldest' ? rows.length - 1 - kept : kept]!);
      if (kept < mostRows && (kept === 0 || characters <= mostCharacters)) continue;
      count = kept;
      break;
    }
    const cut = end === 'oldest' ? rows.slice(0, rows.length - count) : rows.slice(count);
    if (cut.length === 0) return 0;
    for (const { id } of cut) this.#ids.delete(id);
    this.#rows = end === 'oldest' ? rows.slice(rows.length - count) : rows.slice(0, count);
    return cut.length;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Place of a log, oldest first; -1 where it is not at hand. */
  indexOf(id: string): number {
    return this.#ids.has(id) ? this.#rows.findLastIndex((row) => row.id === id) : -1;
  }
}

/** Times are written alike, so they compare as texts; ids are decimals without leading zeros. */
export function byTime(a: LogRecord, b: LogRecord): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
  return compareIds(a.id, b.id);
}

export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** New logs nearly always go to one end, so that the rest stays as it is. */
function merged(rows: LogRecord[], fresh: LogRecord[]): LogRecord[] {
  const first = rows[0];
  if (first === undefined || byTime(fresh.at(-1)!, first) < 0) return [...fresh, ...rows];
  let keep = rows.length;
  while (keep > 0 && byTime(rows[keep - 1]!, fresh[0]!) > 0) keep -= 1;
  const tail = [...rows.slice(keep), ...fresh].sort(byTime);
  return keep === 0 ? tail : [...rows.slice(0, keep), ...tail];
}

/** About how much memory a log takes, in characters; its metadata are seldom large where its message is not. */
function weightOf({ message }: LogRecord): number {
  return 500 + message.length;
}
