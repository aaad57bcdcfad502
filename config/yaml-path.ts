import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
} from 'yaml';
import type { Path } from './problem.js';

export interface FoundNode {
  /** The value at the path, or the last one on the way to it. An alias stands for itself. */
  readonly node: Node | undefined;
  /** Its key, where it stands in a map. */
  readonly key: Node | undefined;
  /** Whether the whole path was found. */
  readonly complete: boolean;
}

/** Follows a path through a document and its aliases. */
export function findNode(document: Document.Parsed, path: Path): FoundNode {
  let found: FoundNode = { node: document.contents ?? undefined, key: undefined, complete: true };
  for (const part of path) {
    const parent = isAlias(found.node) ? found.node.resolve(document) : found.node;
    const next = childOf(parent, part);
    if (next === undefined) return { ...found, complete: false };
    found = next;
  }
  return found;
}

function childOf(parent: unknown, part: string | number): FoundNode | undefined {
  if (isSeq(parent)) {
    const item = parent.items[Number(part)];
    return isNode(item) ? { node: item, key: undefined, complete: true } : undefined;
  }
  // Of a key that stands there twice the last one counts, as in the value.
  const pair = isMap(parent) ? parent.items.findLast(({ key }) => keyText(key) === String(part)) : undefined;
  if (pair === undefined) return undefined;
  const key = isNode(pair.key) ? pair.key : undefined;
  return { node: isNode(pair.value) ? pair.value : key, key, complete: true };
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** The path of a scalar that `visit` came to by way of `ancestors`. */
export function pathOf(scalar: Node, ancestors: readonly unknown[]): Path {
  const way = [...ancestors, scalar];
  const path: (string | number)[] = [];
  way.forEach((step, index) => {
    if (isPair(step)) path.push(keyText((step as Pair).key));
    else if (isCollection(step) && isSeq(step)) path.push(step.items.indexOf(way[index + 1] as never));
  });
  return path;
}
