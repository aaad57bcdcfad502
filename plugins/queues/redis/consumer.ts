import type { Redis } from 'ioredis';
import { chooseLeft, type QueueConsumer, type QueuedChunk } from '../../../pipeline/queue.js';
import { BlockingReader, type Entry } from './blocking-reader.js';
import { nodeOf, type RedisClient } from './connection.js';
import { isNoGroup, queueError } from './errors.js';
import { removeIdleMember } from './trim.js';

export interface ConsumerOptions {
  readonly stream: string;
  readonly group: string;
  readonly name: string;
  /** Silence after which the others take a member's chunks. */
  readonly claimAfterMillis: number;
  /** Makes the group where it is gone. */
  readonly ensureGroup: () => Promise<void>;
}

/** Entries left by others that are looked at at once. */
const MOST_LEFT = 1000;

/** Idle time that makes an entry free for everybody's XAUTOCLAIM at once. */
const ABANDONED_MILLIS = 10 * 365 * 86_400_000;

/** One member of the consumer group, with a connection of its own to block on. */
export class RedisConsumer implements QueueConsumer {
  /** Entries that are ours, with their attempts. */
  readonly #held = new Map<string, number>();
  /** Those of them whose acknowledgement has not arrived so far. They are not kept from the others any more. */
  readonly #finished = new Set<string>();
  #claimAt = 0;
  #heartbeat: NodeJS.Timeout;
  readonly #reader: BlockingReader;

  constructor(
    private readonly commands: RedisClient,
    connect: () => Promise<Redis>,
    private readonly options: ConsumerOptions,
  ) {
    const { stream, group, name } = options;
    const unblock = async (id: number) => {
      await nodeOf(commands, stream).client('UNBLOCK', id);
    };
    this.#reader = new BlockingReader({ stream, group, name, connect, unblock });
    this.#heartbeat = setInterval(() => this.#keepHeld(), options.claimAfterMillis / 3).unref();
  }

  async read(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    if (signal?.aborted) return [];
    const claimed = await this.claim(count);
    return claimed.length > 0 ? claimed : this.readNew(count, waitMillis, signal);
  }

  /** What silent members left, at most `count`; those above suspicion, or one suspect alone. Does not wait. */
  claim(count: number): Promise<QueuedChunk[]> {
    return this.#explained(() => this.#claim(count));
  }

  /** What nobody has had yet; does not wait where `waitMillis` is 0. */
  async readNew(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    if (signal?.aborted) return [];
    return this.#explained(async () =>
      this.#hold(await this.#reader.read(count, waitMillis, signal), new Map()),
    );
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isNoGroup(error)) await this.options.ensureGroup();
      throw isNoGroup(error) ? queueError(new Error('the consumer group was gone')) : queueError(error);
    }
  }

  async acknowledge(tokens: readonly string[]): Promise<void> {
    const { stream, group } = this.options;
    // Whoever gives up here must not hold them for ever: the stream is not trimmed, and full one day, behind an entry
    // that a living member keeps. After the claim time it is handed out again, and found in the ledger.
    for (const token of tokens) if (this.#held.has(token)) this.#finished.add(token);
    try {
      await this.commands.xack(stream, group, ...tokens);
    } catch (error) {
      throw queueError(error);
    }
    for (const token of tokens) {
      this.#held.delete(token);
      this.#finished.delete(token);
    }
  }

  async close(blamed = false): Promise<void> {
    clearInterval(this.#heartbeat);
    const { stream, group, name } = this.options;
    try {
      await this.#abandon(blamed);
      await removeIdleMember(this.commands, stream, group, name);
    } finally {
      await this.#reader.disconnect();
    }
  }

  /** Makes all that is held free for the others at once. */
  async #abandon(blamed: boolean): Promise<void> {
    const byAttempts = new Map<number, string[]>();
    for (const [token, attempts] of this.#held) {
      byAttempts.set(attempts, [...(byAttempts.get(attempts) ?? []), token]);
    }
    for (const [attempts, tokens] of byAttempts) {
      await this.#claimOwn(tokens, ABANDONED_MILLIS, blamed ? attempts : attempts - 1);
    }
  }

  /** Takes what silent members left, looking around at most once in a third of the claim time. */
  async #claim(count: number): Promise<QueuedChunk[]> {
    if (performance.now() < this.#claimAt) return [];
    const { stream, group, name, claimAfterMillis } = this.options;
    const chosen = chooseLeft(await this.#left(), count);
    if (chosen.length === 0) {
      this.#claimAt = performance.now() + claimAfterMillis / 3;
      return [];
    }
    // Others may have taken some meanwhile: those are not idle any more, and Redis leaves them out.
    const entries = (await this.commands.callBuffer('XCLAIM', [
      stream,
      group,
      name,
      claimAfterMillis,
      ...chosen.map(({ token }) => token),
    ])) as (Entry | null)[];
    const attempts = new Map(chosen.map(({ token, attempts }) => [token, attempts + 1]));
    return this.#hold(entries, attempts);
  }

  /** Entries whose members have been silent for the claim time, oldest first. */
  async #left(): Promise<{ token: string; attempts: number }[]> {
    const { stream, group, claimAfterMillis } = this.options;
    const pending = (await this.commands.call('XPENDING', [
      stream,
      group,
      'IDLE',
      claimAfterMillis,
      '-',
      '+',
      MOST_LEFT,
    ])) as [token: string, member: string, idleMillis: number, attempts: number][];
    return pending.map(([token, , , attempts]) => ({ token, attempts }));
  }

  #hold(entries: readonly (Entry | null)[], attempts: ReadonlyMap<string, number>): QueuedChunk[] {
    const chunks: QueuedChunk[] = [];
    for (const entry of entries) {
      // Redis 6.2 also claims entries that have been trimmed, without their fields.
      if (entry === null || entry[1] === null) continue;
      const [id, fields] = entry;
      const token = id.toString();
      const attempt = attempts.get(token) ?? 1;
      this.#held.set(token, attempt);
      this.#finished.delete(token);
      chunks.push({ token, bytes: fields[1]!, attempts: attempt });
    }
    return chunks;
  }

  /** A member that waits for PostgreSQL is not silent: its entries must not look abandoned. */
  #keepHeld(): void {
    const working = [...this.#held.keys()].filter((token) => !this.#finished.has(token));
    if (working.length > 0) this.#claimOwn(working, 0).catch(() => {});
  }

  /** Sets the idle time, and where told the attempts, of those entries that are still ours; counts no delivery. */
  async #claimOwn(tokens: readonly string[], idleMillis: number, attempts?: number): Promise<void> {
    const { stream, group, name } = this.options;
    const limit = this.#held.size + 1000;
    const pending = (await this.commands.xpending(stream, group, '-', '+', limit, name)) as [string][];
    const owned = new Set(pending.map(([token]) => token));
    const ours = tokens.filter((token) => owned.has(token));
    if (ours.length === 0) return;
    const count = attempts === undefined ? [] : ['RETRYCOUNT', attempts];
    await this.commands.call('XCLAIM', [
      stream,
      group,
      name,
      0,
      ...ours,
      'IDLE',
      idleMillis,
      ...count,
      'JUSTID',
    ]);
  }
}
