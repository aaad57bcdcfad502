const LEAST_MILLIS = 2000;

/**
 * A shard that has failed is left alone for a while, so that its silence does not hold up the others: for as long as it
 * took to fail, so that at most half of the time is lost to it, and two seconds at least.
 */
export class Rest {
  #until = 0;

  get isOver(): boolean {
    return this.#until <= performance.now();
  }

  /** @param since when that was asked for which has failed now, by `performance.now`: the wall clock may step */
  begin(since: number): void {
    const now = performance.now();
    this.#until = now + Math.max(LEAST_MILLIS, now - since);
  }

  end(): void {
    this.#until = 0;
  }
}
