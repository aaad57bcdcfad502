import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter, type FilterPredicate } from '../../pipeline/filter/predicate.js';
import { FilterSyntaxError } from '../../pipeline/filter/syntax-error.js';
import { FilterError } from '../replies/errors.js';

/** @throws FilterError with the position of the mistake */
export function checkFilter(filter: string): void {
  read(filter);
}

/** @throws FilterError with the position of the mistake */
export function matcherOf(filter: string): FilterPredicate {
  return compileFilter(read(filter));
}

function read(filter: string): ReturnType<typeof parseFilter> {
  try {
    return parseFilter(filter);
  } catch (error) {
    throw error instanceof FilterSyntaxError ? new FilterError(error.message) : error;
  }
}
