import type { Source } from '../../../pipeline/plugin.js';

export interface Listener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As pipeline.yaml has it. Two with the same cannot be open at once, unless the system chooses the port. */
  readonly address: string;
  /** Known after start. */
  readonly url: string;
  /** Goes on with the socket of an open listener of the same address, and with its connections; that one has none then. */
  takeOver(open: Listener): void;
}

/** A source that listens on several addresses: either all of them are open or none. */
export class Listeners implements Source {
  readonly #open = new Set<Listener>();
  /** Those that will have the socket of another. */
  #heirs: { listener: Listener; open: Listener; owner: Listeners }[] = [];

  constructor(private readonly listeners: readonly Listener[]) {}

  start(): Promise<void> {
    return this.startBeside([]);
  }

  async startBeside(leaving: readonly Source[]): Promise<void> {
    const owners = leaving.filter((source): source is Listeners => source instanceof Listeners);
    try {
      for (const listener of this.listeners) {
        const owner = owners.find((other) => other.#openAt(listener.address) !== undefined);
        if (owner !== undefined) {
          this.#heirs.push({ listener, open: owner.#openAt(listener.address)!, owner });
          continue;
        }
        await listener.start();
        this.#open.add(listener);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  takeOver(): void {
    for (const { listener, open, owner } of this.#heirs) {
      listener.takeOver(open);
      owner.#open.delete(open);
      this.#open.add(listener);
    }
    this.#heirs = [];
  }

  async stop(): Promise<void> {
    const open = [...this.#open];
    this.#heirs = [];
    this.#open.clear();
    await Promise.all(open.map((listener) => listener.stop()));
  }

  addresses(): string[] {
    return this.listeners.filter((listener) => this.#open.has(listener)).map(({ url }) => url);
  }

  #openAt(address: string): Listener | undefined {
    return [...this.#open].find((listener) => listener.address === address);
  }
}
