import { parseDuration } from '../../config/units.js';
import { idFromString } from '../event-id.js';
import { LEVELS, type Level, levelOfWord } from '../level.js';
import { type Micros, parseRfc3339 } from '../time.js';
import { isWithin, mapLimits } from './limits.js';
import { matchesWhole, type Pattern } from './pattern.js';
import { matchesRegex } from './regex.js';
import {
  asksForPresence,
  type Located,
  limitsOf,
  type Mistake,
  plainValue,
  type SimpleValue,
} from './syntax.js';
import type { FilterTree, TimeRange } from './tree.js';
import { regexTest } from './value-test.js';

/*
 * The fields of an event that are no plain text: level, the two times and the id. What is asked of them comes down to
 * a set of levels or a range.
 */

// --- Level ---

export function levelTest(value: SimpleValue, mistake: Mistake): FilterTree {
  const levels = LEVELS.filter(levelPredicate(value, mistake));
  if (levels.length === 0) mistake(value.at, 'no level is like that', LEVELS);
  return { type: 'level', levels };
}

function levelPredicate(value: SimpleValue, mistake: Mistake): (level: Level) => boolean {
  if (value.type === 'comparison' || value.type === 'range') {
    const severity = mapLimits(limitsOf(value), (limit) => LEVELS.indexOf(readLevel(limit, mistake)));
    return (level) => isWithin(severity, (limit) => LEVELS.indexOf(level) - limit);
  }
  if (value.type === 'regex') return matchesRegex(regexTest(value, mistake).regex);
  const plain = plainValue(value);
  if (plain !== undefined) {
    const wanted = readLevel(plain, mistake);
    return (level) => level === wanted;
  }
  return matchesWhole(upperCase(value.pattern));
}

function upperCase([first, ...rest]: Pattern): Pattern {
  return [first.toUpperCase(), ...rest.map((part) => part.toUpperCase())];
}

function readLevel({ text, at }: Located, mistake: Mistake): Level {
  return levelOfWord(text) ?? mistake(at, `"${text}" is no level`, LEVELS);
}

// --- Times ---

const DAY_MICROS = 86_400_000_000;
const TIME_FORMS = ['2025-11-11T10:20:30Z', '2025-11-11', '-15m'];
const FIRST_TIME = parseRfc3339('0001-01-01T00:00:00Z')!;
const LAST_TIME = parseRfc3339('9999-12-30T23:59:59.999Z')!;

/** A moment, or a day: its first microsecond and the first one after it. */
interface Span {
  start: Micros;
  after: Micros;
}

/** @param nowMicros what `-15m` is counted from */
export function timeTest(
  field: TimeRange['field'],
  value: SimpleValue,
  nowMicros: Micros,
  mistake: Mistake,
): FilterTree {
  if (asksForPresence(value)) return { type: 'all' };
  const read = (text: Located) => readTime(text, nowMicros, mistake);
  const plain = plainValue(value);
  if (plain !== undefined) {
    const { start, after } = read(plain);
    return { type: 'time', field, from: start, before: after };
  }
  if (value.type !== 'comparison' && value.type !== 'range') {
    return mistake(value.at, `${field} is a time, compared with a time`, TIME_FORMS);
  }
  const { lower, upper } = mapLimits(limitsOf(value), read);
  return {
    type: 'time',
    field,
    ...(lower !== undefined && { from: lower.inclusive ? lower.value.start : lower.value.after }),
    ...(upper !== undefined && { before: upper.inclusive ? upper.value.after : upper.value.start }),
  };
}

function readTime({ text, at }: Located, nowMicros: Micros, mistake: Mistake): Span {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const start = day
    ? parseRfc3339(`${text}T00:00:00Z`)
    : (readRelative(text, nowMicros) ?? parseRfc3339(text));
  if (start === undefined) return mistake(at, `"${text}" is no time`, TIME_FORMS);
  if (start < FIRST_TIME || start > LAST_TIME) {
    return mistake(at, `"${text}" is out of range`, ['a time from 0001-01-01 to 9999-12-30']);
  }
  return { start, after: start + (day ? DAY_MICROS : 1) };
}

/** `now`, `-15m` or `now-15m`, as far back as the year 1. */
function readRelative(text: string, nowMicros: Micros): Micros | undefined {
  if (text === 'now') return nowMicros;
  const [, duration] = /^(?:now)?-(.+)$/.exec(text) ?? [];
  const millis = duration === undefined ? undefined : parseDuration(duration);
  return millis === undefined ? undefined : Math.round(nowMicros - millis * 1000);
}

// --- Id ---

const FIRST_ID = 0n;
const LAST_ID = (1n << 63n) - 1n;
/** Its limits are ids, so that they fit PostgreSQL's bigint. */
const NO_ID: FilterTree = { type: 'id', from: 1n, to: 0n };

export function idTest(value: SimpleValue, mistake: Mistake): FilterTree {
  if (asksForPresence(value)) return { type: 'all' };
  const read = (text: Located) => readId(text, mistake);
  const plain = plainValue(value);
  if (plain !== undefined) return { type: 'id', from: read(plain), to: read(plain) };
  if (value.type !== 'comparison' && value.type !== 'range') {
    return mistake(value.at, 'an id is compared with an id', ['a decimal number']);
  }
  const { lower, upper } = mapLimits(limitsOf(value), read);
  const from = lower === undefined ? FIRST_ID : lower.value + (lower.inclusive ? 0n : 1n);
  const to = upper === undefined ? LAST_ID : upper.value - (upper.inclusive ? 0n : 1n);
  return from <= to ? { type: 'id', from, to } : NO_ID;
}

function readId({ text, at }: Located, mistake: Mistake): bigint {
  try {
    idFromString(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return mistake(at, `"${text}" is no id`, [`a decimal number from 0 to ${LAST_ID}`]);
  }
  return BigInt(text);
}
