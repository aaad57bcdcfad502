/** How many came in each of the last seconds. */
const SECONDS = 5;

/** Counts what comes and says how much that is in a second, over the last five. */
export class Rate {
  readonly #counts = new Map<number, number>();
  #since: number | undefined;

  /** @param now milliseconds since 1970 */
  add(count: number, now: number): void {
    const second = Math.floor(now / 1000);
    this.#since ??= second;
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + count);
  }

  perSecond(now: number): number {
    const second = Math.floor(now / 1000);
    let sum = 0;
    for (const [at, count] of this.#counts) {
      if (at < second - SECONDS) this.#counts.delete(at);
      else if (at < second) sum += count;
    }
    const whole = Math.min(SECONDS, second - (this.#since ?? second));
    return whole <= 0 ? 0 : sum / whole;
  }
}
