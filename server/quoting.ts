import { closest, distance } from 'fastest-levenshtein';

const SHOWN = 60;

/** A value of the user's for a message: as JSON, shortened, safe to print. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length} characters)`;
}

/** `; did you mean "level"?` when one of `known` is near `word`, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0 || word.length > SHOWN) return '';
  const best = closest(word.toLowerCase(), [...known]);
  const near = distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(1, Math.floor(best.length / 3));
  return near ? `; did you mean ${quote(best)}?` : '';
}
