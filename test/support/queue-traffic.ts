import { expect } from 'vitest';
import { QueueFullError } from '../../pipeline/errors.js';
import type { Queue } from '../../pipeline/queue.js';

/** Within which all goes on by itself once the servers are there again. */
const RECOVERY_MILLIS = 15_000;

/**
 * Somebody who appends and somebody who reads, without a pause and whatever fails. What was answered is kept in mind, to
 * be compared with what is read.
 */
export class Traffic {
  readonly answered: string[] = [];
  /** Appends that failed because a server was away. */
  refused = 0;
  readonly seen = new Set<string>();
  /** Handed out again although Redis had answered their acknowledgement. */
  readonly twice: string[] = [];
  readonly #acknowledged = new Set<string>();
  #stop = false;
  readonly #work: Promise<unknown>;

  constructor(private readonly queue: Queue) {
    this.#work = Promise.all([this.#append(), this.#read()]);
  }

  get missing(): string[] {
    return this.answered.filter((text) => !this.seen.has(text));
  }

  /** Both directions work on all shards: chunks that are appended from now on are read. */
  async goesOn(): Promise<void> {
    const before = this.answered.length;
    await expect.poll(() => this.answered.length, { timeout: RECOVERY_MILLIS }).toBeGreaterThan(before + 20);
    const until = this.answered.slice(before);
    await expect
      .poll(() => until.filter((text) => !this.seen.has(text)), { timeout: RECOVERY_MILLIS })
      .toEqual([]);
  }

  async isRefused(): Promise<void> {
    const before = this.refused;
    await expect.poll(() => this.refused, { timeout: 40_000 }).toBeGreaterThan(before);
  }

  /** Appends no more and reads what is left. */
  async end(): Promise<void> {
    this.#stop = true;
    await this.#work;
  }

  async #append(): Promise<void> {
    for (let i = 0; !this.#stop; i++) {
      try {
        await this.queue.append([Buffer.from(`chunk ${i}`)]);
        this.answered.push(`chunk ${i}`);
      } catch (error) {
        if (!(error instanceof QueueFullError)) this.refused += 1;
      }
    }
  }

  async #read(): Promise<void> {
    const consumer = this.queue.consumer('one');
    while (!this.#stop || this.missing.length > 0) {
      const chunks = await consumer.read(10, 100).catch(() => []);
      for (const { bytes } of chunks) this.seen.add(`${bytes}`);
      const tokens = chunks.map(({ token }) => token);
      this.twice.push(...tokens.filter((token) => this.#acknowledged.has(token)));
      if (tokens.length === 0) continue;
      // Nobody repeats one that failed: what it was for comes again by itself.
      const answered = await consumer.acknowledge(tokens).then(
        () => true,
        () => false,
      );
      if (answered) for (const token of tokens) this.#acknowledged.add(token);
    }
    await consumer.close();
  }
}
