import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { EnvironmentError } from '../../pipeline/errors.js';

export type LineStream = Writable & { isTTY?: boolean };

/** Writes to standard output no faster than it is read, and ends everything when nobody reads it any more. */
export class Printer {
  readonly #failed = (error: NodeJS.ErrnoException) => {
    // `laf tail | head`: nobody reads on, which is no failure.
    if (error.code !== 'EPIPE') this.#failure = new EnvironmentError(`standard output: ${error.message}`);
    this.interruption.abort();
  };
  #failure: Error | undefined;

  constructor(
    private readonly stream: LineStream,
    private readonly interruption: AbortController,
  ) {
    stream.on('error', this.#failed);
  }

  /** Resolves when there is room for more. */
  async write(text: string): Promise<void> {
    const { signal } = this.interruption;
    if (text === '' || signal.aborted || this.stream.write(text)) return;
    await once(this.stream, 'drain', { signal }).catch(() => undefined);
  }

  /** @throws EnvironmentError when something could not be written */
  close(): void {
    this.stream.off('error', this.#failed);
    // A write that is still under way may fail later.
    this.stream.on('error', () => undefined);
    if (this.#failure !== undefined) throw this.#failure;
  }
}
