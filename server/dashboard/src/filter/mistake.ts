export interface Mistake {
  /** From 0, in UTF-16 code units. */
  readonly position: number;
  /** In one line. */
  readonly message: string;
}

/** What a message of the server (or the grammar) says of a mistake: `filter, position 20: …` and lines with a caret. */
export function readMistake(message: string): Mistake | undefined {
  const match = /^filter, position (\d+): (.*)/.exec(message);
  return match === null ? undefined : { position: Number(match[1]), message: match[2]! };
}

/**
 * The first mistake in how a filter is written, by the server's own grammar, which comes when it is first wanted. Where
 * it cannot be had, the server says it.
 */
export async function mistakeIn(filter: string): Promise<Mistake | undefined> {
  const grammar = await fetchGrammar();
  return grammar?.mistakeIn(filter);
}

export function fetchGrammar() {
  return import('./spelling.js').catch(() => undefined);
}
