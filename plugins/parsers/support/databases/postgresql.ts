import { ASSUMED_ZONE } from '../../../../pipeline/assumed.js';
import type { LogEvent } from '../../../../pipeline/event.js';
import { levelOfWord } from '../../../../pipeline/level.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import type { Micros } from '../../../../pipeline/time.js';
import { AnyStampReader } from '../any-stamp.js';
import { RecordDraft } from '../record-draft.js';
import { IsoStampReader } from '../timestamps.js';
import { fillPrefix } from './postgresql-prefix.js';
import { fillSqlMessage } from './sql-messages.js';
import { offsetOfZone } from './zone-names.js';

/** Prefixes are short: where no level has come by here, none will. */
const PREFIX_REACH = 512;
const SEVERITIES = [
  'DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC',
  'DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT|BACKTRACE',
].join('|');
const SEVERITY = new RegExp(`(?<![\\w.-])(${SEVERITIES}):(?:( {1,2}|\\t)|$)`);
const SEVERITY_HERE = new RegExp(`(?:${SEVERITIES}):`, 'y');
/** Words that no other program has in a level's place. */
const OWN_WORD = /^(?:LOG|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE)$/;
/** Without any prefix these are PostgreSQL's, with the two blanks that it writes. */
const NO_PREFIX = /(?:LOG|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT|QUERY): {2}(?! )/y;
const SEQUENCE = /\[(\d{1,10})(?:-(\d{1,10}))?\] /y;
const EPOCH = /\d{10}\.\d{3}(?= )/y;
const OPENING = /[<[(] ?(?=\d)/y;
const ZONE_WORD = / ([A-Z]{1,5})(?=[\s:\]>),;-]|$)/y;
const SESSION_MARK = /\[\d+(?:-\d+)?\]|[^\s@]@|\buser=|\busr=/;
const STATE = /^((?=[A-Z]{0,4}\d)[0-9A-Z]{5}): /;
const PROGRAM = /^postgres(?:ql)?(?:$|[-@])/;
/** Between day and clock, and behind both. */
const BLANK_AT = 10;
const COMMA_AT = 19;
const ZERO = 48;
const NINE = 57;

/** The log that PostgreSQL writes to stderr or syslog, with any `log_line_prefix`. */
export class PostgresqlReader implements Parser {
  readonly #isoStamps = new IsoStampReader();
  readonly #anyStamps = new AnyStampReader();
  readonly #draft = new RecordDraft();

  #micros: Micros = Number.NaN;
  #assumed = 0;
  #zone = '';
  #stampStart = 0;
  /** Behind the stamp and its zone. */
  #stampEnd = 0;

  parse(record: string, event: LogEvent): number {
    const ours = isOurs(event);
    const start = this.#readOpening(record, event);
    if (start < 0 && !ours && !fits(NO_PREFIX, record, 0)) return this.#parseSequence(record, event);
    const severity = findSeverity(record, Math.max(start, 0));
    if (severity === undefined) return ours ? this.#parseSequence(record, event) : Math.max(start, 0);
    const prefix = record.slice(Math.max(start, 0), severity.start);
    if (start >= 0 && !ours && !this.#isCertain(prefix, severity)) return severity.start;
    return this.#claim(record, event, prefix, severity, start >= 0);
  }

  /** @returns the offset behind the stamp, -1 when the record does not begin with one */
  #readOpening(record: string, event: LogEvent): number {
    this.#micros = Number.NaN;
    const code = record.charCodeAt(0);
    const opened = code < ZERO || code > NINE;
    if (opened && !fits(OPENING, record, 0)) return -1;
    this.#stampStart = opened ? OPENING.lastIndex : 0;
    this.#zone = '';
    if (record.charCodeAt(this.#stampStart + 4) === 45) return this.#readIso(record);
    if (!fits(EPOCH, record, this.#stampStart)) return -1;
    this.#micros = this.#anyStamps.read(record, this.#stampStart, event.timestampMicros);
    this.#assumed = 0;
    this.#stampEnd = EPOCH.lastIndex;
    return this.#stampEnd;
  }

  #readIso(record: string): number {
    const micros = this.#isoStamps.read(record, this.#stampStart);
    // PostgreSQL has a point before the fraction, loggers of Java and Python a comma.
    if (this.#isoStamps.end < 0 || record[this.#stampStart + COMMA_AT] === ',') return -1;
    if (record[this.#stampStart + BLANK_AT] !== ' ') return -1;
    this.#stampEnd = this.#isoStamps.end;
    this.#assumed = this.#isoStamps.assumed;
    this.#micros = micros;
    if ((this.#assumed & ASSUMED_ZONE) !== 0) this.#readZone(record);
    else this.#zone = 'offset';
    return this.#stampEnd;
  }

  #readZone(record: string): void {
    ZONE_WORD.lastIndex = this.#stampEnd;
    const match = ZONE_WORD.exec(record);
    if (
      match === null ||
      levelOfWord(match[1]!) !== undefined ||
      fits(SEVERITY_HERE, record, this.#stampEnd + 1)
    )
      return;
    this.#zone = match[1]!;
    this.#stampEnd = ZONE_WORD.lastIndex;
    const offset = offsetOfZone(this.#zone);
    if (offset === undefined) return;
    this.#micros -= offset;
    this.#assumed &= ~ASSUMED_ZONE;
  }

  #isCertain(prefix: string, { word, blanks }: Severity): boolean {
    const marked = SESSION_MARK.test(prefix);
    if (this.#zone === '' && !marked) return false;
    return blanks === 2 || (marked && OWN_WORD.test(word)) || /@|\buser=/.test(prefix);
  }

  /** `[3-2] …`: in syslog every line of a record has a number, and only the first one a level. */
  #parseSequence(record: string, event: LogEvent): number {
    SEQUENCE.lastIndex = 0;
    const match = record.charCodeAt(0) === 91 ? SEQUENCE.exec(record) : null;
    if (match === null) return 0;
    const severity = findSeverity(record, SEQUENCE.lastIndex);
    const ours = isOurs(event);
    if (severity !== undefined && (severity.blanks === 2 || ours)) {
      return this.#claim(record, event, record.slice(0, severity.start), severity, false);
    }
    if (!ours) return SEQUENCE.lastIndex;
    const draft = this.#draft.begin().message(record.slice(SEQUENCE.lastIndex));
    draft.number('session_line', match[1]).number('session_line_part', match[2]);
    return draft.claim('postgresql', event);
  }

  #claim(record: string, event: LogEvent, prefix: string, severity: Severity, timed: boolean): number {
    const draft = this.#draft.begin().levelWord(severity.word);
    if (timed) this.#fillTime(record);
    this.#fillHead(event, prefix);
    const text = record.slice(severity.end);
    const state = STATE.exec(text);
    draft.text('sql_state', state?.[1]);
    const message = state === null ? text : text.slice(state[0].length);
    draft.message(message);
    if (severity.word === 'STATEMENT' || severity.word === 'QUERY') draft.text('statement', message);
    else fillSqlMessage(draft, message);
    return draft.claim('postgresql', event);
  }

  #fillTime(record: string): void {
    const written = record.slice(this.#stampStart, this.#stampEnd);
    this.#draft.time(this.#micros, this.#assumed, written);
    if (this.#zone !== 'offset' && offsetOfZone(this.#zone) !== 0) this.#draft.text('timezone', this.#zone);
  }

  #fillHead(event: LogEvent, prefix: string): void {
    SEQUENCE.lastIndex = 0;
    // In syslog the process stands in the tag, and the numbers are those of the record and its line.
    const sequence = event.application === '' ? null : SEQUENCE.exec(prefix);
    if (sequence === null) {
      fillPrefix(this.#draft, prefix.replace(/^ ?[>\])]/, ''));
      return;
    }
    this.#draft.number('session_line', sequence[1]).number('session_line_part', sequence[2]);
    fillPrefix(this.#draft, prefix.slice(SEQUENCE.lastIndex));
  }
}

interface Severity {
  readonly word: string;
  readonly start: number;
  /** Where the message begins. */
  readonly end: number;
  readonly blanks: number;
}

function findSeverity(record: string, from: number): Severity | undefined {
  const match = SEVERITY.exec(record.slice(from, from + PREFIX_REACH));
  if (match === null) return undefined;
  const start = from + match.index;
  return { word: match[1]!, start, end: start + match[0].length, blanks: match[2]?.length ?? 0 };
}

function isOurs({ application }: LogEvent): boolean {
  return application !== '' && PROGRAM.test(application);
}

function fits(pattern: RegExp, record: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(record);
}
