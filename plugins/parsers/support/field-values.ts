import { type Level, levelOfSeverity, levelOfWord } from '../../../pipeline/level.js';
import type { Micros } from '../../../pipeline/time.js';
import { AccessStampReader, IsoStampReader } from './timestamps.js';

/*
 * What a text or a number as it is written says as an event's time or level.
 */

const isoStamps = new IsoStampReader();
const accessStamps = new AccessStampReader();
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** No time and no level is longer. */
const LONGEST = 64;

/**
 * RFC 3339 (see IsoStampReader), the time of access logs, or seconds, milliseconds, microseconds or nanoseconds since
 * 1970. NaN for anything else.
 */
export function readTime(text: string): Micros {
  if (text.length > LONGEST) return Number.NaN;
  const iso = isoStamps.read(text, 0);
  if (isoStamps.end === text.length) return iso;
  const access = accessStamps.read(text, 0);
  if (accessStamps.end === text.length) return access;
  return microsOfEpoch(text);
}

/*
 * Smallest number taken for each unit. The same instants in the four units never overlap between March 1973 and the
 * year 5138; smaller numbers are durations or counters rather than times.
 */
const SECONDS_FROM = 1e8;
const MILLIS_FROM = 1e11;
const MICROS_FROM = 1e14;
const NANOS_FROM = 1e17;
const NANOS_TO = 1e19;

function microsOfEpoch(text: string): Micros {
  if (!NUMBER.test(text)) return Number.NaN;
  const number = Number(text);
  if (!(number >= SECONDS_FROM && number < NANOS_TO)) return Number.NaN;
  if (number < MILLIS_FROM) return Math.round(number * 1e6);
  if (number < MICROS_FROM) return Math.round(number * 1e3);
  if (number < NANOS_FROM) return Math.floor(number);
  // 19 digits are more than a double holds: the last three are cut from the text.
  return /^\d+$/.test(text) ? Number(text.slice(0, -3)) : Math.floor(number / 1e3);
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
