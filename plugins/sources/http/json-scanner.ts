const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Space, TAB, LF and CR, the blanks of JSON (RFC 8259 §2). */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The bytes between two offsets without blanks around them. */
export function trimBlanks(bytes: Buffer, start: number, end: number): [start: number, end: number] {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  return [from, to];
}

/**
 * Where the elements of a JSON array lie, so that their bytes can be kept as they are. Looks at brackets and strings
 * only: whether an element is JSON, its reader finds out. Goes as deep as the text without a stack.
 *
 * Ends early, with `false` for its result, when the bytes are no array.
 */
export function* arrayElements(bytes: Buffer): Generator<[start: number, end: number], boolean> {
  const [start, end] = trimBlanks(bytes, 0, bytes.length);
  if (bytes[start] !== OPEN_BRACKET || bytes[end - 1] !== CLOSE_BRACKET || end - start < 2) return false;
  const last = end - 1;
  const [inner] = trimBlanks(bytes, start + 1, last);
  if (inner === last) return true;
  let from = start + 1;
  let depth = 0;
  for (let at = from; at < last; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at, last);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    else if (byte === COMMA && depth === 0) {
      yield trimBlanks(bytes, from, at);
      from = at + 1;
    }
    if (depth < 0) return false;
  }
  yield trimBlanks(bytes, from, last);
  return depth === 0;
}

/** Offset of the quote that ends the string which begins at `start`; `end` when none does. */
function stringEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return end;
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Expected = 'value' | 'value or ]' | 'name or }' | 'name' | ':' | ', or end';

/**
 * The offset at which `text` stops being JSON: the character that cannot stand there, or the length where more was
 * expected. Undefined when it is JSON. V8's messages do not always say where; this is asked only once it has refused.
 */
export function jsonErrorOffset(text: string): number | undefined {
  const open: string[] = [];
  let expected = 'value' as Expected;
  for (let at = skipBlanks(text, 0); ; at = skipBlanks(text, at)) {
    const character = text[at];
    if (expected === ', or end' && open.length === 0) return at === text.length ? undefined : at;
    if (character === undefined) return at;
    if (expected === ':') {
      if (character !== ':') return at;
      expected = 'value';
      at += 1;
    } else if (expected === ', or end' || character === ']' || character === '}') {
      const next = afterValue(character, expected, open);
      if (next === undefined) return at;
      expected = next;
      at += 1;
    } else if (character === '"') {
      const end = stringLength(text, at);
      if (end.broken) return end.at;
      at = end.at;
      expected = expected === 'name' || expected === 'name or }' ? ':' : ', or end';
    } else if (expected === 'name' || expected === 'name or }') {
      return at;
    } else if (character === '{' || character === '[') {
      open.push(character);
      expected = character === '{' ? 'name or }' : 'value or ]';
      at += 1;
    } else {
      const end = matchEnd(LITERAL, text, at);
      if (end === undefined) return at;
      at = end;
      expected = ', or end';
    }
  }
}

/** What is expected behind a comma or a closing bracket; undefined when it cannot stand here. */
function afterValue(character: string, expected: Expected, open: string[]): Expected | undefined {
  const inObject = open.at(-1) === '{';
  if (character === ',') return inObject ? 'name' : 'value';
  if (character !== (inObject ? '}' : ']') || open.length === 0) return undefined;
  if (expected === 'value' || expected === 'name') return undefined;
  open.pop();
  return ', or end';
}

/** The offset behind the string that begins at `start`, or where it breaks off. */
function stringLength(text: string, start: number): { at: number; broken: boolean } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return { at: at + 1, broken: false };
    if (code < 0x20) return { at, broken: true };
    if (code === BACKSLASH) {
      const end = matchEnd(ESCAPE, text, at);
      if (end === undefined) return { at, broken: true };
      at = end;
    } else {
      at += 1;
    }
  }
  return { at, broken: true };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}
