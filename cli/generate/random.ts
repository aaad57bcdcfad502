import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const TWO_TO_32 = 2 ** 32;
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Draws for the line makers. The same seed gives the same draws, on every machine and version of Node. */
export class Random {
  readonly #generator: RandomGenerator;

  /** @param seed an integer; only its lower 32 bits count */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#fraction() * limit);
  }

  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** An integer from 0 to `limit` - 1, small ones far more often: a few customers make most of the traffic. */
  skewed(limit: number): number {
    const fraction = this.#fraction();
    return Math.floor(fraction * fraction * fraction * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** `bytes` random bytes in hexadecimal, 1 to 16. */
  hex(bytes: number): string {
    let text = '';
    for (let left = bytes; left > 0; left -= 4) {
      const draw = this.#generator.next();
      for (let i = 0; i < Math.min(4, left); i++) text += HEX_BYTES[(draw >>> (8 * i)) & 0xff]!;
    }
    return text;
  }

  #fraction(): number {
    return (this.#generator.next() >>> 0) / TWO_TO_32;
  }
}

/** Repeats each item as often as its weight says, for {@link Random.pick}. */
export function weighted<Item>(weights: readonly (readonly [Item, number])[]): Item[] {
  return weights.flatMap(([item, weight]) => Array<Item>(weight).fill(item));
}
