import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf, QueueFullError, RetryableError } from '../../../pipeline/errors.js';
import type { Queue, QueueConsumer, QueuedChunk, QueueStatus } from '../../../pipeline/queue.js';
import { ChunkIndex, type Claimed } from './chunk-index.js';
import { madeAt, type Place, Segments } from './segments.js';

/** How often files are looked for whose writers have gone since. */
const TIDY_MILLIS = 300_000;
/** How often a waiting reader looks for what another process has appended. */
const POLL_MILLIS = 5;

/**
 * Chunks lie in files (segments.ts), their order and claims in LMDB (chunk-index.ts). The sender is answered
 * when its chunks are in a file that is flushed and in the index.
 */
export class DiskQueue implements Queue {
  readonly description: string;
  readonly shared = true;
  readonly #segments: Segments;
  #index!: ChunkIndex;
  #tidying: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly maxBytes: number,
    private readonly claimAfterMillis: number,
    private readonly logger: Logger,
  ) {
    this.description = `disk queue in ${path}`;
    this.#segments = new Segments(path, (segment) => this.#finishSegment(segment).catch(() => {}));
  }

  async open(): Promise<void> {
    mkdirSync(this.path, { recursive: true });
    this.#index = new ChunkIndex(this.path, this.claimAfterMillis);
    await this.#removeFiles(await this.#index.build(() => this.#segments.survey()));
    await this.#tidySegments();
    this.#tidying = setInterval(() => this.#tidySegments().catch(() => {}), TIDY_MILLIS).unref();
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    // Before bytes are written for nothing; who fills the queue meanwhile is found within the transaction.
    this.#checkRoom(size);
    const { places, flushed, settle } = await this.#onDisk(() => this.#segments.append(chunks));
    let entered = false;
    try {
      await this.#change(() => this.#enter(places, size));
      entered = true;
      await this.#onDisk(() => Promise.all([flushed, this.#index.flushed()]));
    } finally {
      await settle(!entered);
    }
  }

  #enter(places: readonly Place[], size: number): void {
    this.#checkRoom(size);
    this.#index.add(places);
  }

  consumer(name: string): QueueConsumer {
    const seen = () => {
      // A disk that is full: who appends hears of it, and a member unseen for a while loses nothing but its claims.
      this.#change(() => this.#index.see(name)).catch(() => {});
    };
    seen();
    const heartbeat = setInterval(seen, this.claimAfterMillis / 3).unref();
    return {
      read: (count, waitMillis, signal) => this.#read(name, count, waitMillis, signal),
      acknowledge: (tokens) => this.#acknowledge(tokens),
      close: (blamed = false) => {
        clearInterval(heartbeat);
        return this.#change(() => this.#index.leave(name, blamed));
      },
    };
  }

  async status(): Promise<QueueStatus> {
    return { ...this.#index.status(), max_bytes: this.maxBytes };
  }

  /** After a power cut all that lies in the files is handed out again, acknowledged or not. */
  async horizon(): Promise<number> {
    return Math.min(Date.now(), ...(await this.#segments.list()).map(madeAt));
  }

  async oldestPending(): Promise<number> {
    return this.#index.oldest();
  }

  async close(): Promise<void> {
    clearInterval(this.#tidying);
    await this.#segments.close();
    await this.#index?.close();
  }

  async #read(name: string, count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    const deadline = performance.now() + waitMillis;
    for (;;) {
      if (this.#index.hasWork()) {
        const claimed = await this.#change(() => this.#index.claim(name, count));
        if (claimed.length > 0) return this.#withBytes(claimed);
      }
      if (signal?.aborted || performance.now() >= deadline) return [];
      await delay(POLL_MILLIS, undefined, { signal }).catch(() => {});
    }
  }

  /** Chunks that cannot be read now go back, so that they are handed out again. */
  async #withBytes(claimed: readonly Claimed[]): Promise<QueuedChunk[]> {
    try {
      const bytes = await this.#onDisk(() => this.#segments.read(claimed.map(({ place }) => place)));
      const torn = claimed.filter((_, i) => bytes[i] === undefined).map(({ sequence }) => String(sequence));
      if (torn.length > 0) {
        this.logger.error(
          { queue: this.path, chunks: torn },
          'chunks whose bytes are not on the disk are left out',
        );
        await this.#acknowledge(torn);
      }
      return claimed.flatMap(({ sequence, attempts }, i) => {
        return bytes[i] === undefined ? [] : [{ token: String(sequence), bytes: bytes[i], attempts }];
      });
    } catch (error) {
      await this.#change(() => this.#index.unclaim(claimed));
      throw error;
    }
  }

  async #acknowledge(tokens: readonly string[]): Promise<void> {
    await this.#removeFiles(await this.#change(() => this.#index.remove(tokens.map(Number))));
  }

  /** A file gets no more chunks; it goes now if all of its chunks are acknowledged already. */
  async #finishSegment(segment: string): Promise<void> {
    if (await this.#change(() => this.#index.finishSegment(segment))) await this.#removeFiles([segment]);
  }

  /** Files whose writers are gone get no more chunks, and those without chunks go. */
  async #tidySegments(): Promise<void> {
    for (const segment of await this.#segments.list()) {
      if (this.#segments.isAbandoned(segment)) await this.#finishSegment(segment);
    }
  }

  async #removeFiles(segments: readonly string[]): Promise<void> {
    // What cannot be removed now is removed at the next start.
    for (const segment of segments) await this.#segments.remove(segment).catch(() => {});
  }

  #checkRoom(size: number): void {
    const held = this.#index.bytes;
    if (held + size <= this.maxBytes) return;
    throw new QueueFullError(`${this.description} holds ${held} of ${this.maxBytes} bytes`);
  }

  async #onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new RetryableError(`${this.description}: ${messageOf(error)}`, { cause: error });
    }
  }

  async #change<T>(action: () => T): Promise<T> {
    try {
      return await this.#index.change(action);
    } catch (error) {
      if (error instanceof QueueFullError) throw error;
      const cause = await commitErrorOf(error);
      throw new RetryableError(`${this.description}: ${messageOf(cause)}`, { cause });
    }
  }
}

/** What the system said to a commit that failed: lmdb gives it as a promise, whose rejection is ours to handle. */
async function commitErrorOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> };
  return commitError === undefined ? error : commitError.catch((reason) => reason);
}
