import { ASSUMED_YEAR, ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import type { Micros } from '../../../pipeline/time.js';
import { latest, MINUTE, microsOf } from './calendar.js';

/*
 * Time stamps read where they stand in a record, without cutting them out. Consecutive records share their minute, so
 * each reader keeps the last one and only compares it (measured in bench/parse.ts: a third of the time of reading all
 * digits). A stamp of the right shape that names no real time (February 30) is NaN with `end` set.
 */

const SECOND = 1_000_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_OF_CODE = new Map(MONTHS.map((name, index) => [monthCode(name, 0), index + 1]));

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;

abstract class StampReader {
  /** Offset behind the stamp that was read last; -1 when there was none of this shape. */
  end = -1;
  /** What the stamp that was read last does not say: ASSUMED_ZONE, ASSUMED_YEAR. */
  assumed = 0;
  /** Text of the minute read last, e.g. `2025-11-11T10:20:`. */
  protected minute = '';
  protected minuteMicros: Micros = Number.NaN;

  /** Seconds and their fraction (cut to microseconds) at `at`; moves `end` behind them, or to -1. */
  protected readSeconds(text: string, at: number): Micros {
    const second = pairAt(text, at);
    this.end = second < 0 ? -1 : at + 2;
    const mark = text.charCodeAt(at + 2);
    const fraction = second >= 0 && (mark === DOT || mark === COMMA) ? this.#readFraction(text, at + 3) : 0;
    if (second < 60) return second * SECOND + fraction;
    // A leap second is the last microsecond of its minute.
    return second === 60 ? MINUTE - 1 : Number.NaN;
  }

  #readFraction(text: string, start: number): Micros {
    let at = start;
    let micros = 0;
    let weight = SECOND / 10;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - 48) {
      if (weight >= 1) micros += digit * weight;
      weight /= 10;
      at += 1;
    }
    if (at > start) this.end = at;
    return micros;
  }

  /** The offset of a zone (`Z`, `+01:00`, `+0100`, `+01`) at `end`, and moves it behind; 0 where there is none. */
  protected readZone(text: string): Micros {
    this.assumed = 0;
    const code = text.charCodeAt(this.end);
    if ((code | 32) === (UPPER_Z | 32)) {
      this.end += 1;
      return 0;
    }
    const sign = text.charCodeAt(code === SPACE ? this.end + 1 : this.end);
    if (sign !== PLUS && sign !== MINUS) {
      this.assumed = ASSUMED_ZONE;
      return 0;
    }
    return this.#readOffset(text, code === SPACE ? this.end + 2 : this.end + 1, sign === MINUS ? -1 : 1);
  }

  #readOffset(text: string, at: number, sign: number): Micros {
    const hours = pairAt(text, at);
    if (hours < 0) return 0;
    const minutesAt = text.charCodeAt(at + 2) === COLON ? at + 3 : at + 2;
    const minutes = pairAt(text, minutesAt);
    this.end = minutes < 0 ? at + 2 : minutesAt + 2;
    return hours > 23 || minutes > 59 ? Number.NaN : sign * (hours * 60 + Math.max(minutes, 0)) * MINUTE;
  }
}

/**
 * RFC 3339 with what is seen in its place: a blank for the T, a comma before the fraction, an offset without a colon
 * or after a blank, no zone (UTC).
 */
export class IsoStampReader extends StampReader {
  read(text: string, start: number): Micros {
    if (text.slice(start, start + 17) !== this.minute && !this.#readMinute(text, start)) return Number.NaN;
    const seconds = this.readSeconds(text, start + 17);
    if (this.end < 0) return Number.NaN;
    return this.minuteMicros + seconds - this.readZone(text);
  }

  #readMinute(text: string, start: number): boolean {
    this.end = -1;
    const century = pairAt(text, start);
    const year = pairAt(text, start + 2);
    const month = pairAt(text, start + 5);
    const day = pairAt(text, start + 8);
    const hour = pairAt(text, start + 11);
    const minute = pairAt(text, start + 14);
    if ((century | year | month | day | hour | minute) < 0) return false;
    const between = text.charCodeAt(start + 10);
    if (text.charCodeAt(start + 4) !== MINUS || text.charCodeAt(start + 7) !== MINUS) return false;
    if (text.charCodeAt(start + 13) !== COLON || text.charCodeAt(start + 16) !== COLON) return false;
    if ((between | 32) !== (UPPER_T | 32) && between !== SPACE) return false;
    this.minute = text.slice(start, start + 17);
    this.minuteMicros = microsOf(century * 100 + year, month, day, hour, minute);
    return true;
  }
}

/** The time of access logs, `10/Oct/2000:13:55:36 -0700` (Apache mod_log_config, `%t`). */
export class AccessStampReader extends StampReader {
  read(text: string, start: number): Micros {
    if (text.slice(start, start + 18) !== this.minute && !this.#readMinute(text, start)) return Number.NaN;
    const seconds = this.readSeconds(text, start + 18);
    if (this.end < 0) return Number.NaN;
    return this.minuteMicros + seconds - this.readZone(text);
  }

  #readMinute(text: string, start: number): boolean {
    this.end = -1;
    const day = pairAt(text, start);
    const month = monthAt(text, start + 3);
    const century = pairAt(text, start + 7);
    const year = pairAt(text, start + 9);
    const hour = pairAt(text, start + 12);
    const minute = pairAt(text, start + 15);
    if ((day | month | century | year | hour | minute) < 0) return false;
    if (text.charCodeAt(start + 2) !== SLASH || text.charCodeAt(start + 6) !== SLASH) return false;
    if (text.charCodeAt(start + 11) !== COLON || text.charCodeAt(start + 14) !== COLON) return false;
    if (text.charCodeAt(start + 17) !== COLON) return false;
    this.minute = text.slice(start, start + 18);
    this.minuteMicros = microsOf(century * 100 + year, month, day, hour, minute);
    return true;
  }
}

/**
 * The time of RFC 3164 §4.1.2, `Oct 11 22:14:15`, with what is seen besides: one or two blanks, a fraction, a year
 * before or after the clock, a zone. Without a year it is the latest one that fits the arrival.
 */
export class BsdStampReader extends StampReader {
  read(text: string, start: number, arrival: Micros): Micros {
    this.end = -1;
    const month = monthAt(text, start);
    if (month < 0 || text.charCodeAt(start + 3) !== SPACE) return Number.NaN;
    const dayAt = text.charCodeAt(start + 4) === SPACE ? start + 5 : start + 4;
    const twoDigits = pairAt(text, dayAt);
    const day = twoDigits < 0 ? digitAt(text, dayAt) : twoDigits;
    const dayEnd = twoDigits < 0 ? dayAt + 1 : dayAt + 2;
    if (day < 0 || text.charCodeAt(dayEnd) !== SPACE) return Number.NaN;
    const early = yearAt(text, dayEnd + 1);
    const clockAt = early < 0 ? dayEnd + 1 : dayEnd + 6;
    const clock = this.#readClock(text, clockAt);
    if (this.end < 0) return Number.NaN;
    const zone = this.readZone(text);
    const year = early < 0 ? this.#readLateYear(text) : early;
    if (year < 0) this.assumed |= ASSUMED_YEAR;
    return (year < 0 ? latest(month, day, clock, arrival) : microsOf(year, month, day, 0, 0) + clock) - zone;
  }

  #readClock(text: string, at: number): Micros {
    const hour = pairAt(text, at);
    const minute = pairAt(text, at + 3);
    if ((hour | minute) < 0) return Number.NaN;
    if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return Number.NaN;
    const seconds = this.readSeconds(text, at + 6);
    return hour > 23 || minute > 59 ? Number.NaN : (hour * 60 + minute) * MINUTE + seconds;
  }

  /** ` 2009` behind the clock is the year when a word follows it, else it may well be a host's name. */
  #readLateYear(text: string): number {
    const year = text.charCodeAt(this.end) === SPACE ? yearAt(text, this.end + 1) : -1;
    if (year < 1970 || year > 2100) return -1;
    // `2001:db8::1` is a host.
    if (text.charCodeAt(this.end + 5) === COLON && text.charCodeAt(this.end + 6) > SPACE) return -1;
    this.end += 5;
    return year;
  }
}

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** The number of two digits at `at`, -1 when there are none. */
function pairAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The year of four digits with a blank or a colon behind it, -1 when there is none. */
function yearAt(text: string, at: number): number {
  const century = pairAt(text, at);
  const year = pairAt(text, at + 2);
  const behind = text.charCodeAt(at + 4);
  return century < 0 || year < 0 || (behind !== SPACE && behind !== COLON) ? -1 : century * 100 + year;
}

function monthCode(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) | 32) << 16) |
    ((text.charCodeAt(at + 1) | 32) << 8) |
    (text.charCodeAt(at + 2) | 32)
  );
}

/** The number of the English month whose three letters stand at `at`, -1 when there is none. */
function monthAt(text: string, at: number): number {
  return MONTH_OF_CODE.get(monthCode(text, at)) ?? -1;
}
