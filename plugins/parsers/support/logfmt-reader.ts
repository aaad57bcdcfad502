import type { LogEvent } from '../../../pipeline/event.js';
import type { Parser } from '../../../pipeline/plugin.js';
import { NamedValues } from './named-values.js';

/** A name and what must stand behind it. Whatever begins otherwise is refused within its first word. */
const NAME = /[A-Za-z_@$\u0080-\uffff][\w.@$#/\u0080-\uffff-]{0,127}(?=[= \n]|$)/y;
const EQUALS = 61;
const SPACE = 32;
const LF = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
/** Words without a value that a record may have beside its pairs; more make it a sentence. */
const MOST_WORDS = 3;
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Pairs of a name and a value on one line: `level=info msg="signed in" user=42`. */
export class LogfmtReader implements Parser {
  readonly #values = new NamedValues();
  /** Offset behind the pairs, or `~offset` of what is none. */
  #at = 0;

  parse(record: string, event: LogEvent): number {
    NAME.lastIndex = 0;
    if (!NAME.test(record) || record.charCodeAt(NAME.lastIndex) !== EQUALS) return 0;
    this.#values.begin();
    const words = this.#readLine(record);
    if (this.#at < 0) return ~this.#at;
    const pairs = this.#values.count - words;
    const isLogfmt = pairs >= 2 ? words < pairs && words <= MOST_WORDS : words === 0 && this.#isOneOfLogger();
    if (!isLogfmt) return record.length;
    return this.#values.claim('logfmt', event, record.slice(this.#at + 1).trimEnd());
  }

  #isOneOfLogger(): boolean {
    return this.#values.count === 1 && this.#values.hasOfLogger();
  }

  /** Reads up to the first line feed; returns how many names had no value. */
  #readLine(record: string): number {
    let words = 0;
    let at = 0;
    for (;;) {
      while (record.charCodeAt(at) === SPACE) at += 1;
      if (at >= record.length || record.charCodeAt(at) === LF) break;
      NAME.lastIndex = at;
      if (!NAME.test(record)) {
        this.#at = ~at;
        return words;
      }
      const nameEnd = NAME.lastIndex;
      const name = record.slice(at, nameEnd);
      if (record.charCodeAt(nameEnd) !== EQUALS) {
        words += 1;
        this.#values.add(name, 'true', false);
        at = nameEnd;
      } else {
        at = this.#readValue(record, name, nameEnd + 1);
        if (at < 0) {
          this.#at = at;
          return words;
        }
      }
    }
    this.#at = at;
    return words;
  }

  /** Returns the offset behind the value, or `~offset`. */
  #readValue(record: string, name: string, start: number): number {
    const code = record.charCodeAt(start);
    if (code === QUOTE || (code === APOSTROPHE && closes(record, start))) {
      return this.#readQuoted(record, name, start, code);
    }
    let end = start;
    for (let at = record.charCodeAt(end); at > SPACE; at = record.charCodeAt(end)) {
      if (at === QUOTE || (at === EQUALS && end === start)) return ~end;
      end += 1;
    }
    const behind = record.charCodeAt(end);
    if (end < record.length && behind !== SPACE && behind !== LF) return ~end;
    this.#values.add(name, record.slice(start, end), false);
    return end;
  }

  #readQuoted(record: string, name: string, start: number, quote: number): number {
    let escaped = false;
    let end = start + 1;
    for (let code = record.charCodeAt(end); code !== quote; code = record.charCodeAt(end)) {
      // A record that was cut off within a value has it up to there.
      if (end >= record.length) {
        if (this.#values.count < 2) return ~record.length;
        break;
      }
      if (code === 92) escaped = true;
      end += code === 92 ? 2 : 1;
    }
    end = Math.min(end, record.length);
    const text = record.slice(start + 1, end);
    this.#values.add(name, escaped ? unescapeText(text) : text, true);
    const behind = record.charCodeAt(end + 1);
    if (end + 1 < record.length && behind !== SPACE && behind !== LF) return ~(end + 1);
    return Math.min(end + 1, record.length);
  }
}

/** Whether an apostrophe has its other one before a blank or the end; else it is part of the word. */
function closes(record: string, start: number): boolean {
  const end = record.indexOf("'", start + 1);
  const behind = record.charCodeAt(end + 1);
  return end > 0 && (Number.isNaN(behind) || behind === SPACE || behind === LF);
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^u]))/g;

function unescapeText(text: string): string {
  return text.replace(ESCAPE, (_whole, code: string | undefined, letter: string | undefined) =>
    code === undefined ? (ESCAPES[letter!] ?? letter!) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
