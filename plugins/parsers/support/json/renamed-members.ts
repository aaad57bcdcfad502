import type { Pair } from './conversions.js';
import type { MemberNode } from './member-tree.js';
import type { Rule } from './rules.js';

interface Candidate {
  readonly node: MemberNode;
  readonly rank: number;
  readonly pairs: readonly Pair[];
}

/** The members of a record that have another name in the metadata. A name that is not free leaves a member as it is. */
export class RenamedMembers {
  readonly #candidates = new Map<string, Candidate>();
  #rename: ((name: string) => string) | undefined;

  begin(rename: ((name: string) => string) | undefined): void {
    this.#candidates.clear();
    this.#rename = rename;
  }

  offer(node: MemberNode, name: string, { rank, conversion }: Rule): void {
    const rival = this.#candidates.get(name);
    const pairs = conversion?.(name, node.json);
    if (pairs === undefined) return;
    // A value that says there is none leaves the name to others.
    if (rival !== undefined && (pairs.length === 0 || (rank > rival.rank && rival.pairs.length > 0))) return;
    this.#candidates.set(name, { node, rank, pairs });
  }

  /** The names and values for the metadata; the members they come from are marked. */
  settle(nodes: readonly MemberNode[]): Pair[] {
    const settled: Pair[] = [];
    if (this.#candidates.size === 0 && this.#rename === undefined) return settled;
    const used = new Set(nodes.filter((node) => !this.#leaves(node)).map(({ span }) => span.name));
    for (const { node, pairs } of this.#candidates.values()) {
      this.#put(node, pairs, used, settled);
    }
    if (this.#rename !== undefined) {
      for (const node of nodes) {
        const name = this.#rename(node.span.name);
        if (name !== node.span.name && !node.taken) this.#put(node, [[name, node.json]], used, settled);
      }
    }
    return settled;
  }

  /** Whether the name of a member is free once the record is read. */
  #leaves(node: MemberNode): boolean {
    return node.taken || this.#candidates.get(node.rule?.name ?? '')?.node === node;
  }

  #put(node: MemberNode, pairs: readonly Pair[], used: Set<string>, settled: Pair[]): void {
    if (pairs.some(([name]) => used.has(name))) {
      used.add(node.span.name);
      return;
    }
    for (const [name] of pairs) used.add(name);
    node.pairs = pairs;
    settled.push(...pairs);
  }
}
