import { closest, distance } from 'fastest-levenshtein';

const SHOWN = 60;

/** A value of the user's for a message: as JSON, shortened, safe to print. */
export function quote(value: unknown): string {
  const text = jsonOf(value);
  const { length } = typeof value === 'string' ? value : text;
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${length} characters)`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'nested too deeply';
  }
}

/** `; did you mean "level"?` when one of `known` is near `word`, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0 || word.length > SHOWN) return '';
  const best = closest(word.toLowerCase(), [...known]);
  const near = distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(1, Math.floor(best.length / 3));
  return near ? `; did you mean ${quote(best)}?` : '';
}
