import type { Micros } from '../../../pipeline/time.js';

/*
 * Smallest number taken for each unit. The same instants in the four units never overlap between March 1973 and the
 * year 5138; smaller numbers are durations or counters rather than times.
 */
const SECONDS_FROM = 1e8;
const MILLIS_FROM = 1e11;
const MICROS_FROM = 1e14;
const NANOS_FROM = 1e17;
const NANOS_TO = 1e19;

/** @param text a number as JSON writes it */
export function microsOfEpoch(text: string): Micros {
  const number = Number(text);
  if (!(number >= SECONDS_FROM && number < NANOS_TO)) return Number.NaN;
  if (number < MILLIS_FROM) return microsOfSeconds(text, number);
  if (number < MICROS_FROM) return Math.round(number * 1e3);
  if (number < NANOS_FROM) return Math.floor(number);
  // 19 digits are more than a double holds: the last three are cut from the text.
  return /^\d+$/.test(text) ? Number(text.slice(0, -3)) : Math.floor(number / 1e3);
}

const DECIMAL = /^(\d+)\.(\d+)$/;

/** A fraction is cut, not rounded, where it is written out. */
function microsOfSeconds(text: string, number: number): Micros {
  const parts = DECIMAL.exec(text);
  if (parts === null) return Math.round(number * 1e6);
  return Number(parts[1]) * 1e6 + Number(parts[2]!.padEnd(6, '0').slice(0, 6));
}
