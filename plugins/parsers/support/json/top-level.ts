import type { MemberSpan } from './members.js';
import { stringAt } from './members.js';
import { isRare } from './profiles.js';
import { CLOSE_BRACE, COLON, COMMA, JsonScanner, OPEN_BRACE, QUOTE, skipBlanks } from './scanner.js';

/** Finds the members of a record, strictly: what is no JSON object is refused. */
export class TopLevelScanner {
  /** Of the record that was scanned last. */
  members: MemberSpan[] = [];
  /** Whether one of their names is one that tells a kind of records. */
  hasRare = false;
  readonly #scanner = new JsonScanner();

  /** Returns the length of the record if it is one JSON object, or `~offset` of what cannot stand there. */
  scan(record: string): number {
    this.members = [];
    this.hasRare = false;
    const start = skipBlanks(record, 0);
    if (record.charCodeAt(start) !== OPEN_BRACE) return ~start;
    this.#scanner.begin(record);
    const first = skipBlanks(record, start + 1);
    const close = record.charCodeAt(first) === CLOSE_BRACE ? first : this.#readMembers(record, first);
    if (close < 0) return close;
    const end = skipBlanks(record, close + 1);
    return end < record.length ? ~end : end;
  }

  /** Returns the offset of the closing brace, or `~offset` of a mistake. */
  #readMembers(record: string, first: number): number {
    const scanner = this.#scanner;
    let at = first;
    for (;;) {
      const nameStart = at;
      if (record.charCodeAt(at) !== QUOTE) return ~at;
      const nameEnd = scanner.skipString(record, at);
      if (nameEnd < 0) return nameEnd;
      const name = stringAt(record, nameStart, nameEnd, scanner.escaped);
      at = skipBlanks(record, nameEnd);
      if (record.charCodeAt(at) !== COLON) return ~at;
      const start = skipBlanks(record, at + 1);
      const end = scanner.skipValue(record, start);
      if (end < 0) return end;
      this.members.push({ name, nameStart, start, end, escaped: scanner.escaped });
      if (isRare(name)) this.hasRare = true;
      at = skipBlanks(record, end);
      const code = record.charCodeAt(at);
      if (code === CLOSE_BRACE) return at;
      if (code !== COMMA) return ~at;
      at = skipBlanks(record, at + 1);
    }
  }
}
