import { isWord, WILDCARD } from './tokens.js';

/** Share of the words that must be the same: what the authors of Drain found best, and what its users have. */
const SIMILARITY = 0.4;
/** First words that are told apart among messages of one length; more of them vary from event to event. */
const MOST_FIRST_WORDS = 100;

/** A template that messages are grouped by. */
export interface Cluster {
  id: string;
  readonly tokens: string[];
}

/**
 * The tree of Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017): templates by
 * their number of tokens and their first word, and among those by how many words they share with a message.
 */
export class TemplateTree<C extends Cluster> {
  readonly #lengths = new Map<number, Map<string, C[]>>();

  /** The template most like these tokens; undefined where none is like enough. */
  find(tokens: readonly string[]): C | undefined {
    const byFirst = this.#lengths.get(tokens.length);
    const leaf = byFirst?.get(firstWord(tokens)) ?? byFirst?.get(WILDCARD);
    let best: C | undefined;
    let [bestSimilarity, bestWildcards] = [SIMILARITY, -1];
    for (const cluster of leaf ?? []) {
      const { similarity, wildcards } = compare(cluster.tokens, tokens);
      const better =
        similarity > bestSimilarity || (similarity === bestSimilarity && wildcards > bestWildcards);
      if (!better) continue;
      [best, bestSimilarity, bestWildcards] = [cluster, similarity, wildcards];
    }
    return best;
  }

  add(cluster: C): void {
    const { tokens } = cluster;
    const byFirst = this.#lengths.get(tokens.length) ?? new Map<string, C[]>();
    this.#lengths.set(tokens.length, byFirst);
    let first = firstWord(tokens);
    if (!byFirst.has(first) && byFirst.size >= MOST_FIRST_WORDS) first = WILDCARD;
    const leaf = byFirst.get(first);
    if (leaf === undefined) byFirst.set(first, [cluster]);
    else leaf.push(cluster);
  }
}

/**
 * Makes wildcards of the words of a template that differ from these tokens.
 *
 * @returns whether there were any
 */
export function generalize(template: string[], tokens: readonly string[]): boolean {
  let changed = false;
  for (let i = 0; i < template.length; i++) {
    const own = template[i]!;
    if (own === WILDCARD || own === tokens[i] || !isWord(own)) continue;
    template[i] = WILDCARD;
    changed = true;
  }
  return changed;
}

function firstWord(tokens: readonly string[]): string {
  return tokens.find(isWord) ?? '';
}

function compare(
  template: readonly string[],
  tokens: readonly string[],
): { similarity: number; wildcards: number } {
  let [words, same, wildcards] = [0, 0, 0];
  for (let i = 0; i < template.length; i++) {
    const own = template[i]!;
    if (!isWord(own)) continue;
    words++;
    if (own === WILDCARD) wildcards++;
    if (own === tokens[i]) same++;
  }
  return { similarity: words === 0 ? 1 : same / words, wildcards };
}
