import { ASSUMED_DAY, ASSUMED_TIME, ASSUMED_YEAR } from '../../pipeline/assumed.js';
import type { LogEvent } from '../../pipeline/event.js';
import { instantOf } from './compare.js';

/*
 * Whether an event's time is the one that another tool found, in whatever notation it has it.
 */

const DAY_MILLIS = 86_400_000;

/** @param want ISO text, a number since 1970, or the time as the record writes it */
export function sameInstant(event: LogEvent, want: unknown): boolean {
  if ((event.assumed & ASSUMED_TIME) !== 0) return false;
  const got = Math.floor(event.timestampMicros / 1000);
  return (
    candidates(want).some((millis) => near(got, millis, event.assumed)) || sameClock(event, String(want))
  );
}

function near(got: number, want: number, assumed: number): boolean {
  // The tool has cut what is finer than it keeps.
  const same = (a: number, b: number) => a === b || (b % 1000 === 0 && Math.floor(a / 1000) * 1000 === b);
  if (same(got, want)) return true;
  if ((assumed & ASSUMED_DAY) !== 0) return same(modulo(got, DAY_MILLIS), modulo(want, DAY_MILLIS));
  if ((assumed & ASSUMED_YEAR) === 0) return false;
  return isoOf(got).slice(5, 19) === isoOf(want).slice(5, 19);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function isoOf(millis: number): string {
  return Math.abs(millis) < 8.64e15 ? new Date(millis).toISOString() : '';
}

/** What milliseconds since 1970 it can mean. */
function candidates(want: unknown): number[] {
  const text = String(want).replace(/\$\{YEAR\}/, String(new Date().getUTCFullYear()));
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) {
    return [number * 1000, number, number / 1000, number / 1e6].map(Math.floor);
  }
  // `Sun Jan 10 16:47:39 EST 2021`, as dates of Unix are.
  const iso = UNIX_DATE.test(text) ? Date.parse(text) : instantOf(text);
  return Number.isNaN(iso) ? [] : [iso];
}

const UNIX_DATE = /:\d\d [A-Z]{3} \d{4}$/;
const CLOCK = /(?<!\d)(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,3}))?/;
const OFFSET = /([+-])(\d\d):?(\d\d)\)?(?: [A-Z]{3,4})?$/;

/** A time in the record's own notation: day of month and clock have to be in the event's time, shifted to its zone. */
function sameClock(event: LogEvent, text: string): boolean {
  const clock = CLOCK.exec(text);
  if (clock === null) return false;
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  const shift = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const there = isoOf(Math.floor(event.timestampMicros / 1000) + shift * 60_000);
  const hour = /PM/i.test(text) ? (Number(clock[1]) % 12) + 12 : Number(clock[1]);
  const day = Number(there.slice(8, 10));
  return (
    there.slice(11, 19) === `${String(hour).padStart(2, '0')}:${clock[2]}:${clock[3]}` &&
    there.slice(20, 23).startsWith(clock[4] ?? '') &&
    (text.match(/\d+/g) ?? []).some((digits) => Number(digits) === day || Number(digits.slice(-2)) === day)
  );
}
