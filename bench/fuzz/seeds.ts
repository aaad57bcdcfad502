import type { ParserSet } from '../../pipeline/detection/parser-set.js';
import { recordsOf } from '../accuracy/confusion.js';
import { casesOf, corporaAreThere, pairFiles, rawFiles } from '../accuracy/corpora.js';

/** Records of one file, at most: the formats with few lines count as much as those with many. */
const PER_FILE = 40;

/** What the mutations begin with: the parsers' own samples and, where they are there, the corpora. */
export function seedLines(parsers: ParserSet): string[] {
  const samples = parsers.ordered.map(({ definition }) => definition.sample);
  return [...samples, ...samples, ...(corporaAreThere() ? corpusLines() : [])];
}

function corpusLines(): string[] {
  const raw = rawFiles().flatMap((file) =>
    recordsOf(file)
      .slice(0, PER_FILE)
      .map(({ record }) => record),
  );
  const names = ['nasty/nasty', 'canon/syslog', 'canon/access', 'canon/cef', 'canon/reject', ...pairFiles()];
  return [...raw, ...names.flatMap((name) => casesOf(name).map((pair) => pair.raw))];
}
