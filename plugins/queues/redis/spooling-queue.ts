import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Backoff } from '../../../pipeline/backoff.js';
import { messageOf, QueueFullError, RetryableError } from '../../../pipeline/errors.js';
import type { Queue, QueueConsumer, QueuedChunk, QueueStatus } from '../../../pipeline/queue.js';

/** Chunks moved at once: 2 MiB or so. */
const MOVE_AT_ONCE = 16;
const WAIT_MILLIS = 1000;
const FULL_MILLIS = 200;

/**
 * A queue that takes chunks while it is away: they lie in a spool on this machine's disk and follow, in their order,
 * once it is back.
 *
 * States: direct (the spool is empty) → spooling, at the first append that the queue cannot be reached for: from then on
 * every chunk goes behind those in the spool → direct, when the last one has moved.
 *
 * A chunk whose append was not answered may be in both; the ledger knows it by its id.
 */
export class SpoolingQueue implements Queue {
  readonly description: string;
  readonly shared: boolean;
  #spooling = false;
  /** Appends to the spool so far, and those under way. */
  #spooled = 0;
  #appending = 0;
  #movers = 0;
  #moving: Promise<void> | undefined;
  readonly #closing = new AbortController();

  /** @param name names this process among those that share the spool's folder */
  constructor(
    private readonly queue: Queue,
    private readonly spool: Queue,
    private readonly name: string,
    private readonly logger: Logger,
  ) {
    this.description = queue.description;
    this.shared = queue.shared;
  }

  async open(): Promise<void> {
    await this.queue.open();
    await this.spool.open();
    // What an earlier process has left goes first.
    if ((await this.spool.status()).depth > 0)
      this.#beginSpooling('chunks of an earlier run are in the spool');
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    if (!this.#spooling) {
      try {
        return await this.queue.append(chunks);
      } catch (error) {
        if (error instanceof QueueFullError || !(error instanceof RetryableError)) throw error;
        this.#beginSpooling(error.message);
      }
    }
    this.#spooled += 1;
    this.#appending += 1;
    try {
      await this.spool.append(chunks);
    } finally {
      this.#appending -= 1;
    }
  }

  consumer(name: string): QueueConsumer {
    return this.queue.consumer(name);
  }

  async status(): Promise<QueueStatus> {
    const { depth, bytes } = await this.spool.status();
    const status = await this.queue.status();
    return depth === 0 ? status : { ...status, spool: { depth, bytes } };
  }

  async horizon(): Promise<number> {
    const horizons = [this.queue, this.spool].map(async (queue) => (await queue.horizon?.()) ?? 0);
    return Math.min(...(await Promise.all(horizons)));
  }

  async oldestPending(): Promise<number> {
    const oldest = [this.queue, this.spool].map(async (queue) => (await queue.oldestPending?.()) ?? 0);
    return Math.min(...(await Promise.all(oldest)));
  }

  async warnings(): Promise<string[]> {
    return (await this.queue.warnings?.()) ?? [];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#moving;
    await this.spool.close();
    await this.queue.close();
  }

  #beginSpooling(reason: string): void {
    if (this.#spooling) return;
    this.#spooling = true;
    this.logger.warn({ reason }, 'chunks go to the spool on disk until the queue is back');
    this.#moving = this.#workOff();
  }

  /** Until the spool is empty or this process ends, whatever fails; until then chunks go on to the spool. */
  async #workOff(): Promise<void> {
    const { signal } = this.#closing;
    const backoff = new Backoff();
    while (this.#spooling && !signal.aborted) {
      // A member of its own for each try: what the last one had and did not finish comes again only once it has left.
      const mover = this.spool.consumer(`${this.name}-${++this.#movers}`);
      try {
        await this.#moveAll(mover, backoff);
      } catch (error) {
        this.logger.error({ error: messageOf(error) }, 'the spool cannot be worked off; trying again');
      }
      await mover.close().catch((error) => {
        this.logger.error({ error: messageOf(error) }, 'while leaving the spool');
      });
      if (this.#spooling) await backoff.wait(signal);
    }
  }

  /** @throws what reading the spool or its acknowledgement throws, and any error of the queue that is no reason to wait */
  async #moveAll(mover: QueueConsumer, backoff: Backoff): Promise<void> {
    let moved = 0;
    while (!this.#closing.signal.aborted) {
      const spooled = this.#spooled;
      const chunks = await mover.read(MOVE_AT_ONCE, WAIT_MILLIS, this.#closing.signal);
      if (chunks.length > 0) {
        if (!(await this.#move(chunks))) return;
        await mover.acknowledge(chunks.map(({ token }) => token));
        backoff.reset();
        moved += chunks.length;
      } else if (
        (await this.spool.status()).depth === 0 &&
        this.#appending === 0 &&
        this.#spooled === spooled
      ) {
        this.#spooling = false;
        this.logger.info({ chunks: moved }, 'the queue is back and has what was in the spool');
        return;
      }
    }
  }

  /** Tries for ever; false when this process ends before the chunks have moved. */
  async #move(chunks: readonly QueuedChunk[]): Promise<boolean> {
    const backoff = new Backoff();
    while (!this.#closing.signal.aborted) {
      try {
        await this.queue.append(chunks.map(({ bytes }) => bytes));
        return true;
      } catch (error) {
        if (error instanceof QueueFullError)
          await delay(FULL_MILLIS, undefined, { signal: this.#closing.signal }).catch(() => {});
        else if (error instanceof RetryableError) await backoff.wait(this.#closing.signal);
        else throw error;
      }
    }
    return false;
  }
}
