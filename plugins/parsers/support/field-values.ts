import { ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import { type Level, levelOfSeverity, levelOfWord } from '../../../pipeline/level.js';
import type { Micros } from '../../../pipeline/time.js';
import { AnyStampReader } from './any-stamp.js';
import { microsOfEpoch } from './epoch.js';
import { AccessStampReader, IsoStampReader } from './timestamps.js';

/*
 * What a text or a number as it is written says as an event's time or level.
 */

const OPEN_BRACE = 123;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** No time and no level is longer. */
const LONGEST = 64;

/** log4j2's `{"epochSecond":…,"nanoOfSecond":…}` and protobuf's `{"seconds":…,"nanos":…}`. */
const SECONDS_AND_NANOS =
  /^\{\s*"(?:epochSecond|seconds)"\s*:\s*"?(\d{1,11})"?\s*,\s*"(?:nanoOfSecond|nanos)"\s*:\s*(\d{1,9})\s*\}$/;
/** MongoDB's extended JSON. */
const DATE_OBJECT =
  /^\{\s*"\$date"\s*:\s*(?:"([^"\\]*)"|(\d{1,19})|\{\s*"\$numberLong"\s*:\s*"(\d{1,19})"\s*\})\s*\}$/;
const LONGEST_OBJECT = 128;

/** Reads the time that a field's value gives. */
export class FieldTime {
  /** What the value that was read last does not say. */
  assumed = 0;
  readonly #iso = new IsoStampReader();
  readonly #access = new AccessStampReader();
  readonly #any = new AnyStampReader();

  /**
   * RFC 3339 (see IsoStampReader), the time of access logs, any stamp with a year that logs are known to have, or
   * seconds, milliseconds, microseconds or nanoseconds since 1970. NaN for anything else.
   *
   * @param text a text, or a number or object as JSON
   */
  read(text: string): Micros {
    const iso = this.#iso.read(text, 0);
    if (this.#iso.end === text.length && text.length <= LONGEST) {
      this.assumed = this.#iso.assumed;
      return iso;
    }
    return this.#readOther(text);
  }

  #readOther(text: string): Micros {
    this.assumed = 0;
    if (text.charCodeAt(0) === OPEN_BRACE) return this.#readObject(text);
    if (text.length > LONGEST) return Number.NaN;
    if (NUMBER.test(text)) return microsOfEpoch(text);
    const access = this.#access.read(text, 0);
    if (this.#access.end === text.length) {
      this.assumed = this.#access.assumed;
      return access;
    }
    const any = this.#any.read(text, 0, 0);
    if (this.#any.end !== text.length || this.#any.assumed & ~ASSUMED_ZONE) return Number.NaN;
    this.assumed = this.#any.assumed;
    return any;
  }

  #readObject(text: string): Micros {
    if (text.length > LONGEST_OBJECT) return Number.NaN;
    const parts = SECONDS_AND_NANOS.exec(text);
    if (parts !== null) return Number(parts[1]) * 1e6 + Math.floor(Number(parts[2]) / 1000);
    const [, date, millis, long] = DATE_OBJECT.exec(text) ?? [];
    return date === undefined ? Number(millis ?? long) * 1000 : this.read(date);
  }
}

const fieldTime = new FieldTime();

/** The time a field's value gives, see {@link FieldTime}; NaN where it gives none. */
export function readTime(text: string): Micros {
  return fieldTime.read(text);
}

/** A word (any that `levelOfWord` knows), or a number; undefined for anything else. */
export function readLevel(text: string): Level | undefined {
  if (text.length > LONGEST) return undefined;
  return levelOfWord(text) ?? levelOfNumber(text);
}

/** Whether the record says the level by the event's own word, in capitals or not. */
export function isLevelWord(text: string, level: Level): boolean {
  return text === level || (text.length === level.length && text.toUpperCase() === level);
}

/** Upper ends of pino's and bunyan's levels; numbers between two of them are of the higher one. */
const PINO_LEVELS: readonly (readonly [number, Level])[] = [
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
];

/** 0 to 7 are syslog's severities (GELF, journald), 8 to 60 the levels of pino and bunyan. */
function levelOfNumber(text: string): Level | undefined {
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const number = Number(text);
  if (number <= 7) return levelOfSeverity(number);
  return PINO_LEVELS.find(([upTo]) => number <= upTo)?.[1];
}
