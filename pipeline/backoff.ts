import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MILLIS = 50;
const LAST_MILLIS = 5000;

/** Waits that double from 50 ms to 5 s, each shortened by up to half so that many who fail together do not return together. */
export class Backoff {
  #attempts = 0;

  get attempts(): number {
    return this.#attempts;
  }

  /** Resolves after the next wait, or at once when `signal` aborts. */
  async wait(signal?: AbortSignal): Promise<void> {
    const millis = Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** this.#attempts);
    this.#attempts += 1;
    await delay(millis * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
  }

  reset(): void {
    this.#attempts = 0;
  }
}
