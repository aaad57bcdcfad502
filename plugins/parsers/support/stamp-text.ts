import type { Micros } from '../../../pipeline/time.js';
import { MINUTE } from './calendar.js';

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

/** Hours ahead of UTC, of abbreviations that mean one zone wherever logs are likely to come from. */
const ZONES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{
      Z: 0,
      UTC: 0,
      GMT: 0,
      UT: 0,
      EST: -5,
      EDT: -4,
      CST: -6,
      CDT: -5,
      MST: -7,
      MDT: -6,
      PST: -8,
      PDT: -7,
    },
    ...{ AKST: -9, AKDT: -8, HST: -10, WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, BST: 1, MSK: 3 },
    ...{ JST: 9, KST: 9, SGT: 8, HKT: 8, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
  }),
);
const ZONE_WORD = /[A-Z]{1,4}(?![A-Za-z\d_])/y;
const ZONE_OFFSET = /([+-])(\d\d)(?::?(\d\d))?(?![\dA-Za-z])/y;
/** What says the zone again behind its offset: ` CEST`, ` (CEST)`, ` (GMT Daylight Time)`. */
const ZONE_AGAIN = / (?:[A-Z]{3,4}(?![A-Za-z\d_])|\([A-Z][A-Za-z :+\d]{1,31}\))/y;
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
  ZONE_WORD.lastIndex = at;
  return ZONES.has(ZONE_WORD.exec(text)?.[0] ?? '');
}

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
    const word = this.#zoneWord();
    const offset = this.#zoneOffset();
    if (offset === undefined && word === undefined) {
      this.at = start;
      return undefined;
    }
    return offset ?? word;
  }

  #zoneWord(): Micros | undefined {
    const code = this.code;
    if (code === 122 && !isLetter(this.text.charCodeAt(this.at + 1)) && this.text[this.at - 1] !== ' ') {
      this.at += 1;
      return 0;
    }
    if (code < 65 || code > 90) return undefined;
    ZONE_WORD.lastIndex = this.at;
    const hours = ZONES.get(ZONE_WORD.exec(this.text)?.[0] ?? '');
    if (hours === undefined) return undefined;
    this.at = ZONE_WORD.lastIndex;
    return hours * 60 * MINUTE;
  }

  #zoneOffset(): Micros | undefined {
    const code = this.code;
    if (code !== 43 && code !== 45) return undefined;
    ZONE_OFFSET.lastIndex = this.at;
    const match = ZONE_OFFSET.exec(this.text);
    if (match === null) return undefined;
    this.at = ZONE_OFFSET.lastIndex;
    this.#skipZoneAgain();
    const [, sign, hours, minutes = '0'] = match;
    if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  }

  #skipZoneAgain(): void {
    ZONE_AGAIN.lastIndex = this.at;
    const again = ZONE_AGAIN.exec(this.text)?.[0];
    if (again === undefined) return;
    const word = again.replace(/[ ()]/g, '');
    if (ZONES.has(word) || / Time\)$/.test(again) || word.startsWith('GMT')) this.at += again.length;
  }
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}
