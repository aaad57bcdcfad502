/** What may be sent at once after a time in which nothing could be sent, in seconds of the pace. */
const MOST_SAVED_SECONDS = 4;

/**
 * Spreads records over the time that the faults take: fast enough that all are sent when the last fault is over, and
 * never all at once.
 */
export class Pace {
  #credit = 0;
  #at: number;

  /** @param now milliseconds, of a clock that never goes back */
  constructor(private readonly now: () => number) {
    this.#at = now();
  }

  /** Whether `count` records may go now. @param perSecond the pace now; Infinity when all may go */
  take(count: number, perSecond: number): boolean {
    if (perSecond === Number.POSITIVE_INFINITY) return true;
    const now = this.now();
    this.#credit = Math.min(
      this.#credit + ((now - this.#at) / 1000) * perSecond,
      perSecond * MOST_SAVED_SECONDS,
    );
    this.#at = now;
    if (this.#credit < 0) return false;
    this.#credit -= count;
    return true;
  }
}
