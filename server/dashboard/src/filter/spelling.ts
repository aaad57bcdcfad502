import { SyntaxError as GrammarError, parse } from '../../../../pipeline/filter/grammar.peggy';
import { explainMistake } from '../../../../pipeline/filter/grammar-mistake.js';
import { FilterSyntaxError } from '../../../../pipeline/filter/syntax-error.js';
import { type Mistake, readMistake } from './mistake.js';

const DEEPEST_GROUP = 50;
const nothing = () => null;

/**
 * The first mistake in how a filter is written, by the server's own grammar. Whether a value suits its field only the
 * server says: what that needs would double the page.
 */
export function mistakeIn(filter: string): Mistake | undefined {
  const mistake = (position: number, problem: string, expected: readonly string[] = []): never => {
    throw new FilterSyntaxError(filter, position, expected, problem);
  };
  const builder = {
    deepest: DEEPEST_GROUP,
    wildcard: '*',
    tooDeep: (at: number) => mistake(at, `more than ${DEEPEST_GROUP} parentheses inside each other`),
    bareComparison: (at: number) =>
      mistake(at, 'a comparison stands right after a field and its colon', ['status:>=500']),
    pattern: nothing,
    search: nothing,
    field: nothing,
  };
  try {
    parse(filter, { builder });
    return undefined;
  } catch (error) {
    const explained = error instanceof GrammarError ? explainMistake(filter, error) : error;
    if (explained instanceof FilterSyntaxError) return readMistake(explained.message);
    throw error;
  }
}
