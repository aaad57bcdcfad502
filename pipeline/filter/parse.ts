import { readFileSync } from 'node:fs';
import peggy from 'peggy';
import { storableText } from '../json-text.js';
import { type Micros, nowMicros } from '../time.js';
import { FilterBuilder } from './build.js';
import { explainMistake } from './grammar-mistake.js';
import { FilterSyntaxError } from './syntax-error.js';
import type { FilterTree } from './tree.js';

/** UTF-16 code units; beyond, a filter is a mistake or an attack. */
export const MOST_FILTER_CHARACTERS = 4096;

/**
 * Reads a filter in the language of docs/filters.md. An empty one matches everything.
 *
 * @param now microseconds since 1970 from which relative times (`timestamp:>-15m`) are counted
 * @throws FilterSyntaxError when the filter cannot be read, and nothing else.
 */
export function parseFilter(text: string, now: Micros = nowMicros()): FilterTree {
  if (text.length > MOST_FILTER_CHARACTERS) {
    throw new FilterSyntaxError(
      text,
      MOST_FILTER_CHARACTERS,
      [],
      `a filter has at most ${MOST_FILTER_CHARACTERS} characters, this one has ${text.length}`,
    );
  }
  // No stored text has a NUL or half a surrogate pair; what the store made of them is searched for instead.
  const filter = storableText(text);
  const builder = new FilterBuilder(now, (position, problem, expected) => {
    throw new FilterSyntaxError(filter, position, expected, problem);
  });
  try {
    return parser().parse(filter, { builder }) as FilterTree;
  } catch (error) {
    throw isGrammarError(error) ? explainMistake(filter, error) : error;
  }
}

let generated: peggy.Parser | undefined;

/** Made at first use, from the grammar itself. */
function parser(): peggy.Parser {
  generated ??= peggy.generate(readFileSync(new URL('./grammar.peggy', import.meta.url), 'utf8'), {
    cache: true,
  });
  return generated;
}

function isGrammarError(error: unknown): error is peggy.parser.SyntaxError {
  return generated !== undefined && error instanceof generated.SyntaxError;
}
