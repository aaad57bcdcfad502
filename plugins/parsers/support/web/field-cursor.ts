import { unescapeLogText } from '../escapes.js';
import { closingQuote } from '../quoted.js';

const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const WORD = /[^ \t]+/y;

/**
 * Reads the fields of a record one after the other: words and texts in quotes, with blanks between them. After a read
 * that found nothing, `at` is where it should have been.
 */
export class FieldCursor {
  at = 0;
  /** Whether the field read last stood in quotes. */
  wasQuoted = false;
  #record = '';

  begin(record: string, at = 0): this {
    this.#record = record;
    this.at = at;
    this.wasQuoted = false;
    return this;
  }

  /** What is left. */
  rest(): string {
    this.#skipBlanks();
    return this.#record.slice(this.at);
  }

  /** A word, or a text in quotes without them; undefined at the end of the record and where a quote stays open. */
  field(): string | undefined {
    this.#skipBlanks();
    const record = this.#record;
    if (this.at >= record.length) return undefined;
    this.wasQuoted = record.charCodeAt(this.at) === QUOTE;
    if (!this.wasQuoted) return this.#word();
    const close = closingQuote(record, this.at + 1);
    if (close < 0 || !this.#isBlankOrEnd(close + 1)) return undefined;
    const text = record.slice(this.at + 1, close);
    this.at = close + 1;
    return unescapeLogText(text);
  }

  #word(): string {
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.#record)![0];
    this.at += word.length;
    return word;
  }

  #skipBlanks(): void {
    while (this.#isBlank(this.at)) this.at += 1;
  }

  #isBlank(at: number): boolean {
    const code = this.#record.charCodeAt(at);
    return code === SPACE || code === TAB;
  }

  #isBlankOrEnd(at: number): boolean {
    return at >= this.#record.length || this.#isBlank(at);
  }
}
