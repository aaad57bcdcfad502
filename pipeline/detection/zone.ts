import type { Micros } from '../time.js';

const HOUR_MILLIS = 3_600_000;
const FIXED = /^([+-])(\d\d):?(\d\d)$/;

/**
 * Clock times of a place to instants. A time that the clocks jump over in spring is read as if they had not jumped yet,
 * one that they show twice in autumn as the first.
 */
export class Zone {
  readonly #fixedMillis: number | undefined;
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #offsets = new Map<number, number>();

  /**
   * @param name an IANA name (`Europe/Berlin`), `UTC`, or an offset (`+02:00`)
   * @throws RangeError when there is no such zone
   */
  constructor(readonly name: string) {
    const fixed = FIXED.exec(name);
    if (fixed !== null) {
      this.#fixedMillis = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
      return;
    }
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  }

  /** @param clock what the clocks showed, as microseconds since they showed 1970-01-01T00:00:00 */
  instantOf(clock: Micros): Micros {
    const millis = Math.floor(clock / 1000);
    const before = this.#offsetAt(millis - 24 * HOUR_MILLIS);
    const after = this.#offsetAt(millis + 24 * HOUR_MILLIS);
    if (before === after) return clock - before * 1000;
    // A change is near. The offset before it holds for as long as it gives a time before it.
    if (this.#offsetAt(millis - before) === before) return clock - before * 1000;
    const late = this.#offsetAt(millis - after) === after;
    return clock - (late ? after : before) * 1000;
  }

  /** Milliseconds that the clocks are ahead of UTC at an instant. They change on the quarter of an hour. */
  #offsetAt(millis: number): number {
    if (this.#fixedMillis !== undefined) return this.#fixedMillis;
    const quarter = Math.floor(millis / (HOUR_MILLIS / 4));
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size > 1000) this.#offsets.clear();
    const parts = this.#format!.formatToParts(quarter * (HOUR_MILLIS / 4));
    const offset = offsetOf(parts.find(({ type }) => type === 'timeZoneName')!.value);
    this.#offsets.set(quarter, offset);
    return offset;
  }
}

const LONG_OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = LONG_OFFSET.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
