import type { LiveBus } from './live-bus.js';

type Listener = (events: string) => void;

/** For workers and servers of one process. */
export class LocalLiveBus implements LiveBus {
  readonly #listeners = new Set<Listener>();

  async open(): Promise<void> {}

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  publish(events: string): void {
    for (const listener of this.#listeners) listener(events);
  }

  async subscribe(listener: Listener): Promise<() => Promise<void>> {
    this.#listeners.add(listener);
    return async () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
