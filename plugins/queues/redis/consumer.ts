import type { Redis } from 'ioredis';
import { messageOf } from '../../../pipeline/errors.js';
import { chooseLeft, type QueueConsumer, type QueuedChunk } from '../../../pipeline/queue.js';
import { nodeOf, type RedisClient, SILENCE_MILLIS } from './connection.js';
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

type Entry = [id: Buffer, fields: Buffer[] | null];

const UNBLOCK_MILLIS = 20;
/** Entries left by others that are looked at at once. */
const MOST_LEFT = 1000;

/** Idle time that makes an entry free for everybody's XAUTOCLAIM at once. */
const ABANDONED_MILLIS = 10 * 365 * 86_400_000;

/** One member of the consumer group, with a connection of its own to block on. */
export class RedisConsumer implements QueueConsumer {
  /** Entries that are ours, with their attempts. */
  readonly #held = new Map<string, number>();
  #claimAt = 0;
  #heartbeat: NodeJS.Timeout;
  #blockedId: number | undefined;
  #reader: Promise<Redis> | undefined;
  /** The reader, once it is connected. */
  #opened: Redis | undefined;

  constructor(
    private readonly commands: RedisClient,
    private readonly connectReader: () => Promise<Redis>,
    private readonly options: ConsumerOptions,
  ) {
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
    return this.#explained(() => this.#withinSilence(waitMillis, this.#readNew(count, waitMillis, signal)));
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
    try {
      await this.commands.xack(stream, group, ...tokens);
    } catch (error) {
      throw queueError(error);
    }
    for (const token of tokens) this.#held.delete(token);
  }

  async close(blamed = false): Promise<void> {
    clearInterval(this.#heartbeat);
    const { stream, group, name } = this.options;
    try {
      await this.#abandon(blamed);
      await removeIdleMember(this.commands, stream, group, name);
    } finally {
      await this.#disconnectReader();
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

  /** The connection to block on, asked for again when Redis was away the last time. */
  #openReader(): Promise<Redis> {
    this.#reader ??= this.connectReader().catch((error) => {
      this.#reader = undefined;
      throw error;
    });
    return this.#reader;
  }

  async #disconnectReader(): Promise<void> {
    const reader = await this.#forgetReader()?.catch(() => undefined);
    reader?.disconnect();
  }

  #forgetReader(): Promise<Redis> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#opened = undefined;
    this.#blockedId = undefined;
    return reader;
  }

  /** Redis answers a read by the end of its wait; a connection on which it does not is half-open, and is replaced. */
  async #withinSilence<T>(waitMillis: number, reading: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const late = () => reject(new Error(`no answer within ${SILENCE_MILLIS} ms`));
      timer = setTimeout(late, waitMillis + SILENCE_MILLIS);
    });
    try {
      return await Promise.race([reading, silence]);
    } catch (error) {
      const message = messageOf(error);
      const gone =
        message.startsWith('no answer') || message.startsWith('MOVED') || this.#opened?.status === 'end';
      if (gone) void this.#disconnectReader();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #readNew(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    const { stream, group, name } = this.options;
    const reader = await this.#openReader();
    this.#opened = reader;
    this.#blockedId ??= await reader.client('ID');
    const stopUnblocking = this.#unblockOnAbort(this.#blockedId, signal);
    try {
      // BLOCK 0 would wait for ever.
      const reply = (await (waitMillis > 0
        ? reader.xreadgroupBuffer(
            ...(['GROUP', group, name, 'COUNT', count, 'BLOCK', waitMillis, 'STREAMS', stream, '>'] as const),
          )
        : reader.xreadgroupBuffer(
            ...(['GROUP', group, name, 'COUNT', count, 'STREAMS', stream, '>'] as const),
          ))) as [Buffer, Entry[]][] | null;
      return this.#hold(reply?.[0]?.[1] ?? [], new Map());
    } catch (error) {
      this.#blockedId = undefined;
      throw error;
    } finally {
      stopUnblocking();
    }
  }

  /** Repeats, because the command may overtake the read that it is to end: they go by two connections. */
  #unblockOnAbort(id: number, signal: AbortSignal | undefined): () => void {
    let timer: NodeJS.Timeout | undefined;
    const unblock = async () => {
      await nodeOf(this.commands, this.options.stream).client('UNBLOCK', id);
    };
    const begin = () => {
      timer = setInterval(() => unblock().catch(() => {}), UNBLOCK_MILLIS);
      unblock().catch(() => {});
    };
    if (signal?.aborted) begin();
    else signal?.addEventListener('abort', begin, { once: true });
    return () => {
      signal?.removeEventListener('abort', begin);
      clearInterval(timer);
    };
  }

  /** Takes what silent members left, looking around at most once in a third of the claim time. */
  async #claim(count: number): Promise<QueuedChunk[]> {
    if (Date.now() < this.#claimAt) return [];
    const { stream, group, name, claimAfterMillis } = this.options;
    const chosen = chooseLeft(await this.#left(), count);
    if (chosen.length === 0) {
      this.#claimAt = Date.now() + claimAfterMillis / 3;
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
      chunks.push({ token, bytes: fields[1]!, attempts: attempt });
    }
    return chunks;
  }

  /** A member that waits for PostgreSQL is not silent: its entries must not look abandoned. */
  #keepHeld(): void {
    if (this.#held.size === 0) return;
    this.#claimOwn([...this.#held.keys()], 0).catch(() => {});
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
