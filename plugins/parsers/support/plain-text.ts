import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../../pipeline/assumed.js';
import type { LogEvent } from '../../../pipeline/event.js';
import { type Level, levelOfWord } from '../../../pipeline/level.js';
import { CLAIMED, type Parser } from '../../../pipeline/plugin.js';
import { IsoStampReader } from './timestamps.js';

/** Where a level is looked for: after the date and up to this many words, within this many characters. */
const WORDS = 4;
const REACH = 96;
const WORD = /[^\s[\](){}<>|:,;="']+/g;
/** Words that name a level in a level's place and mean something else as often. */
const AMBIGUOUS = new Set(['ALL', 'CONFIG', 'DEFAULT', 'FAIL', 'FAILURE', 'FINE', 'LOG', 'OK', 'SUCCESS']);
const ANY_LEVEL =
  /TRACE|DEBUG|INFO|NOTICE|WARN|ERR|SEVERE|FATAL|CRIT|ALERT|EMERG|PANIC|trace|debug|info|notice|warn|err|fatal|crit/;

/**
 * Claims every record. The message is the whole record; a date at its very beginning and a level among its first words
 * are read besides. A level is a word in capitals, or one in brackets or before a colon in any case.
 */
export class PlainTextReader implements Parser {
  readonly #stamps = new IsoStampReader();

  parse(record: string, event: LogEvent): number {
    const start = /^[[(]/.test(record) ? 1 : 0;
    const micros = this.#stamps.read(record, start);
    const found = this.#stamps.end >= 0 && !Number.isNaN(micros);
    const head = record.slice(found ? this.#stamps.end : 0, (found ? this.#stamps.end : 0) + REACH);
    const level = findLevel(head);
    event.fill(
      'plain',
      found ? micros : event.timestampMicros,
      level ?? 'INFO',
      '',
      '',
      record,
      '{}',
      (found ? this.#stamps.assumed : ASSUMED_TIME) | (level === undefined ? ASSUMED_LEVEL : 0),
    );
    return CLAIMED;
  }
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
