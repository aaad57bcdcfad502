import type { Regex } from './regex.js';

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
/**
 * What keeps PostgreSQL's compiler below a quarter of a second (15.18: 125 optional characters in a row take 10 ms, 500
 * take 500 ms, 20 times `\ba?` fails as too complex). Each character counts as often as it is repeated.
 */
const MOST_WEIGHT = 500;
const OPTIONAL_WEIGHT = 4;
const BOUNDARY_WEIGHT = 40;
const DEEPEST_GROUP = 50;

const WORD = 'A-Za-z0-9_';
const WORD_BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: WORD, s: '\\t\\n\\f\\r ' };
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', f: '\f', r: '\r', v: '\v' };

/** What a part of the expression has come to. */
interface Part {
  re2: string;
  postgres: string;
  weight: number;
  /** Whether it matches the empty text. */
  empty: boolean;
}

/** Reads one regular expression from left to right, by its grammar. */
export class RegexReader {
  #at = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  read(): Regex {
    const { re2, postgres, weight } = this.#alternatives();
    if (this.#at < this.text.length)
      this.#refuse('this ")" closes nothing; write \\) for the character', ['\\)']);
    if (weight > MOST_WEIGHT) {
      this.#at = 0;
      this.#refuse('it is too large, its repeats written out', ['fewer characters or repeats']);
    }
    return { text: this.text, re2, postgres };
  }

  #alternatives(): Part {
    const whole = this.#sequence();
    while (this.#take('|')) {
      const next = this.#sequence();
      whole.re2 += `|${next.re2}`;
      whole.postgres += `|${next.postgres}`;
      whole.weight += next.weight;
      whole.empty ||= next.empty;
    }
    return whole;
  }

  #sequence(): Part {
    const whole: Part = { re2: '', postgres: '', weight: 1, empty: true };
    while (this.#at < this.text.length && !'|)'.includes(this.text[this.#at]!)) {
      const part = this.#repeated();
      whole.re2 += part.re2;
      whole.postgres += part.postgres;
      whole.weight += part.weight;
      whole.empty &&= part.empty;
    }
    return whole;
  }

  #repeated(): Part {
    const start = this.text[this.#at]!;
    if (this.#quantifier() !== undefined)
      this.#refuse(`there is nothing to repeat before "${start}"`, ['\\']);
    const isPlace = '^$'.includes(start) || this.text.startsWith('\\b', this.#at);
    const part = this.#atom();
    const quantifier = this.#quantifier();
    if (quantifier === undefined) return part;
    if (isPlace) this.#refuse('a place cannot be repeated', ['a character']);
    if (part.empty && quantifier.most > 1) {
      this.#refuse('what may be empty cannot be counted, PostgreSQL takes too long for it', ['*', '+']);
    }
    this.#at += quantifier.text.length;
    this.#take('?'); // Lazy or greedy: whether there is a match is the same.
    if (this.#quantifier() !== undefined) this.#refuse('a repeat cannot be repeated', ['a group (?:…)']);
    return {
      re2: part.re2 + quantifier.text,
      postgres: part.postgres + quantifier.text,
      weight:
        part.weight * (quantifier.least === 0 && quantifier.most === 1 ? OPTIONAL_WEIGHT : quantifier.most),
      empty: part.empty || quantifier.least === 0,
    };
  }

  /** The quantifier at this place; it is not yet read. `most` is how many copies it makes at most. */
  #quantifier(): { text: string; least: number; most: number } | undefined {
    const first = this.text[this.#at];
    if (first === '*' || first === '?') return { text: first, least: 0, most: 1 };
    if (first === '+') return { text: first, least: 1, most: 1 };
    const match = /^\{(\d{1,9})(?:,(\d{0,9}))?\}/.exec(this.text.slice(this.#at, this.#at + 24));
    if (match === null) return undefined;
    const least = Number(match[1]);
    const most = match[2] === undefined || match[2] === '' ? least : Number(match[2]);
    if (Math.max(least, most) > MOST_REPEATS) {
      this.#refuse(`repeats go up to ${MOST_REPEATS}`, [`0 to ${MOST_REPEATS}`]);
    }
    if (most < least) this.#refuse('the repeat ends before it begins', ['{1,2}']);
    return { text: match[0], least, most: Math.max(most, 1) };
  }

  #atom(): Part {
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return this.#set();
    if (character === '\\') return this.#escape();
    if (character === '.') return same('[^\\n]');
    if (character === '^' || character === '$')
      return { re2: character, postgres: character, weight: 1, empty: true };
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
    return { ...inner, re2: `(?:${inner.re2})`, postgres: `(?:${inner.postgres})` };
  }

  #escape(): Part {
    const character = this.#next('a backslash needs a character after it');
    if (character === 'b')
      return { re2: '\\b', postgres: WORD_BOUNDARY, weight: BOUNDARY_WEIGHT, empty: true };
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

function same(source: string): Part {
  return { re2: source, postgres: source, weight: 1, empty: false };
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character;
}

function inSet(character: string): string {
  return /[\\^\][-]/.test(character) ? `\\${character}` : character;
}
