import { RE2JS } from 're2js';
import type { TextTest } from './pattern.js';

/** A regular expression of a filter, in the dialects of those who run it. Both find the same. */
export interface Regex {
  /** As the user wrote it. */
  readonly text: string;
  /** For RE2. */
  readonly re2: string;
  /** For PostgreSQL's `~`. */
  readonly postgres: string;
}

/** A regular expression that is refused; `position` is an offset in its text. */
export class RegexError extends Error {
  override name = 'RegexError';

  constructor(
    readonly position: number,
    message: string,
    readonly expected: string[],
  ) {
    super(message);
  }
}

/** PostgreSQL's limit; RE2 has 1000. */
const MOST_REPEATS = 255;
/** Characters and sets, counted as often as they are repeated: what keeps both engines' automata small. */
const MOST_ATOMS = 1000;
const DEEPEST_GROUP = 50;

const WORD = 'A-Za-z0-9_';
const WORD_BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: WORD, s: '\\t\\n\\f\\r ' };
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', f: '\f', r: '\r', v: '\v' };

/**
 * Reads a regular expression and writes it for RE2 and PostgreSQL. Only what both read goes in, and where they differ
 * (`.` and line ends, what a digit is, `\b`) RE2's meaning is spelt out.
 *
 * @throws RegexError for anything else.
 */
export function readRegex(text: string): Regex {
  return new RegexReader(text).read();
}

/** Whether some part of a text matches. Takes time linear in the text, whatever the expression. */
export function matchesRegex(regex: Regex): TextTest {
  const compiled = RE2JS.compile(regex.re2);
  return (text) => compiled.test(text);
}

/** What a part of the expression has come to. */
interface Part {
  re2: string;
  postgres: string;
  atoms: number;
}

class RegexReader {
  #at = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  read(): Regex {
    const { re2, postgres, atoms } = this.#alternatives();
    if (this.#at < this.text.length)
      this.#refuse('this ")" closes nothing; write \\) for the character', ['\\)']);
    if (atoms > MOST_ATOMS) {
      this.#at = 0;
      this.#refuse(`with its repeats written out it has more than ${MOST_ATOMS} characters`, [
        'fewer repeats',
      ]);
    }
    return { text: this.text, re2, postgres };
  }

  #alternatives(): Part {
    const whole = this.#sequence();
    while (this.#take('|')) {
      const next = this.#sequence();
      whole.re2 += `|${next.re2}`;
      whole.postgres += `|${next.postgres}`;
      whole.atoms += next.atoms;
    }
    return whole;
  }

  #sequence(): Part {
    const whole: Part = { re2: '', postgres: '', atoms: 0 };
    while (this.#at < this.text.length && !'|)'.includes(this.text[this.#at]!)) {
      const part = this.#repeated();
      whole.re2 += part.re2;
      whole.postgres += part.postgres;
      whole.atoms += part.atoms;
    }
    return whole;
  }

  #repeated(): Part {
    const start = this.text[this.#at]!;
    const boundary = this.text.startsWith('\\b', this.#at);
    if (this.#quantifier() !== undefined)
      this.#refuse(`there is nothing to repeat before "${start}"`, ['\\']);
    const part = this.#atom();
    const quantifier = this.#quantifier();
    if (quantifier === undefined) return part;
    if (boundary || '^$'.includes(start)) this.#refuse('a place cannot be repeated', ['a character']);
    this.#at += quantifier.length;
    this.#take('?'); // Lazy or greedy: whether there is a match is the same.
    if (this.#quantifier() !== undefined) this.#refuse('a repeat cannot be repeated', ['a group (?:…)']);
    return {
      re2: part.re2 + quantifier.text,
      postgres: part.postgres + quantifier.text,
      atoms: Math.max(part.atoms, 1) * quantifier.most,
    };
  }

  /** The quantifier at this place; it is not yet read. */
  #quantifier(): { text: string; length: number; most: number } | undefined {
    const first = this.text[this.#at];
    if (first === '*' || first === '+' || first === '?') return { text: first, length: 1, most: 1 };
    const match = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(this.text.slice(this.#at, this.#at + 24));
    if (match === null) return undefined;
    const [whole, least, comma, most] = match;
    if (Number(least) > MOST_REPEATS || Number(most) > MOST_REPEATS) {
      this.#refuse(`repeats go up to ${MOST_REPEATS}`, [`0 to ${MOST_REPEATS}`]);
    }
    if (comma === '' && most !== '') return undefined;
    if (most !== '' && Number(most) < Number(least))
      this.#refuse('the repeat ends before it begins', ['{1,2}']);
    return { text: whole, length: whole.length, most: Math.max(Number(least), Number(most), 1) };
  }

  #atom(): Part {
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return this.#set();
    if (character === '\\') return this.#escape();
    if (character === '.') return same('[^\\n]');
    if (character === '^' || character === '$') return same(character, 0);
    return same(literal(character));
  }

  #group(): Part {
    const start = this.#at - 1;
    if (this.#take('?')) {
      if (!this.#take(':')) {
        this.#at = start;
        this.#refuse('lookaround, flags and names are not read by every engine', ['(…)', '(?:…)']);
      }
    }
    this.#depth += 1;
    if (this.#depth > DEEPEST_GROUP) this.#refuse(`groups go ${DEEPEST_GROUP} deep`, ['fewer groups']);
    const inner = this.#alternatives();
    if (!this.#take(')')) this.#refuse('the group that began with "(" has no end', [')']);
    this.#depth -= 1;
    return { re2: `(?:${inner.re2})`, postgres: `(?:${inner.postgres})`, atoms: inner.atoms };
  }

  #escape(): Part {
    const character = this.#next('a backslash needs a character after it');
    if (character === 'b') return { re2: '\\b', postgres: WORD_BOUNDARY, atoms: 4 };
    const set = CLASSES[character];
    if (set !== undefined) return same(`[${set}]`);
    const complement = /[DWS]/.test(character) ? CLASSES[character.toLowerCase()] : undefined;
    if (complement !== undefined) return same(`[^${complement}]`);
    return same(literal(this.#escaped(character)));
  }

  /** The character that stands after a backslash, in a set or outside. */
  #escaped(character: string): string {
    const control = CONTROLS[character];
    if (control !== undefined) return control;
    if (character === 'x') {
      const code = /^[0-9a-fA-F]{2}/.exec(this.text.slice(this.#at))?.[0];
      if (code === undefined || code === '00') this.#refuse('\\x takes two hexadecimal digits', ['\\x41']);
      this.#at += 2;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (/[A-Za-z0-9]|[^\x00-\x7f]/.test(character)) {
      this.#at -= character.length + 1;
      const what = /[1-9]/.test(character) ? 'a back-reference' : 'this escape';
      this.#refuse(`\\${character}: ${what} is not read by every engine`, [
        '\\d',
        '\\w',
        '\\s',
        '\\b',
        'a backslash before punctuation',
      ]);
    }
    return character;
  }

  #set(): Part {
    const negated = this.#take('^');
    let inside = '';
    let from: string | undefined;
    if (this.text[this.#at] === ']')
      this.#refuse('a set needs a character; write \\] for the character', ['\\]']);
    while (!this.#take(']')) {
      const start = this.#at;
      const member = this.#member();
      if (member.set !== undefined) inside += member.set;
      else if (this.#rangeFollows()) {
        from = member.character;
        this.#take('-');
        const to = this.#member().character;
        if (to === undefined || to.codePointAt(0)! < from!.codePointAt(0)!) {
          this.#at = start;
          this.#refuse('a range in a set goes from one character up to another', ['a-z']);
        }
        inside += `${inSet(from!)}-${inSet(to)}`;
      } else inside += inSet(member.character!);
    }
    return same(`[${negated ? '^' : ''}${inside}]`);
  }

  #rangeFollows(): boolean {
    return this.text[this.#at] === '-' && this.#at + 1 < this.text.length && this.text[this.#at + 1] !== ']';
  }

  #member(): { set: string; character?: undefined } | { set?: undefined; character: string } {
    const character = this.#next('the set that began with "[" has no end', [']']);
    if (character === '[' && /[:.=]/.test(this.text[this.#at] ?? '')) {
      this.#at -= 1;
      this.#refuse('classes such as [:alpha:] are not read by every engine', ['a-z', '\\[']);
    }
    if (character !== '\\') return { character };
    const escaped = this.#next('a backslash needs a character after it');
    const set = CLASSES[escaped];
    return set === undefined ? { character: this.#escaped(escaped) } : { set };
  }

  /** The next character, both halves of a surrogate pair together. */
  #next(missing = 'it ends too early', expected = ['a character']): string {
    const code = this.text.codePointAt(this.#at);
    if (code === undefined) this.#refuse(missing, expected);
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #refuse(message: string, expected: string[]): never {
    throw new RegexError(this.#at, message, expected);
  }
}

function same(source: string, atoms = 1): Part {
  return { re2: source, postgres: source, atoms };
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character;
}

function inSet(character: string): string {
  return /[\\^\][-]/.test(character) ? `\\${character}` : character;
}
