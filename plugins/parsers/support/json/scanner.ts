/*
 * A strict scanner of JSON text (RFC 8259) that builds nothing: it finds where values end. Every function takes the
 * offset of a first character and returns the offset behind the value, or `~offset` (negative) of the character that
 * cannot stand there. Linear and without recursion, so 10,000 nested arrays are fine.
 */

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
export const QUOTE = 34;
export const COMMA = 44;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
export const COLON = 58;
export const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const LOWER_E = 101;
const LOWER_U = 117;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

const LITERALS = ['true', 'false', 'null'];
const SINGLE_ESCAPES = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)));

const NEEDS_CARE = /[\\\u0000-\u001f]/;

export class JsonScanner {
  /** Whether the string that was scanned last has escapes. */
  escaped = false;
  /** The text has no backslash and no control characters, so a string ends at the next quote. */
  #plain = false;
  /** Closing bracket of each array or object that is open. */
  readonly #open: number[] = [];

  /** To be called before a text, or the part of it between two offsets, is scanned. */
  begin(text: string, start = 0, end = text.length): void {
    this.#plain = !NEEDS_CARE.test(end - start < text.length ? text.slice(start, end) : text);
    this.escaped = false;
  }

  /** @param at the opening quote */
  skipString(text: string, at: number): number {
    if (!this.#plain) return this.#skipCarefully(text, at);
    const end = text.indexOf('"', at + 1);
    return end < 0 ? ~text.length : end + 1;
  }

  #skipCarefully(text: string, at: number): number {
    this.escaped = false;
    for (let i = at + 1; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) return i + 1;
      if (code === BACKSLASH) {
        this.escaped = true;
        const end = skipEscape(text, i);
        if (end < 0) return end;
        i = end - 1;
      } else if (code < SPACE) return ~i;
    }
    return ~text.length;
  }

  skipValue(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return this.skipString(text, at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return this.#skipNested(text, at);
    return skipScalar(text, at);
  }

  /** A member's name and colon; returns the offset of its value. */
  skipName(text: string, at: number): number {
    if (text.charCodeAt(at) !== QUOTE) return ~at;
    const end = this.skipString(text, at);
    if (end < 0) return end;
    const colon = skipBlanks(text, end);
    return text.charCodeAt(colon) === COLON ? skipBlanks(text, colon + 1) : ~colon;
  }

  #skipNested(text: string, start: number): number {
    const open = this.#open;
    open.length = 0;
    let at = start;
    do {
      at = this.#skipToAfterValue(text, at, open);
      if (at >= 0) at = this.#closeAndMoveOn(text, at, open);
    } while (at >= 0 && open.length > 0);
    return at;
  }

  /** Opens an array or object and stands at its first value, or skips a scalar, or an empty array or object. */
  #skipToAfterValue(text: string, start: number, open: number[]): number {
    let at = start;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return this.skipString(text, at);
      if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return skipScalar(text, at);
      at = skipBlanks(text, at + 1);
      // The closing bracket is two code points behind the opening one in ASCII, for both kinds.
      if (text.charCodeAt(at) === code + 2) return at + 1;
      open.push(code + 2);
      if (code === OPEN_BRACE) {
        at = this.skipName(text, at);
        if (at < 0) return at;
      }
    }
  }

  /** Behind a value: closes what ends here and returns the offset of the next value, or the end of all. */
  #closeAndMoveOn(text: string, start: number, open: number[]): number {
    let at = start;
    while (open.length > 0) {
      at = skipBlanks(text, at);
      const code = text.charCodeAt(at);
      const close = open[open.length - 1]!;
      if (code === COMMA) {
        at = skipBlanks(text, at + 1);
        return close === CLOSE_BRACE ? this.skipName(text, at) : at;
      }
      if (code !== close) return ~at;
      open.pop();
      at += 1;
    }
    return at;
  }
}

export function skipBlanks(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code <= SPACE; code = text.charCodeAt(at)) {
    if (code !== SPACE && code !== LF && code !== CR && code !== TAB) break;
    at += 1;
  }
  return at;
}

/** @param at the backslash */
function skipEscape(text: string, at: number): number {
  const code = text.charCodeAt(at + 1);
  if (SINGLE_ESCAPES.has(code)) return at + 2;
  if (code !== LOWER_U) return ~(at + 1);
  for (let i = at + 2; i < at + 6; i++) {
    if (!isHexDigit(text.charCodeAt(i))) return ~i;
  }
  return at + 6;
}

function skipScalar(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (isDigit(code) || code === MINUS) return skipNumber(text, at);
  for (const literal of LITERALS) {
    if (text.startsWith(literal, at)) return at + literal.length;
  }
  return ~at;
}

function skipNumber(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const whole = skipDigits(text, at);
  if (whole === at) return ~at;
  // A leading zero stands alone.
  at = text.charCodeAt(at) === ZERO ? at + 1 : whole;
  if (text.charCodeAt(at) === DOT) {
    const end = skipDigits(text, at + 1);
    if (end === at + 1) return ~end;
    at = end;
  }
  if ((text.charCodeAt(at) | 32) !== LOWER_E) return at;
  const sign = text.charCodeAt(at + 1);
  const digits = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
  const end = skipDigits(text, digits);
  return end === digits ? ~end : end;
}

function skipDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
}
