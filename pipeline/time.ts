/**
 * Times are microseconds since 1970-01-01T00:00:00Z in a double: exact from 1684 to 2255, and to 32 µs up to the
 * year 9999.
 */
export type Micros = number;

/** 0001-01-01T00:00:00Z */
const FIRST: Micros = -62_135_596_800_000_000;
/** The last time before the year 10000 that a double holds. */
const LAST: Micros = 253_402_300_800_000_000 - 32;

/** The time itself where RFC 3339 and PostgreSQL can both write it, else the nearest that they can. */
export function writableMicros(micros: Micros): Micros {
  if (micros > LAST) return LAST;
  return micros < FIRST ? FIRST : micros;
}

/** Reads the clock once for a whole chunk; microseconds below the millisecond are zero. */
export function nowMicros(): Micros {
  return Date.now() * 1000;
}

let cachedSecond = Number.NaN;
let cachedPrefix = '';

/** RFC 3339 in UTC with six digits of a second's fraction: `2025-11-11T10:20:30.123456Z`. */
export function formatMicros(micros: Micros): string {
  const second = Math.floor(micros / 1_000_000);
  if (second !== cachedSecond) {
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, -4);
    cachedSecond = second;
  }
  const fraction = Math.round(micros - second * 1_000_000);
  return `${cachedPrefix}${String(fraction).padStart(6, '0')}Z`;
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:([Zz])|([+-])(\d\d):?(\d\d))?$/;

/**
 * Microseconds of an RFC 3339 time stamp; also reads a blank for the T, a comma before the fraction, an offset
 * without a colon and none at all (UTC). A fraction finer than a microsecond is cut. A leap second (`:60`) is the
 * last microsecond of its minute. Undefined when `text` is none of these or names no real day or time.
 */
export function parseRfc3339(text: string): Micros | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', , sign, offsetHour, offsetMinute] = match;
  const leap = second === '60';
  const millis = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, leap ? 59 : +second!);
  const date = new Date(millis);
  if (+year! < 100) date.setUTCFullYear(+year!);
  if (date.getUTCDate() !== +day! || date.getUTCMonth() !== +month! - 1) return undefined;
  if (+hour! > 23 || +minute! > 59 || (!leap && +second! > 59)) return undefined;
  if (+(offsetHour ?? 0) > 23 || +(offsetMinute ?? 0) > 59) return undefined;
  const offset = (+(offsetHour ?? 0) * 60 + +(offsetMinute ?? 0)) * (sign === '-' ? -60_000_000 : 60_000_000);
  const micros = leap ? 999_999 : +fraction.padEnd(6, '0').slice(0, 6);
  return date.getTime() * 1000 + micros - offset;
}
