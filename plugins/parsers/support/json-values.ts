import { type Level, levelOfSeverity, levelOfWord } from '../../../pipeline/level.js';
import type { Micros } from '../../../pipeline/time.js';
import { QUOTE } from './json-scanner.js';
import { AccessStampReader, IsoStampReader } from './timestamps.js';

/*
 * What a JSON value says as an event's time or level. Values are given by their offsets in the record.
 */

const isoStamps = new IsoStampReader();
const accessStamps = new AccessStampReader();
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** The longest text that can be a time or a level; a longer one is not even cut out. */
const LONGEST = 64;

/**
 * RFC 3339 (see IsoStampReader), the time of access logs, or seconds, milliseconds, microseconds or nanoseconds since
 * 1970 as a number or a string of one. NaN for anything else.
 */
export function readTime(record: string, start: number, end: number): Micros {
  if (end - start > LONGEST) return Number.NaN;
  if (record.charCodeAt(start) !== QUOTE) return microsOfEpoch(record.slice(start, end));
  const iso = isoStamps.read(record, start + 1);
  if (isoStamps.end === end - 1) return iso;
  const access = accessStamps.read(record, start + 1);
  if (accessStamps.end === end - 1) return access;
  return microsOfEpoch(record.slice(start + 1, end - 1));
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

/** A word (any that `levelOfWord` knows), a number, or a string of one; undefined for anything else. */
export function readLevel(record: string, start: number, end: number): Level | undefined {
  if (end - start > LONGEST) return undefined;
  if (record.charCodeAt(start) !== QUOTE) return levelOfNumber(record.slice(start, end));
  const word = record.slice(start + 1, end - 1);
  return levelOfWord(word) ?? levelOfNumber(word);
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
