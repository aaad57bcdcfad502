import type { LiveBus } from './live-bus.js';

type Listener = (events: string) => void;

/** For workers and servers of one process, and for a supervisor that passes on what its workers say. */
export class LocalLiveBus implements LiveBus {
  /** Called when the first listener comes and when the last one goes. */
  onListenersChange: () => void = () => {};
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
    if (this.#listeners.size === 1) this.onListenersChange();
    return async () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.onListenersChange();
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
