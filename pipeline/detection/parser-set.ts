import type { Parser, ParserDefinition } from '../plugin.js';

export interface LoadedParser {
  readonly format: string;
  readonly definition: ParserDefinition;
  readonly parser: Parser;
}

/** Every parser, most special first (specificity, then name): the order in which detection asks. */
export class ParserSet {
  readonly ordered: readonly LoadedParser[];

  constructor(parsers: readonly LoadedParser[]) {
    this.ordered = [...parsers].sort(
      (a, b) => b.definition.specificity - a.definition.specificity || (a.format < b.format ? -1 : 1),
    );
  }

  get(format: string): LoadedParser | undefined {
    return this.ordered.find((parser) => parser.format === format);
  }

  get formats(): string[] {
    return this.ordered.map((parser) => parser.format);
  }
}
