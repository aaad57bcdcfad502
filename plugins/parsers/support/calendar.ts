import type { Micros } from '../../../pipeline/time.js';

export const MINUTE: Micros = 60_000_000;
const DAY_MINUTES = 24 * 60;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 in the proleptic Gregorian calendar, after H. Hinnant's days_from_civil. */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** NaN when there is no such day or time. */
export function microsOf(year: number, month: number, day: number, hour: number, minute: number): Micros {
  if (month < 1 || month > 12 || day < 1 || day > MONTH_DAYS[month - 1]!) return Number.NaN;
  if (month === 2 && day === 29 && !isLeapYear(year)) return Number.NaN;
  if (hour > 23 || minute > 59) return Number.NaN;
  return (daysOf(year, month, day) * DAY_MINUTES + hour * 60 + minute) * MINUTE;
}

/** Clocks may be ahead, but no record is from a week ahead: that one is from last year. */
const MOST_AHEAD = 7 * DAY_MINUTES * MINUTE;
/** Leap years may be eight years apart. */
const YEARS_BACK = 8;

/** The latest time with that day and clock that is not more than a week after `arrival`; NaN when there is none. */
export function latest(month: number, day: number, clock: Micros, arrival: Micros): Micros {
  const newest = new Date((arrival + MOST_AHEAD) / 1000).getUTCFullYear();
  for (let year = newest; year >= newest - YEARS_BACK; year--) {
    const micros = microsOf(year, month, day, 0, 0) + clock;
    if (micros <= arrival + MOST_AHEAD) return micros;
  }
  return Number.NaN;
}

/** The time of a day's number in its year, 1 to 366; NaN when there is no such day. */
export function microsOfDayOfYear(year: number, day: number): Micros {
  if (day < 1 || day > (isLeapYear(year) ? 366 : 365)) return Number.NaN;
  return microsOf(year, 1, 1, 0, 0) + (day - 1) * DAY_MINUTES * MINUTE;
}

/** The time of day that is nearest to `arrival`: without a zone it may be ahead of it, without being from tomorrow. */
export function latestClock(clock: Micros, arrival: Micros): Micros {
  const day = DAY_MINUTES * MINUTE;
  return clock + Math.round((arrival - clock) / day) * day;
}
