import type { parser } from 'peggy';
import { FilterSyntaxError } from './syntax-error.js';

/** The grammar's own error as one for people. It has no other needs, so a page can use it with a parser made before. */
export function explainMistake(
  filter: string,
  { expected, location }: parser.SyntaxError,
): FilterSyntaxError {
  const position = location.start.offset;
  const names = new Set((expected ?? []).map(nameOf));
  if (names.size > 1) names.delete('a blank');
  const found = String.fromCodePoint(filter.codePointAt(position) ?? 0);
  const problem = position < filter.length ? `"${found}" cannot stand here` : 'the filter ends too early';
  return new FilterSyntaxError(filter, position, [...names].sort(), problem);
}

function nameOf(expectation: parser.Expectation): string {
  switch (expectation.type) {
    case 'other':
      return expectation.description;
    case 'literal':
      return expectation.text;
    case 'end':
      return 'the end of the filter';
    default:
      return 'a character';
  }
}
