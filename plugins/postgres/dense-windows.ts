import type pg from 'pg';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import { type Micros, nowMicros } from '../../pipeline/time.js';
import { type CountedMinute, type CountedRange, minuteCounts } from './minute-counts.js';
import { knownByMinute } from './selection.js';
import { backwards, forwards, MINUTE, WIDE } from './windows.js';

const WIDENING = 8;
/** Events of the first window where only rows can say which match: sorted in some milliseconds. */
const FIRST_EVENTS = 10_000;
/** A minute with so many times the events that are needed is gone through in parts: it can have millions. */
const CROWDED = 8;
/** Events are not spread evenly over their minute. */
const SPARE = 2;

export interface DenseRange extends CountedRange {
  /** Events that are asked for. */
  readonly need: number;
}

type Window = [from: Micros, to: Micros];

/**
 * The windows in which a page is looked for, newest or oldest first. The counts by minute say how far each has to reach:
 * logs of last year are found as quickly as those of the last minute, and a burst is not sorted as a whole.
 *
 * The counts only guide; what they do not know of is in the windows, too. The last ones, behind all counts, widen by themselves.
 */
export async function* denseWindows(client: pg.ClientBase, range: DenseRange): AsyncGenerator<Window> {
  const known = knownPart(range.tree);
  const rest = new Rest(range);
  let need = known.whole ? range.need : FIRST_EVENTS;
  let events = 0;
  let last: CountedMinute | undefined;
  for await (const counted of minuteCounts(client, { ...range, tree: known.tree })) {
    last = counted;
    events += counted.events;
    if (events < need) continue;
    yield* rest.through(counted, need);
    events = 0;
    if (!known.whole) need *= WIDENING;
  }
  if (events > 0) yield* rest.through(last!, need);
  yield* rest.all();
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

  *all(): Generator<Window> {
    yield* this.#descending ? backwards(this.#from, this.#to, WIDE) : forwards(this.#from, this.#to, WIDE);
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
