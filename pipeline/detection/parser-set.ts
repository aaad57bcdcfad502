import type { Parser, ParserDefinition } from '../plugin.js';

/** Parsers below this wait for their turn in detection, whatever came last: what they claim others may claim, too. */
const GENERAL_BELOW = 40;

export class LoadedParser {
  /** Whether what it has claimed may be an envelope, by its own name or by one of those it reads in others' stead. */
  mayWrap: boolean;
  /** Whether it may be asked first for the next record. */
  readonly learnable: boolean;

  constructor(
    readonly format: string,
    readonly definition: ParserDefinition,
    readonly parser: Parser,
  ) {
    this.mayWrap = definition.envelope === true;
    this.learnable = definition.specificity >= GENERAL_BELOW;
  }
}

/** Every parser, most special first (specificity, then name): the order in which detection asks. */
export class ParserSet {
  readonly ordered: readonly LoadedParser[];
  /** Those that detection asks: all but the ones that another of the set reads for. */
  readonly asked: readonly LoadedParser[];
  readonly #byFormat: ReadonlyMap<string, LoadedParser>;

  constructor(parsers: readonly LoadedParser[]) {
    this.ordered = [...parsers].sort(
      (a, b) => b.definition.specificity - a.definition.specificity || (a.format < b.format ? -1 : 1),
    );
    this.#byFormat = new Map(this.ordered.map((parser) => [parser.format, parser]));
    this.asked = this.ordered.filter(({ definition }) => !this.#byFormat.has(definition.readBy ?? ''));
    for (const { definition } of this.ordered) {
      const reader = this.#byFormat.get(definition.readBy ?? '');
      if (reader !== undefined && definition.envelope === true) reader.mayWrap = true;
    }
  }

  get(format: string): LoadedParser | undefined {
    return this.#byFormat.get(format);
  }

  get formats(): string[] {
    return this.ordered.map((parser) => parser.format);
  }
}
