import { randomUUID } from 'node:crypto';
import { UserError } from '../../pipeline/errors.js';
import { idOfMillis, nodeOfId } from '../../pipeline/event-id.js';
import type { ChunkIds } from '../../pipeline/live-message.js';
import {
  contains,
  difference,
  earlier,
  type IdRange,
  type IdRanges,
  intersection,
  LAST_ID,
  later,
  union,
} from './id-ranges.js';

/** Clocks of other machines may be ahead by this much: what they gave ids before a subscription stood may lie so far behind it. */
const SKEW = 5000n << 22n;
/** Chunks that are waited for, of one node. With more, the oldest are no longer waited for: a cursor stays short. */
const MOST_GAPS = 32;

/** The ids of one chunk. */
export interface ChunkRange {
  readonly first: bigint;
  readonly last: bigint;
  /** Follows the last id its node had given out before: there is nothing from here to `first`. */
  readonly begin: bigint;
}

/**
 * Which events have been seen: for each node that gives out ids those that have *not*, as ranges. The last of them has no
 * end; those before it are gaps: chunks that were overtaken, as several workers work them off, or lost on their way. Ids
 * grow, and each chunk names the one before it, so a gap is known as soon as the next chunk comes.
 *
 * A position is a value: every change gives a new one.
 */
export class Position {
  /**
   * @param listener names the server's subscription that this position was written by; '' for one made of several
   * @param floor of a node that is not in `unseen`: nothing from here on has been seen
   * @param start of a server: when it began to listen; nothing has come of a node that is not in `unseen`
   */
  private constructor(
    private readonly listener: string,
    private readonly floor: bigint,
    private readonly start: bigint,
    private readonly unseen: ReadonlyMap<number, IdRanges>,
  ) {}

  /**
   * Of a server that begins to listen.
   *
   * @param pendingSince milliseconds since 1970: all chunks from before have been worked off; those since may have come
   *   before it listened, or may be still to come
   * @param now milliseconds since 1970
   */
  static ofListener(pendingSince: number, now: number): Position {
    const [floor, start] = [idOfMillis(Math.min(pendingSince, now)), idOfMillis(now)];
    return new Position(randomUUID().slice(0, 8), floor, start, new Map());
  }

  /** Whether something of the chunk has not been seen. */
  lacks({ first, last }: ChunkRange): boolean {
    return intersection(this.#of(nodeOfId(first)), [[first, last]]).length > 0;
  }

  /** Of a server: whether an event that was given its id since it listens has come since `earlier`. */
  hasSince(earlier: Position, id: bigint): boolean {
    return (
      id >= this.start && contains(earlier.#of(nodeOfId(id)), id) && !contains(this.#of(nodeOfId(id)), id)
    );
  }

  /** This one, and the chunk. */
  with(chunk: ChunkRange): Position {
    const node = nodeOfId(chunk.first);
    const unseen = difference(this.#of(node), [[chunk.begin, chunk.last]]).slice(-MOST_GAPS - 1);
    return new Position(this.listener, this.floor, this.start, new Map(this.unseen).set(node, unseen));
  }

  /** Whether the id is older than all this position knows of. */
  precedes(id: bigint): boolean {
    return id < this.floor;
  }

  /** Of a server: whatever was under way when it began to listen has come, or had come before. */
  settled(): Position {
    const since: IdRanges = [[this.start, LAST_ID]];
    const unseen = [...this.unseen].map(([node, ranges]): [number, IdRanges] => [
      node,
      intersection(ranges, since),
    ]);
    return new Position(this.listener, this.start, this.start, new Map(unseen));
  }

  /** What `other`, a server, has seen and this one, a client, has not; what came before it listened, it has seen. */
  missing(other: Position): Missing {
    // Of a node that has sent nothing, a subscription brings nothing; what was before it, the store has.
    const before: IdRanges = this.listener === other.listener ? [] : [[0n, other.start + SKEW]];
    const ranges = this.#nodesOfBoth(other).map((node): [number, IdRanges] => {
      const unseen = other.unseen.get(node);
      return [
        node,
        unseen ? difference(this.#of(node), other.#since(unseen)) : intersection(this.#of(node), before),
      ];
    });
    return new Missing(intersection([[this.floor, LAST_ID]], before), new Map(ranges));
  }

  /** This one, a client's, with what `other`, a server, has seen up to `id`. */
  advancedTo(other: Position, id: bigint): Position {
    const floor = id < other.start ? id + 1n : other.start;
    return this.#and(
      other,
      '',
      floor > this.floor ? floor : this.floor,
      id >= LAST_ID ? [] : [[id + 1n, LAST_ID]],
    );
  }

  /** This one, a client's, with all that `other`, a server, has seen. */
  caughtUpWith(other: Position): Position {
    return this.#and(other, other.listener, other.start, []);
  }

  /** Gaps, oldest first. */
  get gaps(): IdRange[] {
    return [...this.unseen.values()]
      .flatMap((ranges) => ranges.slice(0, -1))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  toString(): string {
    const nodes = [...this.unseen].map(([node, ranges]) => {
      const texts = ranges.map(([from, to]) =>
        to === LAST_ID ? text(from) : `${text(from)}-${text(to - from)}`,
      );
      return `${node}:${texts.join(',')}`;
    });
    return [`1.${this.listener}.${text(this.floor)}`, ...nodes].join('.');
  }

  /** @throws UserError when the text is no cursor. */
  static read(cursor: string): Position {
    const match = CURSOR.exec(cursor);
    if (match === null) {
      throw new UserError(
        `cursor "${cursor.slice(0, 100)}" is none: it has to be the cursor of an earlier frame of the feed`,
      );
    }
    const [, listener, floorText, nodesText] = match as unknown as [string, string, string, string];
    const floor = number(floorText);
    const nodes = nodesText === '' ? [] : nodesText.slice(1).split('.');
    return new Position(listener, floor, floor, new Map(nodes.map(readNode)));
  }

  #of(node: number): IdRanges {
    return this.unseen.get(node) ?? [[this.floor, LAST_ID]];
  }

  #and(other: Position, listener: string, floor: bigint, beyond: IdRanges): Position {
    const unseen = this.#nodesOfBoth(other).map((node): [number, IdRanges] => {
      const unseenThere = other.#since(other.unseen.get(node) ?? [[0n, LAST_ID]]);
      return [node, intersection(this.#of(node), union(unseenThere, beyond))];
    });
    return new Position(listener, floor, floor, new Map(unseen));
  }

  /** What a server has not seen of what came since it listened. */
  #since(unseen: IdRanges): IdRange[] {
    return intersection(unseen, [[this.start, LAST_ID]]);
  }

  #nodesOfBoth(other: Position): number[] {
    return [...new Set([...this.unseen.keys(), ...other.unseen.keys()])];
  }
}

/** Ids of events that have to be shown again. */
export class Missing {
  constructor(
    /** Of nodes that are not in `ranges`. */
    private readonly others: IdRanges,
    readonly ranges: ReadonlyMap<number, IdRanges>,
  ) {}

  get empty(): boolean {
    return this.others.length === 0 && [...this.ranges.values()].every((ranges) => ranges.length === 0);
  }

  /** The least range that has all of them; undefined where there are none. */
  get bounds(): IdRange | undefined {
    const all = [this.others, ...this.ranges.values()].flat();
    if (all.length === 0) return undefined;
    return [all.map(([from]) => from).reduce(earlier), all.map(([, to]) => to).reduce(later)];
  }

  of(node: number): IdRanges {
    return this.ranges.get(node) ?? this.others;
  }

  has(id: bigint): boolean {
    return contains(this.of(nodeOfId(id)), id);
  }
}

export function rangeOf({ first, count, previous }: ChunkIds): ChunkRange {
  const start = BigInt(first);
  const follows = previous === undefined ? start : BigInt(previous) + 1n;
  return { first: start, last: start + BigInt(count - 1), begin: follows < start ? follows : start };
}

const DIGITS = '[0-9a-z]{1,13}';
const RANGE = `${DIGITS}(?:-${DIGITS})?`;
const CURSOR = new RegExp(`^1\\.([0-9a-f]{0,8})\\.(${DIGITS})((?:\\.\\d{1,4}:${RANGE}(?:,${RANGE})*)*)$`);

function text(id: bigint): string {
  return id.toString(36);
}

function number(digits: string): bigint {
  let value = 0n;
  for (const digit of digits) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}

function readNode(node: string): [number, IdRanges] {
  const [name, ranges] = node.split(':') as [string, string];
  const unseen = ranges.split(',').map((range): IdRange => {
    const [from, length] = range.split('-') as [string, string?];
    return [number(from), length === undefined ? LAST_ID : number(from) + number(length)];
  });
  return [Number(name), unseen];
}
