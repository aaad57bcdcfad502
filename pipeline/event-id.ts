import { RetryableError } from './errors.js';

/**
 * Event ids are positive 64-bit integers: 41 bits of milliseconds since {@link EVENT_ID_EPOCH}, 10 bits of node
 * number, 12 bits of sequence. They are allotted at ingest in blocks that share the first 51 bits, so an event's
 * id is its block's first id plus its index, and a replay gives the same ids again.
 */
export const EVENT_ID_EPOCH = Date.UTC(2024, 0, 1);
export const MAX_BLOCK = 4096;
export const MAX_NODE = 1023;

/** A block of ids as two unsigned 32-bit halves of its first one. */
export interface IdBlock {
  readonly high: number;
  readonly low: number;
}

/** Allots id blocks for one node number. Never goes back, whatever the clock does. */
export class IdAllocator {
  #node: number;
  #millis: number;
  #sequence = 0;
  #newest: IdBlock | undefined;

  /**
   * @param node leased node number, 0 to 1023
   * @param notBefore milliseconds since 1970 that every id is to lie after (the last id of the node's last tenant)
   */
  constructor(
    node: number,
    notBefore = 0,
    private readonly now: () => number = Date.now,
    /** Whether the node number is this process's own at the moment. */
    private readonly isOwn: () => boolean = () => true,
  ) {
    this.#node = node;
    this.#millis = Math.max(0, notBefore + 1 - EVENT_ID_EPOCH);
  }

  get node(): number {
    return this.#node;
  }

  /** Goes on with another node number. @param notBefore as for the first */
  moveTo(node: number, notBefore: number): void {
    this.#node = node;
    this.#millis = Math.max(this.#millis, notBefore + 1 - EVENT_ID_EPOCH);
    this.#sequence = MAX_BLOCK;
    this.#newest = undefined;
  }

  /** Milliseconds since 1970 of the newest id given out. */
  get lastMillis(): number {
    return this.#millis + EVENT_ID_EPOCH;
  }

  /** The newest id given out with this node number; undefined before the first. */
  get newest(): IdBlock | undefined {
    return this.#newest;
  }

  /**
   * A block of `count` ids, 1 to {@link MAX_BLOCK}.
   *
   * @throws RetryableError while another process may have the node number.
   */
  allot(count: number): IdBlock {
    if (!this.isOwn()) throw new RetryableError(`the lease of node number ${this.#node} is over`);
    const now = this.now() - EVENT_ID_EPOCH;
    if (now > this.#millis) {
      this.#millis = now;
      this.#sequence = 0;
    } else if (this.#sequence + count > MAX_BLOCK) {
      this.#millis += 1;
      this.#sequence = 0;
    }
    const first = this.#sequence;
    this.#sequence += count;
    // 41 bits of time: the upper 31 go into the high half, the lower 10 to the top of the low half.
    const high = Math.floor(this.#millis / 1024);
    const low = ((this.#millis % 1024) * 2 ** 22 + this.#node * 2 ** 12 + first) >>> 0;
    this.#newest = { high, low: low + count - 1 };
    return { high, low };
  }
}

export function idToString(high: number, low: number): string {
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** @throws RangeError when `text` is not a decimal integer between 0 and 2^63 - 1. */
export function idFromString(text: string): IdBlock {
  const id = /^\d{1,19}$/.test(text) ? BigInt(text) : -1n;
  if (id < 0n || id >= 1n << 63n) {
    throw new RangeError(`"${text}" is not an event id: a decimal integer from 0 to 9223372036854775807`);
  }
  return { high: Number(id >> 32n), low: Number(id & 0xffffffffn) };
}

/** Milliseconds since 1970 at which the block of the id was allotted, that is, when the event arrived. */
export function idToMillis({ high, low }: IdBlock): number {
  return high * 1024 + Math.floor(low / 2 ** 22) + EVENT_ID_EPOCH;
}

/** The least id that can be allotted at this time. @param millis since 1970 */
export function idOfMillis(millis: number): bigint {
  return BigInt(Math.max(0, Math.floor(millis) - EVENT_ID_EPOCH)) << 22n;
}

/** The number of the node that allotted the id. */
export function nodeOfId(id: bigint): number {
  return Number((id >> 12n) & BigInt(MAX_NODE));
}

/** When an event with this id arrived, in microseconds since 1970. @param id decimal, within 64 bits */
export function arrivalMicros(id: string): number {
  return (Number(BigInt(id) >> 22n) + EVENT_ID_EPOCH) * 1000;
}
