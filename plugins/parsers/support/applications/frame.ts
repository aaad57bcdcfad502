import { ASSUMED_DAY, ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import type { Level } from '../../../../pipeline/level.js';
import { AnyStampReader } from '../any-stamp.js';
import type { RecordDraft } from '../record-draft.js';
import { splitStackTrace } from '../stack-trace.js';

/*
 * A frame is what a logger writes around a message: stamp, level, thread, logger in some order. Most loggers differ in
 * nothing else, so their formats are tables of frames (java-frames.ts, python-frames.ts, …) that one reader tries.
 */

export type Parts = Readonly<Record<string, string | undefined>>;

export interface Frame {
  /** The format that a record in this frame has. */
  readonly format: string;
  /** The first characters the frame can begin with; behind a stamp those that follow its blanks. */
  readonly leads: string;
  /**
   * From the record's beginning, or from behind its stamp, up to the message. Sticky, bounded in all its parts. Groups
   * go into fields by their names; see `fillParts`.
   */
  readonly pattern: RegExp;
  /** Takes what stands in or behind the message; false where the record is not in this frame after all. */
  readonly finish?: (draft: RecordDraft, message: string, parts: Parts, event: LogEvent) => boolean;
  /** Program that alone writes this frame. */
  readonly application?: string;
}

/** Levels by the words that no one reads otherwise. */
export const LEVEL =
  '(?<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|FATAL|CRIT(?:ICAL)?|ALERT|EMERG(?:ENCY)?|PANIC|FINE(?:R|ST)?|CONFIG|AUDIT|VERBOSE)';
export const ANY_LEVEL = `(?<level>${['trace', 'debug', 'info', 'notice', 'warn', 'warning', 'err', 'error', 'fatal', 'crit', 'critical', 'alert', 'emerg', 'panic', 'verbose', 'dpanic'].flatMap((word) => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]).join('|')})`;
/** A text in brackets that may hold others in brackets. */
export const NESTED = '(?:[^[\\]\\n]|\\[[^[\\]\\n]{0,64}\\]){0,128}';
/** A class or a module with its dots: bounded, no blanks. */
export const LOGGER = '(?<logger>[A-Za-z_#$][\\w.$/#@<>-]{0,200})';
export const THREAD = `\\[(?<thread>${NESTED})\\]`;
export const ISO =
  '(?<stamp>\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?)';
export const LEVEL_LEADS = 'TDINWESFCAPVtdinwesfcapv';
/** Blanks in plenty where columns are aligned. */
export const GAP = '[ \\t]{1,80}';

/** @param pattern is made sticky */
export function frame(format: string, leads: string, pattern: string, more: Partial<Frame> = {}): Frame {
  return { format, leads, pattern: new RegExp(pattern, 'y'), ...more };
}

/** One letter for a level, as Google's and Android's loggers write. */
const LEVEL_OF_LETTER: Readonly<Record<string, Level>> = {
  V: 'TRACE',
  T: 'TRACE',
  D: 'DEBUG',
  I: 'INFO',
  N: 'INFO',
  W: 'WARN',
  E: 'ERROR',
  F: 'FATAL',
  C: 'FATAL',
  A: 'FATAL',
  S: 'FATAL',
};

/** Words of single programs. */
const LEVEL_OF_RARE_WORD: Readonly<Record<string, Level>> = {
  VRB: 'TRACE',
  TRAC: 'TRACE',
  BLAT: 'TRACE',
  Test: 'TRACE',
  Tr: 'TRACE',
  DEBG: 'DEBUG',
  DEBU: 'DEBUG',
  FATA: 'FATAL',
  SYSTEM: 'INFO',
  Db: 'DEBUG',
  DIAG: 'DEBUG',
  AUDIT: 'INFO',
  In: 'INFO',
  No: 'INFO',
  NOTE: 'INFO',
  STATUS: 'INFO',
  SEC: 'WARN',
  Wa: 'WARN',
  ERRO: 'ERROR',
  Er: 'ERROR',
  Cr: 'FATAL',
  Al: 'FATAL',
  Em: 'FATAL',
};

const NUMBERS = new Set([
  'pid',
  'line',
  'python_line',
  'tid',
  'uid',
  'uptime_ms',
  'uptime_s',
  'elapsed_s',
  'event_id',
  'sequence',
  'cpu',
  'world',
  'goroutine',
  'priority',
  'severity',
  'msgid',
]);
const anyStamps = new AnyStampReader();

/**
 * Puts the groups of a match into the draft: `stamp`, `level` (a word), `letter` (a level's first letter),
 * `application`, `source`; all others into the metadata under their own names. A group whose name another has already
 * has a `_` at its end.
 */
export function fillParts(draft: RecordDraft, parts: Parts, event: LogEvent): void {
  for (const group in parts) {
    const value = parts[group]?.trim();
    if (value === undefined || value === '') continue;
    const name = group.endsWith('_') ? group.slice(0, -1) : group;
    if (name === 'level') readLevelWord(draft, value);
    else if (name === 'letter') draft.level(LEVEL_OF_LETTER[value], value);
    else if (name === 'stamp') readStamp(draft, value, event);
    else if (name === 'clock') readClock(draft, value, event);
    else if (name === 'application') draft.application(value);
    else if (name === 'source') draft.source(value);
    else if (name === 'pairs') readPairs(draft, value);
    else if (name === 'place') readPlace(draft, value);
    else if (NUMBERS.has(name)) draft.number(name, value);
    else if (!OWN.has(name)) draft.text(name, value);
  }
}

/** Groups that `finish` reads. */
const OWN = new Set(['message', 'brackets', 'date', 'clock_text', 'zone', 'kind', 'type', 'written']);

function readLevelWord(draft: RecordDraft, word: string): void {
  const rare = LEVEL_OF_RARE_WORD[word];
  if (rare === undefined) draft.levelWord(word);
  else draft.level(rare, word);
}

const DAY = 86_400_000_000;

/** A clock without a day: the latest that is not more than half a day after the arrival. */
function readClock(draft: RecordDraft, clock: string, event: LogEvent): void {
  const midnight = Math.floor(event.timestampMicros / DAY) * DAY;
  const micros = anyStamps.read(`1970-01-01 ${clock}`, 0, 0) + midnight;
  const late = micros > event.timestampMicros + DAY / 2;
  draft.time(late ? micros - DAY : micros, ASSUMED_DAY | ASSUMED_ZONE, clock);
}

function readStamp(draft: RecordDraft, text: string, event: LogEvent): void {
  const micros = anyStamps.read(text, 0, event.timestampMicros);
  if (anyStamps.end === text.length) draft.time(micros, anyStamps.assumed, text);
  else draft.text('timestamp', text);
}

/** `Foo.java:12`, `foo.py:12`, `src/main.cc:12`. */
function readPlace(draft: RecordDraft, place: string): void {
  const colon = place.lastIndexOf(':');
  draft.text('file', colon < 0 ? place : place.slice(0, colon));
  if (colon >= 0) draft.number('line', place.slice(colon + 1));
}

const PAIR = /([A-Za-z_][\w.-]{0,63})=("[^"]*"|[^\s,;\]}]*)/g;
const TRACE_NAMES: Readonly<Record<string, string>> = {
  traceId: 'trace_id',
  traceid: 'trace_id',
  'dd.trace_id': 'trace_id',
  spanId: 'span_id',
  spanid: 'span_id',
  'dd.span_id': 'span_id',
  requestId: 'request_id',
  requestid: 'request_id',
  'X-Request-ID': 'request_id',
};

/** What a mapped diagnostic context writes: `key=value, key=value`. What is no pair stays as `context`. */
function readPairs(draft: RecordDraft, text: string): void {
  const rest = text.replace(PAIR, (_, name: string, value: string) => {
    draft.text(TRACE_NAMES[name] ?? name, value.replace(/^"|"$/g, ''));
    return '';
  });
  const other = rest.replace(/[\s,;{}[\]]+/g, ' ').trim();
  if (other !== '' && other !== '=') draft.text('context', other);
}

/** Sets the message, without the stack trace behind it. */
export function setMessage(draft: RecordDraft, message: string): void {
  const trace = splitStackTrace(message);
  draft.message(trace?.message ?? message);
  if (trace === undefined) return;
  draft.text('exception', trace.exception).text('stack_trace', trace.stackTrace);
}
