import { NAMED_PATTERNS } from '../../patterns/named-patterns.js';
import { compilePattern } from '../../transforms/support/named-groups.js';
import type { SafeMatcher } from '../../transforms/support/safe-matcher.js';
import type { JoinRule } from './rule.js';

/** A rule looks at the beginning of a line: what tells a record's first line stands there. */
const LOOKED_AT = 4_096;

export interface PatternRuleOptions {
  start?: string | undefined;
  continue?: string | undefined;
  end?: string | undefined;
}

/** @throws UserError saying what is wrong with the pattern */
export function lineMatcher(pattern: string): SafeMatcher {
  return compilePattern(pattern, NAMED_PATTERNS).matcher;
}

/**
 * A line begins a record when it matches `start`, and does not match `continue`; and after one that matches `end`.
 */
export class PatternRule implements JoinRule {
  readonly #start: SafeMatcher | undefined;
  readonly #continue: SafeMatcher | undefined;
  readonly #end: SafeMatcher | undefined;
  #ended = false;

  constructor({ start, continue: more, end }: PatternRuleOptions) {
    this.#start = start === undefined ? undefined : lineMatcher(start);
    this.#continue = more === undefined ? undefined : lineMatcher(more);
    this.#end = end === undefined ? undefined : lineMatcher(end);
  }

  get complete(): boolean {
    return this.#ended;
  }

  forget(): void {
    this.#ended = false;
  }

  empty(): boolean {
    return false;
  }

  continues(bytes: Buffer, start: number, end: number): boolean {
    const line = bytes.toString('utf8', start, Math.min(end, start + LOOKED_AT));
    const begins = this.#ended || this.#begins(line);
    this.#ended = this.#end?.match(line) != null;
    return !begins;
  }

  #begins(line: string): boolean {
    if (this.#start !== undefined) return this.#start.match(line) !== null && !this.#continue?.match(line);
    if (this.#continue !== undefined) return this.#continue.match(line) === null;
    return false;
  }
}
