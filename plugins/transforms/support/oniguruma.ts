import { UserError } from '../../../pipeline/errors.js';

/*
 * Patterns of Logstash are written for Oniguruma (Ruby's syntax). This says the same in the syntax that JavaScript and
 * RE2 share, where that is exact, and refuses the rest. Flag `m` is taken for granted: `^` and `$` are a line's.
 */

/** Groups that were atomic or possessive: whether that makes a difference is seen once all is expanded. */
export const ATOMIC = 'laf_atomic_';

export const TEXT_START = '(?<![\\s\\S])';
export const TEXT_END = '(?![\\s\\S])';

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: ' \\t',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
}

/** @throws UserError naming what JavaScript has no exact word for */
export function fromOniguruma(pattern: string): string {
  return new Translator(pattern).translate();
}

class Translator {
  #at = 0;
  #out = '';
  #flags: Flags = { ignoreCase: false, dotAll: false, extended: false };
  /** The flags to go back to, and where the group began, for each open bracket. */
  readonly #open: { flags: Flags; start: number; close: string }[] = [];
  /** Where the last thing that can be repeated began, for a possessive quantifier; -1 for none. */
  #atom = -1;
  #atomics = 0;
  #end = '';

  constructor(private readonly pattern: string) {}

  translate(): string {
    while (this.#at < this.pattern.length) this.#step();
    if (this.#open.length > 0) throw new UserError('Unterminated group');
    return this.#out + this.#end;
  }

  #step(): void {
    const character = this.pattern[this.#at]!;
    if (this.#flags.extended && /\s/.test(character)) this.#at += 1;
    else if (this.#flags.extended && character === '#') this.#at = this.#after('\n');
    else if (character === '\\') this.#escape();
    else if (character === '[') this.#emit(this.#class());
    else if (character === '(') this.#group();
    else if (character === ')') this.#close();
    else if ('*+?{'.includes(character)) this.#quantifier(character);
    else {
      this.#at += 1;
      if (character === '.') this.#emit(this.#flags.dotAll ? '[\\s\\S]' : '[^\\n]');
      else if ('|^$'.includes(character)) this.#plain(character);
      else this.#emit(this.#literal(character));
    }
  }

  #emit(text: string): void {
    this.#atom = this.#out.length;
    this.#out += text;
  }

  #plain(text: string): void {
    this.#atom = -1;
    this.#out += text;
  }

  #literal(character: string): string {
    if (this.#flags.ignoreCase && /[A-Za-z]/.test(character)) {
      return `[${character.toLowerCase()}${character.toUpperCase()}]`;
    }
    if (this.#flags.ignoreCase && character.toLowerCase() !== character.toUpperCase()) {
      throw new UserError(`(?i) with the letter ${character} is not known; write both of its cases`);
    }
    return '\\^$.*+?()[]{}|/'.includes(character) ? `\\${character}` : character;
  }

  #escape(): void {
    const letter = this.pattern[this.#at + 1];
    if (letter === undefined) throw new UserError('\\ at end of pattern');
    this.#at += 2;
    if (letter === 'A') this.#plain(TEXT_START);
    else if (letter === 'z') this.#plain(TEXT_END);
    else if (letter === 'Z') this.#plain(`\\n?${TEXT_END}`);
    else if (letter === 'b' || letter === 'B') this.#plain(`\\${letter}`);
    else if (letter === 'R') this.#emit('(?:\\r\\n|[\\n\\v\\f\\r])');
    else if (letter === 'S' || letter === 'D' || letter === 'W')
      this.#emit(`[^${this.#set(letter.toLowerCase())}]`);
    else if (letter === 'H') this.#emit('[^0-9A-Fa-f]');
    else if (letter === 'p' || letter === 'P') this.#emit(this.#property(letter === 'P'));
    else {
      const set = this.#set(letter);
      this.#emit(set.length > 2 || letter === 'd' || letter === 'w' ? `[${set}]` : this.#caseOf(set));
    }
  }

  #caseOf(set: string): string {
    return set.length === 1 ? this.#literal(set) : set;
  }

  /** What an escape stands for, as it is written within a class; its letter has been read. */
  #set(letter: string): string {
    if (letter === 'h') return '0-9A-Fa-f';
    if (letter === 's') return ' \\t\\n\\r\\f\\v';
    if (letter === 'd') return '0-9';
    if (letter === 'w') return '0-9A-Z_a-z';
    if (letter === 'e') return '\\x1B';
    if (letter === 'a') return '\\x07';
    if ('ntrfv'.includes(letter)) return `\\${letter}`;
    if (letter === 'x' || letter === 'u') return this.#code(letter);
    if (/[0-9]/.test(letter)) {
      if (letter === '0') return '\\x00';
      throw new UserError(`the back reference \\${letter} is not known`);
    }
    if (/[A-Za-z]/.test(letter)) throw new UserError(`\\${letter} is not known`);
    return /[\w\s"'`<>=!:;,#%&@~]/.test(letter) || letter > '~' ? letter : `\\${letter}`;
  }

  #code(letter: string): string {
    const digits = /^(?:\{([0-9A-Fa-f]{1,4})\}|([0-9A-Fa-f]{2,4}))/.exec(
      this.pattern.slice(this.#at, this.#at + 6),
    );
    if (digits === null) throw new UserError(`\\${letter} must have its digits behind it`);
    const text = digits[1] ?? digits[2]!.slice(0, letter === 'x' ? 2 : 4);
    this.#at += digits[1] === undefined ? text.length : text.length + 2;
    const code = Number.parseInt(text, 16);
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : String.fromCharCode(code);
  }

  #property(negated: boolean): string {
    const found = /^\{(\^?)(\w+)\}/.exec(this.pattern.slice(this.#at));
    const set = POSIX[found?.[2]?.toLowerCase() ?? ''];
    if (found === null || set === undefined) throw new UserError(`\\p${found?.[0] ?? ''} is not known`);
    this.#at += found[0].length;
    return `[${negated === (found[1] === '^') ? '' : '^'}${set}]`;
  }

  #class(): string {
    const start = this.#at;
    const negated = this.pattern[start + 1] === '^';
    this.#at += negated ? 2 : 1;
    let out = '';
    for (let first = true; ; first = false) {
      const character = this.pattern[this.#at];
      if (character === undefined) throw new UserError('Unterminated character class');
      if (character === ']' && !first) break;
      if (character === '[') out += this.#posix();
      else if (this.pattern.startsWith('&&', this.#at)) throw new UserError('&& within a class is not known');
      else {
        this.#at += 1;
        if (character !== '\\') out += '[]^'.includes(character) ? `\\${character}` : character;
        else out += this.#classEscape();
      }
    }
    this.#at += 1;
    return `[${negated ? '^' : ''}${this.#flags.ignoreCase ? bothCases(out) : out}]`;
  }

  #classEscape(): string {
    const letter = this.pattern[this.#at] ?? '';
    this.#at += 1;
    if (letter === 'b') return '\\x08';
    if ('SDW'.includes(letter) && letter !== '') return `\\${letter}`;
    const set = this.#set(letter);
    return set.length === 1 && '-]^['.includes(set) ? `\\${set}` : set;
  }

  #posix(): string {
    const found = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.#at, this.#at + 16));
    if (found === null) {
      // Oniguruma would begin a class within the class; a lone bracket is what everybody means.
      this.#at += 1;
      return '\\[';
    }
    const set = POSIX[found[2]!];
    if (set === undefined || found[1] === '^') throw new UserError(`${found[0]} is not known`);
    this.#at += found[0].length;
    return set;
  }

  #group(): void {
    const rest = this.pattern.slice(this.#at, this.#at + 200);
    const comment = rest.startsWith('(?#');
    const flags = /^\(\?([imx]*)(?:-([imx]+))?([:)])/.exec(rest);
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    const look = /^\(\?<?[=!]/.exec(rest);
    if (comment) this.#at = this.#after(')');
    else if (flags !== null) this.#flagGroup(flags);
    else if (named !== null) this.#openGroup(named[0].length, `(?<${named[1] ?? named[2]}>`);
    else if (look !== null) this.#openGroup(look[0].length, look[0]);
    else if (rest.startsWith('(?>')) this.#openGroup(3, `(?<${ATOMIC}${this.#atomics++}>`);
    else if (rest.startsWith('(?')) throw new UserError(`the group ${rest.slice(0, 4)}…) is not known`);
    else this.#openGroup(1, '(?:');
  }

  #flagGroup([all, on, off, end]: RegExpExecArray): void {
    const has = (flag: string, now: boolean) => (on!.includes(flag) || now) && !off?.includes(flag);
    const flags: Flags = {
      ignoreCase: has('i', this.#flags.ignoreCase),
      dotAll: has('m', this.#flags.dotAll),
      extended: has('x', this.#flags.extended),
    };
    if (end === ':') this.#openGroup(all!.length, '(?:');
    // Flags without a group hold until the end of the group they stand in, alternatives and all.
    else {
      this.#at += all!.length;
      this.#plain('(?:');
      const open = this.#open.at(-1);
      if (open === undefined) this.#end += ')';
      else open.close += ')';
    }
    this.#flags = flags;
  }

  #openGroup(length: number, text: string): void {
    this.#at += length;
    this.#open.push({ flags: this.#flags, start: this.#out.length, close: ')' });
    this.#out += text;
    this.#atom = -1;
  }

  #close(): void {
    const open = this.#open.pop();
    if (open === undefined) throw new UserError('Unmatched )');
    this.#out += open.close;
    this.#flags = open.flags;
    this.#atom = open.start;
    this.#at += 1;
  }

  #quantifier(character: string): void {
    const found = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(this.pattern.slice(this.#at, this.#at + 24));
    if (found === null || found[0] === '{}' || found[0] === '{,}') {
      this.#at += 1;
      this.#emit(`\\${character}`);
      return;
    }
    if (this.#atom < 0) throw new UserError(`Nothing to repeat before ${found[0]}`);
    this.#at += found[0].length;
    const start = this.#atom;
    const [, least, comma, most] = found;
    this.#out += comma === undefined ? found[0] : `{${least || '0'}${comma}${most}}`;
    const next = this.pattern[this.#at];
    if (next === '?') this.#out += '?';
    else if (next === '+' && comma === undefined) {
      this.#out = `${this.#out.slice(0, start)}(?<${ATOMIC}${this.#atomics++}>${this.#out.slice(start)})`;
    } else if (next === '+' || next === '*') {
      throw new UserError(`${found[0]}${next} is not known; put a group around what is repeated twice`);
    }
    if (next === '?' || next === '+') this.#at += 1;
    this.#atom = -1;
  }

  #after(text: string): number {
    const end = this.pattern.indexOf(text, this.#at);
    return end < 0 ? this.pattern.length : end + text.length;
  }
}

/** A class that has both cases of its ASCII letters. */
function bothCases(set: string): string {
  let more = '';
  for (const [, first, last] of set.replace(/\\(?:x..|.)/g, '').matchAll(/([A-Za-z])(?:-([A-Za-z]))?/g)) {
    const swap = (letter: string) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    if (last === undefined) more += swap(first!);
    else if (first! < 'a' === last < 'a') more += `${swap(first!)}-${swap(last)}`;
    else more += 'A-Za-z';
  }
  return set + more;
}
