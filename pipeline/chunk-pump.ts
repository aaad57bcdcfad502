import { Backoff } from './backoff.js';
import { ClosingError, RetryableError } from './errors.js';
import type { Metrics } from './metrics.js';
import type { Queue } from './queue.js';

export interface WaitingChunk {
  /** Its bytes, the same at each call. @throws RetryableError when they cannot be made now. */
  encode(): Buffer;
  /** Called once, without an error when the chunk is durable. */
  readonly onEnd: (error?: Error) => void;
}

/**
 * Puts chunks into the queue in their order: what gathers during one append goes with the next (group commit). A
 * patient pump tries again until the chunk is durable; an impatient one tells the sender at once.
 */
export class ChunkPump {
  #waiting: WaitingChunk[] = [];
  #running: Promise<void> | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    private readonly queue: Queue,
    private readonly metrics: Metrics,
    private readonly patient: boolean,
  ) {}

  push(chunk: WaitingChunk): void {
    this.#waiting.push(chunk);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits any more; when `signal` aborts, what waits ends with ClosingError. */
  async close(signal?: AbortSignal): Promise<void> {
    this.#signal = signal;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const chunks = this.#waiting;
      this.#waiting = [];
      const error = await this.#append(chunks);
      for (const chunk of chunks) chunk.onEnd(error);
    }
    this.#running = undefined;
  }

  async #append(chunks: readonly WaitingChunk[]): Promise<Error | undefined> {
    const backoff = new Backoff();
    for (;;) {
      const end = this.metrics.appendSeconds.startTimer();
      try {
        await this.queue.append(chunks.map((chunk) => chunk.encode()));
        end();
        return undefined;
      } catch (error) {
        if (!this.patient || !(error instanceof RetryableError)) return error as Error;
        if (this.#signal?.aborted) return new ClosingError('shutting down while the queue is away');
        await backoff.wait(this.#signal);
      }
    }
  }
}
