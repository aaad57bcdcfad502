import type { Pattern } from '../api/types.js';

/** The filter that finds these logs among those of the view. */
export function filterOf(pattern: Pattern, filter: string): string {
  return filter.trim() === '' ? pattern.filter : `(${filter}) ${pattern.filter}`;
}

/** Bars of one unit's width in a box of the height 1, as the `d` of a path. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count, place) => (count === 0 ? '' : `M${place} 1h.85V${round(1 - count / most)}h-.85z`))
    .join('');
}

function round(height: number): number {
  // What is there at all is to be seen.
  return Math.round(Math.min(height, 0.92) * 1000) / 1000;
}
