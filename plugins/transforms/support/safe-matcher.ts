import { RE2JS } from 're2js';
import { TEXT_END, TEXT_START } from './oniguruma.js';
import { isExponential, isSlow } from './pattern-safety.js';

/**
 * Texts up to this length are given to the JavaScript engine where the pattern takes quadratic time at most, which
 * stays below 1 ms then. All others go to a matcher that is linear and ten to thirty times as slow.
 */
const LONGEST_FOR_BACKTRACKING = 1_024;
/** The same for patterns that may take more than quadratic time. */
const LONGEST_FOR_SLOW = 40;

type Groups = readonly (string | null | undefined)[];

/** Runs one pattern on texts of any length, in time linear in it. */
export class SafeMatcher {
  readonly #pattern: RegExp;
  readonly #longest: number;
  /** Whether only the linear matcher may run it. */
  readonly isExponential: boolean;
  #linear: RE2JS | null | undefined;

  /** @param source a pattern in JavaScript's syntax; one that takes exponential time must be known to RE2 */
  constructor(
    private readonly source: string,
    flags: '' | 'm' = '',
  ) {
    this.#pattern = new RegExp(source, flags);
    this.isExponential = isExponential(source);
    if (this.isExponential) this.#longest = 0;
    else this.#longest = isSlow(source) ? LONGEST_FOR_SLOW : LONGEST_FOR_BACKTRACKING;
  }

  /** Whether texts of every length are matched: not where the pattern looks around or refers back. */
  get isLinear(): boolean {
    return this.#compiled() !== null;
  }

  /** The groups of the first match, by number; null when there is none. */
  match(text: string): Groups | null {
    return text.length <= this.#longest ? this.#pattern.exec(text) : this.#matchLinearly(text);
  }

  #matchLinearly(text: string): (string | null)[] | null {
    const matcher = this.#compiled()?.matcher(text);
    if (matcher === undefined || !matcher.find()) return null;
    return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
  }

  #compiled(): RE2JS | null {
    if (this.#linear === undefined) this.#linear = compileLinear(this.source, this.#pattern.multiline);
    return this.#linear;
  }
}

/** null for a pattern that only a backtracking matcher knows (look-around, back references): no long text has it. */
function compileLinear(source: string, multiline: boolean): RE2JS | null {
  try {
    const pattern = source
      .replaceAll(TEXT_START, '\\A')
      .replaceAll(TEXT_END, '\\z')
      .replace(/\(\?<(?=[A-Za-z_])/g, '(?P<');
    return RE2JS.compile(pattern, multiline ? RE2JS.MULTILINE : 0);
  } catch {
    return null;
  }
}
