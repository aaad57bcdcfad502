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

  get size(): number {
    return this.#reads.length;
  }

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

  /** The loop (strongly connected component, after Tarjan 1972) of each position, by its number; -1 for those in none. */
  #loops(): number[] {
    const size = this.#follows.length;
    const loopOf = new Array<number>(size).fill(-1);
    const order = new Array<number>(size).fill(0);
    const low = new Array<number>(size).fill(0);
    const pending: number[] = [];
    const isPending = new Array<boolean>(size).fill(false);
    let count = 0;
    for (let root = 0; root < size; root++) {
      if (order[root] !== 0) continue;
      const path: { at: number; next: Iterator<number> }[] = [];
      const enter = (at: number) => {
        count += 1;
        order[at] = count;
        low[at] = count;
        pending.push(at);
        isPending[at] = true;
        path.push({ at, next: this.#follows[at]!.values() });
      };
      enter(root);
      for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
        const { at, next } = step;
        const { value, done } = next.next();
        if (done !== true) {
          if (order[value] === 0) enter(value);
          else if (isPending[value]) low[at] = Math.min(low[at]!, order[value]!);
          continue;
        }
        path.pop();
        const before = path.at(-1);
        if (before !== undefined) low[before.at] = Math.min(low[before.at]!, low[at]!);
        if (low[at] !== order[at]) continue;
        const members = pending.splice(pending.lastIndexOf(at));
        for (const member of members) isPending[member] = false;
        if (members.length === 1 && !this.#follows[at]!.has(at)) continue;
        for (const member of members) loopOf[member] = at;
      }
    }
    return loopOf;
  }

  /**
   * Whether, beside where a match begins, there is more than one place to choose in a text: one loop can hand over to
   * another while both read the same characters. Then a matcher that backtracks takes more than quadratic time.
   * (More is said than is true: that the steps between the two read those characters, too, is looked at one by one.)
   */
  hasChoices(): boolean {
    const loopOf = this.#loops();
    const loops = [...new Set(loopOf)].filter((loop) => loop !== -1);
    const readsOf = new Map(
      loops.map((loop) => [loop, union(this.#reads.filter((_, position) => loopOf[position] === loop))]),
    );
    return loops.some((loop) => this.#leadsOn(loop, loopOf, readsOf));
  }

  #leadsOn(loop: number, loopOf: readonly number[], readsOf: ReadonlyMap<number, Uint8Array>): boolean {
    const reads = readsOf.get(loop)!;
    const open = loopOf.flatMap((of, position) => (of === loop ? [position] : []));
    const seen = new Set(open);
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      for (const next of this.#follows[position]!) {
        if (seen.has(next) || !overlap(this.#reads[next]!, reads)) continue;
        seen.add(next);
        const of = loopOf[next]!;
        if (of !== -1 && of !== loop && overlap(readsOf.get(of)!, reads)) return true;
        open.push(next);
      }
    }
    return false;
  }

  /** Whether one character always leaves one way to go on, among `positions` and from each of them. */
  isDeterministic(first: readonly number[], from: number, to: number): boolean {
    const sets = [first];
    for (let position = from; position < to; position++) {
      sets.push([...this.#follows[position]!].filter((next) => next >= from && next < to));
    }
    return sets.every((set) => {
      const ways = [...new Set(set)];
      return ways.every((left, i) =>
        ways.slice(i + 1).every((right) => !overlap(this.#reads[left]!, this.#reads[right]!)),
      );
    });
  }

  /**
   * Whether, where `from`…`to` could end, one character both goes on in there and begins what comes behind. `own` are
   * the places of all copies of that part, which may follow on each other.
   */
  canGiveBack(
    { first, from, to }: { first: readonly number[]; from: number; to: number },
    own: readonly { from: number; to: number }[],
  ): boolean {
    const isWithin = (position: number) => own.some((copy) => position >= copy.from && position < copy.to);
    const behind = new Set<number>();
    for (let position = from; position < to; position++) {
      const next = [...this.#follows[position]!];
      const leaving = next.filter((position) => !isWithin(position));
      for (const position of leaving) behind.add(position);
      if (leaving.some((out) => next.some((on) => isWithin(on) && this.#overlap(on, out)))) return true;
    }
    return [...behind].some((out) => first.some((on) => this.#overlap(on, out)));
  }

  #overlap(left: number, right: number): boolean {
    return overlap(this.#reads[left]!, this.#reads[right]!);
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

function union(sets: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(LATIN1 + 1);
  for (const set of sets) for (let index = 0; index <= LATIN1; index++) all[index]! |= set[index]!;
  return all;
}

function overlap(left: Uint8Array, right: Uint8Array): boolean {
  return left === right ? left.includes(1) : left.some((reads, index) => reads === 1 && right[index] === 1);
}
