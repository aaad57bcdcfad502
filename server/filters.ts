import { messageOf } from '../pipeline/errors.js';
import type { EventRecord } from '../pipeline/event.js';
import { parseFilter } from '../pipeline/filter/parse.js';
import { compilePredicate } from '../pipeline/filter/predicate.js';
import { FilterError } from './errors.js';

/** Whether an event is what a filter asks for. */
export type EventMatcher = (event: EventRecord) => boolean;

/** @throws FilterError with the position of the mistake */
export function checkFilter(filter: string): void {
  read(filter);
}

/** @throws FilterError with the position of the mistake */
export function compileFilter(filter: string): EventMatcher {
  return compilePredicate(read(filter));
}

function read(filter: string): ReturnType<typeof parseFilter> {
  try {
    return parseFilter(filter);
  } catch (error) {
    throw new FilterError(messageOf(error));
  }
}
