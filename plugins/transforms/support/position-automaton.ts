/** One place for each character of Latin-1, and one for all beyond, of which these are some. */
const LATIN1 = 256;
const BEYOND = ['\u0416', '\u4e00', '\ud83d'];

/**
 * The positions of a pattern, each reading one character, and which can follow which. It is ambiguous when a loop
 * reads one text in two ways (the criterion EDA of Weber and Seidl, "On the degree of ambiguity of finite automata",
 * 1991): then a backtracking matcher tries exponentially many.
 */
export class PositionAutomaton {
  /** Which characters each position reads. */
  readonly #reads: Uint8Array[] = [];
  readonly #follows: Set<number>[] = [];
  /** Steps that the pattern allows in two ways. */
  readonly #twice: [number, number][] = [];
  readonly #known = new Map<string, Uint8Array>();

  /** @param raw a character, escape or class as it is written in the pattern */
  add(raw: string): number {
    const reads = this.#known.get(raw) ?? charactersOf(raw);
    this.#known.set(raw, reads);
    this.#reads.push(reads);
    this.#follows.push(new Set());
    return this.#reads.length - 1;
  }

  follow(from: number, to: number): void {
    if (this.#follows[from]!.has(to)) this.#twice.push([from, to]);
    this.#follows[from]!.add(to);
  }

  isAmbiguous(): boolean {
    const loopOf = this.#loops();
    if (this.#twice.some(([from, to]) => loopOf[from] !== -1 && loopOf[from] === loopOf[to])) return true;
    return [...new Set(loopOf)].some((loop) => loop !== -1 && this.#isLoopAmbiguous(loop, loopOf));
  }

  /** The loop (strongly connected component) of each position, by its first position; -1 for those in none. */
  #loops(): number[] {
    const reachable = this.#follows.map((_, position) => this.#reachableFrom(position));
    return reachable.map((reached, position) => {
      if (!reached.has(position)) return -1;
      return reachable.findIndex((others, other) => reached.has(other) && others.has(position));
    });
  }

  #reachableFrom(start: number): Set<number> {
    const seen = new Set<number>();
    const open = [start];
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      for (const next of this.#follows[position]!) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return seen;
  }

  /**
   * Follows two readers of one text that start at the same position: it is ambiguous when they can part and meet
   * again.
   */
  #isLoopAmbiguous(loop: number, loopOf: readonly number[]): boolean {
    const size = this.#follows.length;
    const sources = new Map<number, number[]>();
    const open = loopOf.flatMap((of, position) => (of === loop ? [position * size + position] : []));
    const meetings = new Set(open);
    const seen = new Set(open);
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      for (const next of this.#nextPairs(pair, loop, loopOf)) {
        const known = sources.get(next);
        if (known === undefined) sources.set(next, [pair]);
        else known.push(pair);
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    // Backwards from where they are together: whoever comes from apart has met.
    return [...meetings].some((meeting) => sources.get(meeting)?.some((source) => !meetings.has(source)));
  }

  #nextPairs(pair: number, loop: number, loopOf: readonly number[]): number[] {
    const size = this.#follows.length;
    const pairs: number[] = [];
    for (const left of this.#follows[Math.floor(pair / size)]!) {
      for (const right of this.#follows[pair % size]!) {
        if (loopOf[left] !== loop || loopOf[right] !== loop) continue;
        if (overlap(this.#reads[left]!, this.#reads[right]!)) pairs.push(left * size + right);
      }
    }
    return pairs;
  }
}

function charactersOf(raw: string): Uint8Array {
  const pattern = new RegExp(`^(?:${raw})$`);
  const reads = new Uint8Array(LATIN1 + 1);
  for (let code = 0; code < LATIN1; code++) reads[code] = pattern.test(String.fromCharCode(code)) ? 1 : 0;
  reads[LATIN1] = BEYOND.some((character) => pattern.test(character)) ? 1 : 0;
  return reads;
}

function overlap(left: Uint8Array, right: Uint8Array): boolean {
  return left === right ? left.includes(1) : left.some((reads, index) => reads === 1 && right[index] === 1);
}
