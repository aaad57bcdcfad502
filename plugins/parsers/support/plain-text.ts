import { ASSUMED_DAY, ASSUMED_LEVEL, ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import { type Level, levelOfWord } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import type { Micros } from '../../../pipeline/time.js';
import { AnyStampReader } from './any-stamp.js';
import { type SplitTrace, splitStackTrace } from './stack-trace.js';

/** Where a level is looked for: after the date and up to this many words, within this many characters. */
const WORDS = 4;
const REACH = 96;
const WORD = /[^\s[\](){}<>|:,;="']+/g;
/** Words that name a level in a level's place and mean something else as often. */
const AMBIGUOUS = new Set(['ALL', 'CONFIG', 'DEFAULT', 'FAIL', 'FAILURE', 'FINE', 'LOG', 'OK', 'SUCCESS']);
const ANY_LEVEL =
  /TRACE|DEBUG|INFO|NOTICE|WARN|ERR|SEVERE|FATAL|CRIT|ALERT|EMERG|PANIC|trace|debug|info|notice|warn|err|fatal|crit/;

/** Date and level stand within so many characters. */
const HEAD = 256;
/** How far from the beginning a date may stand, and behind how many words: a pid, a host, a component. */
const PREFIX = 64;
const PREFIX_WORDS = 3;
const OPENING = '[(<"|';
const SPACE = 32;
const STAMP_END = /[\s\])>"|,;:-]/;
// Colours of terminals.
const COLOUR = /\u001b\[[\d;]{0,24}[A-Za-z]/g;
const ESCAPE = '\u001b';

/**
 * Claims every record. The message is the whole record; a date at its beginning or near it, and a level among the words
 * behind that, are read besides. A level is a word in capitals, or one in brackets or before a colon in any case.
 * Colours are looked through.
 */
export class PlainTextReader implements Parser {
  readonly #stamps = new AnyStampReader();
  #micros: Micros = Number.NaN;

  parse(record: string, event: LogEvent): number {
    const head = headOf(record);
    const stampEnd = this.#findStamp(head, event.timestampMicros);
    const isTimed = stampEnd > 0;
    const level =
      findLevel(head.slice(stampEnd, stampEnd + REACH)) ??
      (isTimed ? findLevel(head.slice(0, stampEnd)) : undefined);
    const trace = splitStackTrace(record);
    event.fill(
      'plain',
      isTimed ? this.#micros : event.timestampMicros,
      level ?? 'INFO',
      '',
      '',
      trace?.message ?? record,
      trace === undefined ? '{}' : traceMembers(trace),
      (isTimed ? this.#stamps.assumed : ASSUMED_TIME) | (level === undefined ? ASSUMED_LEVEL : 0),
    );
    return CLAIMED;
  }

  /** Offset behind the date; 0 when there is none. */
  #findStamp(head: string, arrival: Micros): number {
    for (let at = 0, words = 0; words <= PREFIX_WORDS && at <= PREFIX; words++) {
      const start = OPENING.includes(head.charAt(at)) && at < head.length ? at + 1 : at;
      // Among other words a clock alone or a long number is something else.
      if (this.#readStamp(head, start, arrival) && (words === 0 || this.#saysDay(head, start))) {
        return this.#stamps.end;
      }
      const blank = head.indexOf(' ', at);
      if (blank < 0) return 0;
      at = blank + 1;
      while (head.charCodeAt(at) === SPACE) at += 1;
    }
    return 0;
  }

  #readStamp(head: string, at: number, arrival: Micros): boolean {
    this.#micros = this.#stamps.read(head, at, arrival);
    const { end } = this.#stamps;
    return (
      end > at && !Number.isNaN(this.#micros) && (end === head.length || STAMP_END.test(head.charAt(end)))
    );
  }

  #saysDay(head: string, at: number): boolean {
    return (this.#stamps.assumed & ASSUMED_DAY) === 0 && !/^\d{9}/.test(head.slice(at, at + 9));
  }
}

/** Where date and level are looked for, without colours. */
function headOf(record: string): string {
  const head = record.length > HEAD ? record.slice(0, HEAD) : record;
  const lineEnd = head.indexOf('\n');
  const line = lineEnd < 0 ? head : head.slice(0, lineEnd);
  return line.includes(ESCAPE) ? line.replace(COLOUR, '') : line;
}

function traceMembers({ exception, stackTrace }: SplitTrace): string {
  const name = exception === '' ? '' : `"exception":${jsonString(exception)},`;
  return `{${name}"stack_trace":${jsonString(stackTrace)}}`;
}

function findLevel(head: string): Level | undefined {
  if (!ANY_LEVEL.test(head)) return undefined;
  let words = 0;
  for (const match of head.matchAll(WORD)) {
    const level = levelAt(head, match.index, match[0]);
    if (level !== undefined) return level;
    words += 1;
    if (words === WORDS) return undefined;
  }
  return undefined;
}

function levelAt(head: string, at: number, word: string): Level | undefined {
  const level = levelOfWord(word);
  if (level === undefined || AMBIGUOUS.has(word.toUpperCase())) return undefined;
  const marked = /[[(<|=]/.test(head.charAt(at - 1)) || /[\])>|:]/.test(head.charAt(at + word.length));
  return marked || word === word.toUpperCase() ? level : undefined;
}
