import { LEVELS } from '../../../../pipeline/level.js';
import type { View } from './view.js';

/** What selects logs, as parameters of the API. */
export interface Selection {
  readonly filter: string;
  readonly from: string;
  readonly to: string;
  readonly level: readonly string[];
}

export function selectionOf({ filter, from, to, hidden }: View): Selection {
  return { filter, from, to, level: hidden.length === 0 ? [] : shownLevels(hidden) };
}

export function shownLevels(hidden: View['hidden']): string[] {
  return LEVELS.filter((level) => !hidden.includes(level));
}
