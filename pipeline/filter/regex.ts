import { RE2JS } from 're2js';
import type { TextTest } from './pattern.js';
import { RegexReader } from './regex-reader.js';

export { RegexError } from './regex-reader.js';

/** A regular expression of a filter, in the dialects of those who run it. Both find the same. */
export interface Regex {
  /** As the user wrote it. */
  readonly text: string;
  /** For RE2. */
  readonly re2: string;
  /** For PostgreSQL's `~`. */
  readonly postgres: string;
}

/**
 * Reads a regular expression and writes it for RE2 and PostgreSQL. Only what both read goes in, and where they differ
 * (`.` and line ends, what a digit is, `\b`) RE2's meaning is spelt out.
 *
 * @throws RegexError for anything else.
 */
export function readRegex(text: string): Regex {
  return new RegexReader(text).read();
}

/** Whether some part of a text matches. Takes time linear in the text, whatever the expression. */
export function matchesRegex(regex: Regex): TextTest {
  const compiled = RE2JS.compile(regex.re2);
  return (text) => compiled.test(text);
}
