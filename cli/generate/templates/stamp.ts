import type { Random } from '../random.js';

/** Writes a time. @param millis milliseconds since 1970, at least 0 */
export type Stamp = (millis: number, random: Random) => string;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const digits = (number: number, count: number) => String(number).padStart(count, '0');

/** What may stand in a pattern, longest first where one begins like another; in UTC, as the programs of a server do. */
const FIELDS: Record<string, (date: Date, random: Random) => string> = {
  YYYY: (date) => String(date.getUTCFullYear()),
  YY: (date) => digits(date.getUTCFullYear() % 100, 2),
  MMM: (date) => MONTHS[date.getUTCMonth()]!,
  MM: (date) => digits(date.getUTCMonth() + 1, 2),
  ddd: (date) => DAYS[date.getUTCDay()]!,
  DD: (date) => digits(date.getUTCDate(), 2),
  _D: (date) => String(date.getUTCDate()).padStart(2),
  HH: (date) => digits(date.getUTCHours(), 2),
  hh: (date) => String(date.getUTCHours() % 12 || 12),
  AA: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  mm: (date) => digits(date.getUTCMinutes(), 2),
  ss: (date) => digits(date.getUTCSeconds(), 2),
  ffff: (date, random) => digits(date.getUTCMilliseconds() * 10 + random.below(10), 4),
  fff: (date) => digits(date.getUTCMilliseconds(), 3),
  uuuuuu: (date, random) => digits(date.getUTCMilliseconds() * 1_000 + random.below(1_000), 6),
  nnnnnnn: (date, random) => digits(date.getUTCMilliseconds() * 10_000 + random.below(10_000), 7),
  NNNNNNNNN: (date, random) => digits(date.getUTCMilliseconds() * 1_000_000 + random.below(1_000_000), 9),
  cc: (date) => digits(Math.floor(date.getUTCMilliseconds() / 10), 2),
  XXX: (date) => String(date.getTime()),
  X: (date) => String(Math.floor(date.getTime() / 1_000)),
};
const FIELD = new RegExp(
  Object.keys(FIELDS)
    .sort((a, b) => b.length - a.length)
    .join('|'),
);
/** Of one time in its shortest unit, in milliseconds, by what the pattern has. */
const UNITS = [
  [/uuuuuu|n{7}|N{9}|f{3}|XXX/, 1],
  [/cc/, 10],
  [/ss|X/, 1_000],
  [/mm/, 60_000],
] as const;

/** `YYYY-MM-DDTHH:mm:ss.fffZ`, ISO 8601; other characters stand for themselves. */
export function stampOf(pattern: string): Stamp {
  const parts = pattern.split(new RegExp(`(${FIELD.source})`)).filter((part) => part !== '');
  const writers = parts.map((part) => FIELDS[part] ?? (() => part));
  return (millis, random) => {
    const date = new Date(millis);
    let text = '';
    for (const write of writers) text += write(date, random);
    return text;
  };
}

/** Milliseconds that two times must be apart to be written differently; undefined for a pattern without a clock. */
export function resolutionOf(pattern: string): number | undefined {
  return UNITS.find(([fields]) => fields.test(pattern))?.[1];
}
