import type { Requests } from './requests.js';

/** How often each number was found: 0, 1, or 2 for more. */
export class Tally {
  #counts = new Uint8Array(2 ** 20);
  add(number: number): void {
    if (number >= this.#counts.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(number + 1)));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    if (this.#counts[number]! < 2) this.#counts[number]! += 1;
  }

  count(number: number): number {
    return this.#counts[number] ?? 0;
  }

  /** How many different numbers from this one on were found. */
  from(number: number): number {
    return this.#counts.subarray(number).reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }

  /** Those found more than once, in ascending order. */
  doubled(): number[] {
    const found: number[] = [];
    this.#counts.forEach((count, number) => {
      if (count > 1) found.push(number);
    });
    return found;
  }
}

export interface Verdict {
  /** Answered 2xx and nowhere. */
  readonly lost: number[];
  /** There more than once, answered or not. */
  readonly doubled: number[];
  /** There and never sent. */
  readonly foreign: number;
  /** There without an answer: allowed, zero or one times. */
  readonly unansweredThere: number;
}

/** What was answered is there once; nothing is there twice. */
export function judge(requests: Requests, tally: Tally): Verdict {
  const lost: number[] = [];
  let unansweredThere = 0;
  for (const { first, count, answeredAt } of requests.all) {
    for (let number = first; number < first + count; number++) {
      const found = tally.count(number) > 0;
      if (found && answeredAt === undefined) unansweredThere += 1;
      if (!found && answeredAt !== undefined) lost.push(number);
    }
  }
  return { lost, doubled: tally.doubled(), foreign: tally.from(requests.sent), unansweredThere };
}
