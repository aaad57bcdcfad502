import { RE2JS } from 're2js';

/**
 * Texts up to this length are given to the JavaScript engine: a pattern that is not exponential may still take time
 * quadratic or worse in their length. Longer ones go to a matcher that is linear and ten times as slow.
 */
const LONGEST_FOR_BACKTRACKING = 1_024;

/** Runs one pattern on texts of any length. */
export class SafeMatcher {
  readonly #pattern: RegExp;
  #linear: RE2JS | null | undefined;

  /** @param source a pattern in JavaScript's syntax that is not exponential */
  constructor(private readonly source: string) {
    this.#pattern = new RegExp(source);
  }

  /** The groups of the first match, by number; null when there is none. */
  match(text: string): readonly (string | null | undefined)[] | null {
    return text.length <= LONGEST_FOR_BACKTRACKING ? this.#pattern.exec(text) : this.#matchLinearly(text);
  }

  #matchLinearly(text: string): (string | null)[] | null {
    this.#linear ??= compileLinear(this.source);
    const matcher = this.#linear?.matcher(text);
    if (matcher === undefined || !matcher.find()) return null;
    return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
  }
}

/** null for a pattern that only a backtracking matcher knows (look-around, back references): no long text has it. */
function compileLinear(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source.replace(/\(\?<(?=[A-Za-z_])/g, '(?P<'));
  } catch {
    return null;
  }
}
