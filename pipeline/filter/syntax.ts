import type { Limits } from './limits.js';
import type { Pattern } from './pattern.js';

/** A piece of the filter and where it begins. */
export interface Located {
  readonly text: string;
  readonly at: number;
}

/** What stands after `field:`, as the grammar reads it, before anybody knows what the field is. */
export type ValueSyntax =
  | { readonly type: 'and' | 'or'; readonly operands: readonly ValueSyntax[] }
  | { readonly type: 'not'; readonly operand: ValueSyntax }
  | SimpleValue;

export type SimpleValue = WordValue | PhraseValue | RegexValue | Comparison | RangeValue;

export interface WordValue {
  readonly type: 'word';
  readonly pattern: Pattern;
  readonly at: number;
}

/** Text in quotes, where no character is special. */
export interface PhraseValue {
  readonly type: 'phrase';
  readonly pattern: Pattern;
  readonly at: number;
}

export interface RegexValue extends Located {
  readonly type: 'regex';
}

export interface Comparison {
  readonly type: 'comparison';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: Located;
  readonly at: number;
}

export interface RangeValue {
  readonly type: 'range';
  /** null: no limit. */
  readonly lower: Located | null;
  readonly upper: Located | null;
  readonly includesLower: boolean;
  readonly includesUpper: boolean;
  readonly at: number;
}

/** Throws the FilterSyntaxError for a value that does not suit its field. */
export type Mistake = (position: number, problem: string, expected: readonly string[]) => never;

/** A comparison or a range as its limits; one that is missing is open. */
export function limitsOf(value: Comparison | RangeValue): Limits<Located> {
  if (value.type === 'comparison') {
    const limit = { value: value.value, inclusive: value.operator.endsWith('=') };
    return value.operator.startsWith('>') ? { lower: limit } : { upper: limit };
  }
  return {
    ...(value.lower !== null && { lower: { value: value.lower, inclusive: value.includesLower } }),
    ...(value.upper !== null && { upper: { value: value.upper, inclusive: value.includesUpper } }),
  };
}

/** The text of a phrase or of a word without wildcards; undefined for everything else. */
export function plainValue(value: SimpleValue): Located | undefined {
  if (value.type !== 'word' && value.type !== 'phrase') return undefined;
  return value.pattern.length === 1 ? { text: value.pattern[0], at: value.at } : undefined;
}

/** `field:*`, which asks whether the field is there. */
export function asksForPresence(value: SimpleValue): boolean {
  return value.type === 'word' && value.pattern.length > 1 && value.pattern.every((part) => part === '');
}
