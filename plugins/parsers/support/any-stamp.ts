import { ASSUMED_YEAR, ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import type { Micros } from '../../../pipeline/time.js';
import { latest, microsOf } from './calendar.js';
import { readTime } from './field-values.js';

/*
 * Time stamps of any shape that logs are known to begin with, read where they stand in a record. For the few shapes
 * that come by the million there are readers of their own in timestamps.ts.
 */

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const CLOCK =
  '(?<hour>\\d{1,2}):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,:](?<fraction>\\d{1,9}))?(?: ?(?<half>[AaPp])\\.?[Mm]\\b\\.?)?';
const ZONE = '(?: ?(?<zone>Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)(?![A-Za-z\\d]))?';
const MONTH_NAME = '(?<name>[A-Za-z]{3})[a-z]{0,6}\\.?';
const WEEKDAY = '(?:[A-Za-z]{3,9},? +)?';

/** Each names year, month or name, and day; and of the clock hour, minute, second. */
const SHAPES: readonly RegExp[] = [
  // 2025-11-11T10:20:30.123Z, 2025/11/11 10:20:30, 2025.11.11-10:20:30
  `(?<year>\\d{4})[-/.](?<month>\\d\\d?)[-/.](?<day>\\d\\d?)(?:[T_:-]| {1,2})${CLOCK}${ZONE}`,
  // 11/Nov/2025:10:20:30 +0000, 11-Nov-2025 10:20:30, 11 Nov 2025 10:20:30
  `${WEEKDAY}(?<day>\\d\\d?)[-/ ]${MONTH_NAME}[-/ ,](?<year>\\d{4})[: ]+(?:at )?${CLOCK}${ZONE}`,
  // Tue Nov 11 10:20:30 2025, Nov 11 10:20:30 UTC 2025, Nov 11, 2025 10:20:30 AM, Nov 11 10:20:30
  `${WEEKDAY}${MONTH_NAME} +(?<day>\\d\\d?)(?:,? (?<early>\\d{4}))?,? ${CLOCK}(?: (?<word>[A-Z]{3,4})(?= \\d{4}\\b))?(?: (?<year>(?:19|20)\\d\\d)\\b)?${ZONE}`,
  // 20251111T102030.123Z, 20251111-10:20:30.123, 20251111 102030
  '(?<year>(?:19|20)\\d\\d)(?<month>\\d\\d)(?<day>\\d\\d)[T _:-]?(?<hour>\\d\\d):?(?<minute>\\d\\d):?(?<second>\\d\\d)(?:[.,:](?<fraction>\\d{1,9}))?(?<zone>Z|[+-]\\d\\d:?\\d\\d)?(?!\\d)',
  // 11/25/2025 10:20:30 PM, 25/11/2025 10:20:30, 25.11.2025 10:20:30
  `(?<first>\\d\\d?)(?<mark>[-/.])(?<second_>\\d\\d?)[-/.](?<year>\\d{4})[ T:,]{1,2}${CLOCK}${ZONE}`,
  // 251111 10:20:30 (older MySQL), 25/11/11 10:20:30 (Spark)
  `(?<short>\\d\\d)(?<bar>[-/]?)(?<month>\\d\\d)\\k<bar>(?<day>\\d\\d) {1,2}${CLOCK}`,
].map((source) => new RegExp(source, 'y'));

const EPOCH = /(?<epoch>\d{10}(?:\.\d{1,9}|\d{3}(?:\d{3}){0,2})?)(?![\d.])/y;
const LONGEST = 64;

type Parts = Readonly<Record<string, string | undefined>>;

/** Reads stamps of any known shape; the shape that fitted last is tried first. */
export class AnyStampReader {
  /** Offset behind the stamp that was read last; -1 when there was none. */
  end = -1;
  /** What that stamp does not say: ASSUMED_ZONE, ASSUMED_YEAR. */
  assumed = 0;
  #last = SHAPES[0]!;

  /**
   * @param arrival for stamps without a year: the latest one that fits
   * @returns NaN where there is no stamp (`end` is -1) or one that names no real time (`end` is behind it)
   */
  read(text: string, start: number, arrival: Micros): Micros {
    this.end = -1;
    this.assumed = 0;
    const parts = this.#match(text, start, this.#last) ?? this.#matchAny(text, start);
    if (parts !== undefined) return this.#micros(parts, arrival);
    EPOCH.lastIndex = start;
    const epoch = EPOCH.exec(text);
    if (epoch === null) return Number.NaN;
    this.end = EPOCH.lastIndex;
    return readTime(epoch[0]);
  }

  #matchAny(text: string, start: number): Parts | undefined {
    for (const shape of SHAPES) {
      const parts = shape === this.#last ? undefined : this.#match(text, start, shape);
      if (parts === undefined) continue;
      this.#last = shape;
      return parts;
    }
    return undefined;
  }

  #match(text: string, start: number, shape: RegExp): Parts | undefined {
    shape.lastIndex = start;
    const match = shape.exec(text);
    if (match === null || shape.lastIndex - start > LONGEST) return undefined;
    if (match.groups!.name !== undefined && monthOf(match.groups!.name) === 0) return undefined;
    this.end = shape.lastIndex;
    return match.groups!;
  }

  #micros(parts: Parts, arrival: Micros): Micros {
    const { year, early, short, zone, word } = parts;
    const [month, day] = monthAndDay(parts);
    const clock = clockOf(parts);
    if (zone === undefined && word !== 'UTC' && word !== 'GMT') this.assumed |= ASSUMED_ZONE;
    const written = year ?? early ?? (short === undefined ? undefined : `20${short}`);
    if (written === undefined) this.assumed |= ASSUMED_YEAR;
    const local =
      written === undefined
        ? latest(month, day, clock, arrival)
        : microsOf(Number(written), month, day, 0, 0) + clock;
    return local - offsetOf(zone);
  }
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

/** Of two numbers the first is the month, as Americans write, unless it cannot be or dots stand between. */
function monthAndDay({ name, month, day, first, second_: second, mark }: Parts): [number, number] {
  if (name !== undefined) return [monthOf(name), Number(day)];
  if (first === undefined) return [Number(month), Number(day)];
  const dayFirst = mark === '.' || Number(first) > 12;
  return dayFirst ? [Number(second), Number(first)] : [Number(first), Number(second)];
}

/** NaN when there is no such time. A leap second is the last microsecond of its minute. */
function clockOf({ hour, minute, second, fraction = '', half }: Parts): Micros {
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const seconds = Number(second);
  if (hours > 23 || Number(minute) > 59 || seconds > 60) return Number.NaN;
  const micros = seconds === 60 ? MINUTE - 1 : seconds * SECOND + Number(fraction.padEnd(6, '0').slice(0, 6));
  return (hours * 60 + Number(minute)) * MINUTE + micros;
}

function offsetOf(zone: string | undefined): Micros {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '');
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
