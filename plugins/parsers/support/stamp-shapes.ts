import { ASSUMED_DAY, ASSUMED_YEAR, ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import type { Micros } from '../../../pipeline/time.js';
import { latest, latestClock, microsOf, microsOfDayOfYear } from './calendar.js';
import { microsOfEpoch } from './epoch.js';
import { isLetter } from './stamp-characters.js';
import type { StampText } from './stamp-text.js';

/*
 * The shapes that a stamp can have, told apart by the first characters and how many digits there are. Undefined is no
 * stamp, NaN one that names no real time; the text's offset is behind what was read.
 */

const SLASH = 47;
const MINUS = 45;
const LOWER_A = 97;
const NEITHER = -1;
/** What two digits of a year are taken for: 1969 to 2068, as in POSIX. */
const FIRST_SHORT_YEAR = 69;
const EPOCH = /\d{10}(?:\.\d{1,9}|\d{3}(?:\d{3}){0,2})?(?![\d.]\d|[\d:/-])/y;

export class StampShapes {
  /** What the stamp does not say: ASSUMED_ZONE, ASSUMED_YEAR, ASSUMED_DAY. */
  assumed = 0;

  /** A stamp that begins with a digit, which the quick readers do not know. */
  fromDigit(part: StampText, arrival: Micros): Micros | undefined {
    const count = part.digitsAhead(20);
    if (count >= 10) return this.#epochOrCompact(part, count);
    const behind = part.text[part.at + count] ?? '';
    if (count === 4) return this.#fromYear(part);
    if (count === 8) return this.#compact(part);
    if (count === 6) return behind === ' ' ? this.#shortYear(part, '') : undefined;
    if (count > 2) return undefined;
    if (behind === ':') return this.#clockOrDate(part, arrival);
    return this.#fromDay(part, count);
  }

  /** 1762856430, 1762856430.123, 1762856430123 …, 20251111102030 */
  #epochOrCompact(part: StampText, count: number): Micros | undefined {
    if (count === 14 && /^(?:19|20)/.test(part.text)) return this.#compact(part);
    EPOCH.lastIndex = 0;
    const epoch = EPOCH.exec(part.text);
    if (epoch === null) return undefined;
    part.at = epoch[0].length;
    return microsOfEpoch(epoch[0]);
  }

  /** 2025-11-11T10:20:30.123Z, 2025/11/11 10:20:30, 2025-Nov-11 10:20:30, 2025-315T10:20:30 */
  #fromYear(part: StampText): Micros | undefined {
    const year = part.digits(4);
    const mark = part.skipAny('-/.:');
    if (mark === '') return undefined;
    if (mark === '-' && part.digitsAhead(4) === 3) {
      return this.#withClock(part, microsOfDayOfYear(year, part.digits(3)), 'T :');
    }
    const named = part.month();
    const month = named === 0 ? part.number(1, 2) : named;
    if (month < 0 || !part.skip(mark)) return undefined;
    const day = part.number(1, 2);
    return day < 0 ? undefined : this.#withClock(part, microsOf(year, month, day, 0, 0), 'Tt_:- ');
  }

  /** 20251111T102030.123Z, 20251111-10:20:30.123, 20251111 102030 */
  #compact(part: StampText): Micros | undefined {
    const year = part.digits(4);
    const month = part.digits(2);
    const day = part.digits(2);
    if (year < 1900 || year > 2099) return undefined;
    part.skipAny('T _:-');
    const date = microsOf(year, month, day, 0, 0);
    const clock = part.digitsAhead(7) === 6 ? compactClock(part) : part.clock(true);
    return clock === undefined ? undefined : this.#inZone(part, date + clock);
  }

  /** 251111 10:20:30 (older MySQL), 25/11/11 10:20:30 (Spark) */
  #shortYear(part: StampText, mark: string): Micros | undefined {
    const numbers = [part.digits(2)];
    for (let i = 0; i < 2; i++) {
      if (mark !== '' && !part.skip(mark)) return undefined;
      if (part.digitsAhead(2) < 2) return undefined;
      numbers.push(part.digits(2));
    }
    const [year, month, day] = numbers as [number, number, number];
    if (!part.skip(' ')) return undefined;
    part.skip(' ');
    const clock = part.clock(true);
    return clock === undefined
      ? undefined
      : this.#inZone(part, microsOf(fullYear(year), month, day, 0, 0) + clock);
  }

  /** 10:20:30.123, or a date with colons: 11:25:2025 10:20:30 */
  #clockOrDate(part: StampText, arrival: Micros): Micros | undefined {
    const colonDate = /^\d{1,2}:\d{1,2}:\d{4} /.test(part.text);
    if (colonDate) return this.#numbers(part, part.number(1, 2));
    // A fourth number behind a colon makes it something else: an address, a duration.
    const clock = /^\d{1,2}:\d\d:\d\d:/.test(part.text) ? undefined : part.clock(true);
    if (clock === undefined || /^[\w:/]/.test(part.text.slice(part.at))) return undefined;
    this.assumed |= ASSUMED_DAY;
    const zone = this.#zone(part);
    return latestClock(clock - zone, arrival);
  }

  /** What begins with the day, or the month, or two digits of the year. */
  #fromDay(part: StampText, count: number): Micros | undefined {
    const mark = part.text.charCodeAt(2);
    if (
      count === 2 &&
      (mark === SLASH || mark === MINUS) &&
      /^(\d\d)([-/])\d\d\2\d\d {1,2}\d/.test(part.text)
    ) {
      return this.#shortYear(part, part.text[2]!);
    }
    const first = part.digits(count);
    return isLetter(part.text.charCodeAt(part.at + 1))
      ? this.#dayFirst(part, first)
      : this.#numbers(part, first);
  }

  /** 11/Nov/2025:10:20:30 +0000, 11-Nov-2025 10:20:30, 11 Nov 2025 10:20:30, 11-Nov-25 10:20:30 */
  #dayFirst(part: StampText, day: number): Micros | undefined {
    if (part.skipAny('-/ .') === '') return undefined;
    const month = part.month();
    if (month === 0) return undefined;
    part.skip(',');
    part.skipAny('-/ .');
    const digits = part.digitsAhead(5);
    if (digits !== 4 && digits !== 2) return undefined;
    const year = digits === 4 ? part.digits(4) : fullYear(part.digits(2));
    return this.#withClock(part, microsOf(year, month, day, 0, 0), ': ,');
  }

  /** 11/25/2025 10:20:30 PM, 25/11/2025 10:20:30, 25.11.2025 10:20:30 */
  #numbers(part: StampText, first: number): Micros | undefined {
    const mark = part.skipAny('-/.:');
    if (mark === '') return undefined;
    const second = part.number(1, 2);
    if (second < 0 || part.skipAny('-/.:') === '' || part.digitsAhead(5) !== 4) return undefined;
    const year = part.digits(4);
    // Of two numbers the first is the month, as Americans write, unless it cannot be or dots stand between.
    const isDayFirst = (mark === '.' && second <= 12) || first > 12;
    const date = isDayFirst ? microsOf(year, second, first, 0, 0) : microsOf(year, first, second, 0, 0);
    return this.#withClock(part, date, ' T:,');
  }

  /** Tue Nov 11 10:20:30 2025, Nov 11 10:20:30, Tue, 11 Nov 2025 10:20:30 GMT */
  fromLetter(part: StampText, arrival: Micros): Micros | undefined {
    if (part.weekday()) {
      part.skip(' ');
      const count = part.digitsAhead(3);
      if (count === 1 || count === 2) return this.#dayFirst(part, part.digits(count));
    }
    return this.#monthFirst(part, arrival);
  }

  #monthFirst(part: StampText, arrival: Micros): Micros | undefined {
    const month = part.month();
    if (month === 0 || !part.skip(' ')) return undefined;
    while (part.skip(' '));
    const day = part.number(1, 2);
    if (day < 0) return undefined;
    const comma = part.skip(',');
    const year = yearBehind(part);
    if (year !== NEITHER) return this.#withClock(part, microsOf(year, month, day, 0, 0), ' ,:');
    if (comma || !part.skip(' ')) return undefined;
    const clock = part.clock(true);
    return clock === undefined ? undefined : this.#lateYear(part, month, day, clock, arrival);
  }

  /** Behind the clock of a date that has no year yet: a zone, a year, or both. */
  #lateYear(part: StampText, month: number, day: number, clock: Micros, arrival: Micros): Micros {
    const early = part.zone();
    const year = yearBehind(part);
    const zone = early ?? this.#zone(part);
    if (year >= 1900 && year <= 2100) return microsOf(year, month, day, 0, 0) + clock - zone;
    this.assumed |= ASSUMED_YEAR;
    return latest(month, day, clock, arrival) - zone;
  }

  /** The clock behind a date; without one only where the text ends. */
  #withClock(part: StampText, date: Micros, marks: string): Micros | undefined {
    const dateEnd = part.at;
    if (part.skipAny(marks) === '')
      return dateEnd < part.text.length ? this.#dateInZone(part, date) : this.#day(date);
    part.skip(' ');
    if ((part.code | 32) === LOWER_A && /^at $/i.test(part.text.slice(part.at, part.at + 3))) part.at += 3;
    const clock = part.clock(false);
    return clock === undefined ? undefined : this.#inZone(part, date + clock);
  }

  #day(date: Micros): Micros {
    this.assumed |= ASSUMED_ZONE;
    return date;
  }

  /** A date with a zone and nothing else: 2025-11-11+01:00, as XML has it. */
  #dateInZone(part: StampText, date: Micros): Micros | undefined {
    const zone = part.zone();
    return zone === undefined || part.at < part.text.length ? undefined : date - zone;
  }

  #inZone(part: StampText, local: Micros): Micros {
    return local - this.#zone(part);
  }

  #zone(part: StampText): Micros {
    const zone = part.zone();
    if (zone === undefined) this.assumed |= ASSUMED_ZONE;
    return zone ?? 0;
  }
}

function compactClock(part: StampText): Micros {
  const hour = part.digits(2);
  const minute = part.digits(2);
  const second = part.digits(2);
  const micros = part.fraction();
  if (second > 60) return Number.NaN;
  return microsOf(1970, 1, 1, hour, minute) + (second === 60 ? 59_999_999 : second * 1e6 + micros);
}

/** ` 2025` with nothing of a word or a clock behind it; NEITHER when there is none. */
function yearBehind(part: StampText): number {
  const blank = part.text[part.at] === ' ' ? 1 : 0;
  part.at += blank;
  if (blank === 1 && part.digitsAhead(5) === 4 && !/[\w.-]/.test(part.text[part.at + 4] ?? ''))
    return part.digits(4);
  part.at -= blank;
  return NEITHER;
}

function fullYear(short: number): number {
  return short >= FIRST_SHORT_YEAR ? 1900 + short : 2000 + short;
}
