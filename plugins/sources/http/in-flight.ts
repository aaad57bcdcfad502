import { closing } from './http-error.js';

/** Requests that have been taken and are not answered yet, so that a stop can wait for them. */
export class InFlight {
  #closed = false;
  #count = 0;
  #idle: (() => void) | undefined;
  readonly #interrupts = new Set<() => void>();

  /** @throws HttpError 503 once closed. */
  enter(): void {
    if (this.#closed) throw closing();
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.();
  }

  /** What `work` gives, or `fallback` when a stop comes first. */
  untilClosing<T>(work: Promise<T>, fallback: T): Promise<T> {
    return new Promise((resolve, reject) => {
      const interrupt = () => resolve(fallback);
      this.#interrupts.add(interrupt);
      void work.then(resolve, reject).finally(() => this.#interrupts.delete(interrupt));
    });
  }

  /** Lets nothing new in and resolves once all that is in has left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const interrupt of this.#interrupts) interrupt();
    if (this.#count > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
  }
}
