import { parseFilter } from '../../pipeline/filter/parse.js';
import type { FilterTree } from '../../pipeline/filter/tree.js';
import type { Selection } from '../../pipeline/questions.js';
import type { Micros } from '../../pipeline/time.js';
import { EARLIEST, LATEST } from './windows.js';

/** @param filter undefined or '' matches all. @throws FilterSyntaxError */
export function treeOf(filter: string | undefined): FilterTree {
  return filter === undefined || filter.trim() === '' ? { type: 'all' } : parseFilter(filter);
}

/** A selection that has been read, with both bounds. */
export interface Range {
  readonly tree: FilterTree;
  readonly from: Micros;
  readonly to: Micros;
}

/** @throws FilterSyntaxError */
export function rangeOf({ filter, fromMicros, toMicros }: Selection): Range {
  return { tree: treeOf(filter), from: fromMicros ?? EARLIEST, to: toMicros ?? LATEST };
}

/** Whether the counts by minute know all that the filter asks about. */
export function knownByMinute(tree: FilterTree): boolean {
  switch (tree.type) {
    case 'all':
    case 'level':
      return true;
    case 'and':
    case 'or':
      return tree.operands.every(knownByMinute);
    case 'not':
      return knownByMinute(tree.operand);
    case 'text':
      return tree.field === 'source' || tree.field === 'application';
    default:
      return false;
  }
}
