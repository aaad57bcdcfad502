import type { Source } from '../../../pipeline/plugin.js';

export interface Listener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Known after start. */
  readonly url: string;
}

/** A source that listens on several addresses: either all of them are open or none. */
export class Listeners implements Source {
  #open: Listener[] = [];

  constructor(private readonly listeners: readonly Listener[]) {}

  async start(): Promise<void> {
    try {
      for (const listener of this.listeners) {
        await listener.start();
        this.#open.push(listener);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    await Promise.all(open.map((listener) => listener.stop()));
  }

  addresses(): string[] {
    return this.#open.map((listener) => listener.url);
  }
}
