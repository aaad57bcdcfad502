import type { OptionProblem } from '../../../config/plan.js';
import { UserError } from '../../../pipeline/errors.js';

/** What `work` finds wrong with an option: the UserError that it throws, or nothing. */
export function mistakesIn(option: string, work: () => void): OptionProblem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ option, message: error.message }];
  }
}
