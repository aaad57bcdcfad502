/** A target that stood still makes up for at most this much when it goes on. */
const MOST_BEHIND_MILLIS = 1_000;

/** Says how many lines are due, so that they go out evenly at a rate. */
export class Pacer {
  readonly #millisApart: number;
  #next: number;

  /** @param rate lines a second, above 0 */
  constructor(
    rate: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#millisApart = 1_000 / rate;
    this.#next = now();
  }

  /** How many lines are due by now, at most `most`; they count as taken. */
  due(most: number): number {
    const now = this.now();
    this.#next = Math.max(this.#next, now - MOST_BEHIND_MILLIS);
    if (now < this.#next) return 0;
    const due = Math.min(most, Math.floor((now - this.#next) / this.#millisApart) + 1);
    this.#next += due * this.#millisApart;
    return due;
  }

  /** Milliseconds until the next line is due; 0 when one is. */
  untilNext(): number {
    return Math.max(0, this.#next - this.now());
  }
}
