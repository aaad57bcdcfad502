import type { Micros } from '../../../pipeline/time.js';
import { MINUTE } from './calendar.js';
import { isDigit, isLetter } from './stamp-characters.js';
import { isZoneName, ZoneReader } from './stamp-zone.js';

/*
 * Parts of time stamps, read where they stand in a text.
 */

const SPACE = 32;
const LOWER_A = 97;
const LOWER_P = 112;
const SECOND: Micros = 1_000_000;
const FRACTION_DIGITS = 6;
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORT_NAME = 3;
const LONGEST_NAME = 9;
/** Names, whole and cut, to their number from 1. */
const MONTH_OF_NAME = numbersOf(MONTHS, { sept: 9 });
const WEEKDAY_OF_NAME = numbersOf(WEEKDAYS, { tues: 2, thur: 4, thurs: 4 });

const HALF = / ?([AaPp])\.?[Mm](?:\.|(?![A-Za-z\d]))/y;

const NAME_CODES = new Set([...MONTHS, ...WEEKDAYS].map((name) => nameCode(name, 0)));

/** Whether a name of a month or a weekday may stand there; asked before anything is cut out of the text. */
export function mayBeName(text: string, at: number): boolean {
  return NAME_CODES.has(nameCode(text, at));
}

function nameCode(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) | 32) << 16) |
    ((text.charCodeAt(at + 1) | 32) << 8) |
    (text.charCodeAt(at + 2) | 32)
  );
}

function numbersOf(names: readonly string[], others: Readonly<Record<string, number>>): Map<string, number> {
  const whole = names.flatMap((name, index) => [
    [name, index + 1] as const,
    [name.slice(0, SHORT_NAME), index + 1] as const,
  ]);
  return new Map([...whole, ...Object.entries(others)]);
}

/** Whether the name of a zone that is known, or AM or PM, stands there. */
export function isZoneOrHalf(text: string, at: number): boolean {
  if (!isLetter(text.charCodeAt(at))) return false;
  HALF.lastIndex = at;
  if (HALF.test(text)) return true;
  return isZoneName(text, at);
}

/** One for all texts: what it has read is asked for at once. */
const zones = new ZoneReader();

/** Reads a text from left to right. */
export class StampText {
  at = 0;

  constructor(readonly text: string) {}

  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  skipAny(characters: string): string {
    const found = this.text[this.at];
    if (found === undefined || !characters.includes(found)) return '';
    this.at += 1;
    return found;
  }

  digitsAhead(most: number): number {
    let count = 0;
    while (count < most && isDigit(this.text.charCodeAt(this.at + count))) count += 1;
    return count;
  }

  /** A number of so many digits and no more; -1 when there is none. */
  number(fewest: number, most: number): number {
    const count = this.digitsAhead(most + 1);
    return count < fewest || count > most ? -1 : this.digits(count);
  }

  /** The number that the next digits are, which are known to be some. */
  digits(count: number): number {
    let number = 0;
    for (let i = 0; i < count; i++) number = number * 10 + this.text.charCodeAt(this.at + i) - 48;
    this.at += count;
    return number;
  }

  /** An English month's name or its beginning; 0 when there is none. */
  month(): number {
    const word = this.#word();
    const month = MONTH_OF_NAME.get(word);
    if (month === undefined) return 0;
    this.at += word.length;
    this.skip('.');
    return month;
  }

  /** A day of the week and what stands between it and the date. */
  weekday(): boolean {
    const word = this.#word();
    if (!WEEKDAY_OF_NAME.has(word)) return false;
    const start = this.at;
    this.at += word.length;
    this.skipAny('.,');
    if (this.skip(' ')) return true;
    this.at = start;
    return false;
  }

  #word(): string {
    let end = this.at;
    while (end - this.at <= LONGEST_NAME && isLetter(this.text.charCodeAt(end))) end += 1;
    return this.text.slice(this.at, end).toLowerCase();
  }

  /**
   * A time of day: hours, minutes, and seconds with a fraction; NaN when there is no such time, undefined when there is
   * no clock. A leap second is the last microsecond of its minute.
   *
   * @param needsSeconds whether hours and minutes alone are none
   */
  clock(needsSeconds: boolean): Micros | undefined {
    const start = this.at;
    const hour = this.number(1, 2);
    const minute = hour >= 0 && this.skip(':') ? this.number(1, 2) : -1;
    if (minute < 0) return this.#back(start);
    const hasSeconds = this.text[this.at] === ':' && isDigit(this.text.charCodeAt(this.at + 1));
    if (!hasSeconds && needsSeconds) return this.#back(start);
    const second = hasSeconds ? this.#seconds() : 0;
    if (second === undefined) return this.#back(start);
    const hours = this.#hours(hour);
    if (hours > 23 || minute > 59) return Number.NaN;
    return (hours * 60 + minute) * MINUTE + second;
  }

  #back(start: number): undefined {
    this.at = start;
    return undefined;
  }

  #seconds(): Micros | undefined {
    this.at += 1;
    const second = this.number(1, 2);
    if (second < 0) return undefined;
    const fraction = this.fraction();
    if (second === 60) return MINUTE - 1;
    return second > 60 ? Number.NaN : second * SECOND + fraction;
  }

  /** A fraction of a second, cut to microseconds. */
  fraction(): Micros {
    const mark = this.text[this.at];
    if ((mark !== '.' && mark !== ',' && mark !== ':') || !isDigit(this.text.charCodeAt(this.at + 1)))
      return 0;
    this.at += 1;
    const count = this.digitsAhead(Number.POSITIVE_INFINITY);
    const used = Math.min(count, FRACTION_DIGITS);
    const micros = this.digits(used) * 10 ** (FRACTION_DIGITS - used);
    this.at += count - used;
    return micros;
  }

  /** Hours of the day, by AM or PM if that follows. */
  #hours(hour: number): number {
    const code = this.text.charCodeAt(this.code === SPACE ? this.at + 1 : this.at) | 32;
    if (code !== LOWER_A && code !== LOWER_P) return hour;
    HALF.lastIndex = this.at;
    const half = HALF.exec(this.text);
    if (half === null) return hour;
    this.at = HALF.lastIndex;
    return hour > 12 ? 24 : (hour % 12) + (half[1]!.toLowerCase() === 'p' ? 12 : 0);
  }

  /** How far a zone that follows is ahead of UTC; undefined when none follows. */
  zone(): Micros | undefined {
    const start = this.at;
    this.skip(' ');
    const zone = zones.read(this.text, this.at);
    this.at = zone === undefined ? start : zones.end;
    return zone;
  }
}
