import { UserError } from '../errors.js';

/** Characters of the filter shown on each side of the mistake. */
const EXCERPT = 40;

/** What is wrong with a filter. The message has the place, what was expected there and a line with a caret. */
export class FilterSyntaxError extends UserError {
  override name = 'FilterSyntaxError';

  /**
   * @param filter the whole filter
   * @param position offset of the mistake in it, from 0, in UTF-16 code units; the filter's length for its end
   * @param expected what could stand there, each in plain words
   * @param problem what is wrong, a clause that begins in lower case
   */
  constructor(
    readonly filter: string,
    readonly position: number,
    readonly expected: readonly string[],
    readonly problem: string,
  ) {
    super(`filter, position ${position}: ${problem}${hint(expected)}\n${caretLines(filter, position)}`);
  }
}

function hint(expected: readonly string[]): string {
  return expected.length === 0 ? '' : `; expected ${alternatives(expected.map(quoted))}`;
}

/** Punctuation alone would be read as the sentence's own. */
function quoted(word: string): string {
  return /^[^A-Za-z]{1,3}$/.test(word) ? `"${word}"` : word;
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function caretLines(filter: string, position: number): string {
  const start = Math.max(0, position - EXCERPT);
  const end = Math.min(filter.length, position + EXCERPT);
  const before = `${start > 0 ? '…' : ''}${filter.slice(start, position)}`;
  const after = `${filter.slice(position, end)}${end < filter.length ? '…' : ''}`;
  return `  ${oneLine(before + after)}\n  ${' '.repeat(before.length)}^`;
}

/** Tabs and line ends would move the caret away from its place. */
function oneLine(text: string): string {
  return text.replace(/\s/g, ' ');
}
