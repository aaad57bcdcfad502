import type pg from 'pg';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { type Micros, nowMicros } from '../../pipeline/time.js';
import { type CountedMinute, type CountedRange, minuteCounts } from './minute-counts.js';
import { knownByMinute } from './selection.js';
import { MINUTE } from './windows.js';

const WIDENING = 8;
/** Events of the first window where only rows can say which match: sorted in some milliseconds. */
const FIRST_EVENTS = 10_000;
/** A minute with so many times the events that are needed is gone through in parts: it can have millions. */
const CROWDED = 8;
/** Events are not spread evenly over their minute, and what matches not over the events. */
const SPARE = 2;

export interface DenseRange extends CountedRange {
  /** Events that are asked for. */
  readonly need: number;
  /** How many of them have been found in the windows so far. */
  readonly found: () => number;
}

type Window = [from: Micros, to: Micros];

/**
 * The windows in which a page is looked for, newest or oldest first. The counts by minute say how far each has to reach:
 * logs of last year are found as quickly as those of the last minute, and a burst is not sorted as a whole. Where they
 * know of nothing there is nothing, as they are written with the rows.
 */
export async function* denseWindows(client: pg.ClientBase, range: DenseRange): AsyncGenerator<Window> {
  const known = knownPart(range.tree);
  const rest = new Rest(range);
  let need = known.whole ? range.need : FIRST_EVENTS;
  let seen = 0;
  let events = 0;
  let last: CountedMinute | undefined;
  for await (const counted of minuteCounts(client, { ...range, tree: known.tree })) {
    last = counted;
    events += counted.events;
    if (events < need) continue;
    yield* rest.through(counted, need);
    seen += events;
    events = 0;
    if (!known.whole) need = widened(need, seen, range);
  }
  if (events > 0) yield* rest.through(last!, need);
}

/** So many events as the page still takes, by how many of those seen have matched; ever more while that is none. */
function widened(need: number, seen: number, range: DenseRange): number {
  const found = range.found();
  const guess = found === 0 ? Infinity : (SPARE * (range.need - found) * seen) / found;
  return Math.min(need * WIDENING, Math.max(FIRST_EVENTS, guess));
}

/** What of a range has not been looked through. */
class Rest {
  readonly #descending: boolean;
  #from: Micros;
  #to: Micros;

  constructor({ order, from, to }: CountedRange) {
    this.#descending = order === 'desc';
    this.#from = from;
    this.#to = to;
  }

  /** Windows up to the end of a minute, seen from where the rest begins. */
  *through({ minute, events }: CountedMinute, need: number): Generator<Window> {
    if (events < CROWDED * need) {
      yield* this.#upTo(minute, minute + MINUTE);
      return;
    }
    const end = nowWithin(minute) ?? minute + MINUTE;
    // Up to the near end of the minute, which may still go on.
    yield* this.#upTo(end, minute);
    for (let width = (MINUTE * SPARE * need) / events; width < MINUTE; width *= WIDENING) {
      yield* this.#upTo(end - Math.round(width), minute + Math.round(width));
    }
    yield* this.#upTo(minute, minute + MINUTE);
  }

  /** Back to `start` or on to `end`. */
  *#upTo(start: Micros, end: Micros): Generator<Window> {
    const window: Window = this.#descending
      ? [Math.max(this.#from, start), this.#to]
      : [this.#from, Math.min(this.#to, end)];
    if (window[0] >= window[1]) return;
    yield window;
    if (this.#descending) this.#to = window[0];
    else this.#from = window[1];
  }
}

/** The present, where it lies in this minute. */
function nowWithin(minute: Micros): Micros | undefined {
  const now = nowMicros();
  return now >= minute && now < minute + MINUTE ? now : undefined;
}

/** What of a filter the counts by minute know: all of it, or those of its conditions that all have to hold. */
function knownPart(tree: FilterTree): { tree: FilterTree; whole: boolean } {
  if (knownByMinute(tree)) return { tree, whole: true };
  const operands = tree.type === 'and' ? tree.operands.filter(knownByMinute) : [];
  return { tree: operands.length === 0 ? { type: 'all' } : { type: 'and', operands }, whole: false };
}
