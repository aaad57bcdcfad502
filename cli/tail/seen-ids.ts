import { idOfMillis } from '../../pipeline/event-id.js';

/** So many ids are remembered: some megabytes, and more than a minute of what a terminal can show. */
const MOST = 200_000;
/** What is under way arrived less than this ago. */
const UNDER_WAY_MILLIS = 60_000;

/** The events that have been shown. */
export class SeenIds {
  readonly #ids = new Set<string>();

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MOST) this.#forgetOne();
    return true;
  }

  /** The one that arrived first; where none has been shown, the first that may still be under way. */
  get lowest(): string {
    const [first] = [...this.#ids].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    return String(first ?? idOfMillis(Date.now() - UNDER_WAY_MILLIS));
  }

  /** Those shown first: a set keeps their order. */
  #forgetOne(): void {
    const [oldest] = this.#ids;
    this.#ids.delete(oldest!);
  }
}
