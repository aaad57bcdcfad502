import type { FilterCheck } from '../../config/check-stage.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { FilterSyntaxError } from '../../pipeline/filter/syntax-error.js';

/** Asks the filter language about a `when:`. */
export const checkFilter: FilterCheck = (filter) => {
  try {
    parseFilter(filter);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    const { position, problem, expected } = error;
    const hint = expected.length === 0 ? '' : `; expected ${expected.join(' or ')}`;
    return { position, message: `${problem}${hint}` };
  }
};
