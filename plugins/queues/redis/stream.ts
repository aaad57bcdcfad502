import type { Logger } from 'pino';
import type { QueueStatus } from '../../../pipeline/queue.js';
import { AppendCommand } from './append-command.js';
import { connectToBlock, type RedisClient } from './connection.js';
import { RedisConsumer } from './consumer.js';
import { queueError } from './errors.js';
import { Rest } from './rest.js';
import { removeGoneMembers, trimAcknowledged } from './trim.js';

export interface StreamOptions {
  readonly url: string;
  readonly key: string;
  readonly group: string;
  readonly claimAfterMillis: number;
  readonly logger: Logger;
}

const FIELD = 'chunk';
const GONE_MILLIS = 600_000;
/** The oldest entry and the time, both by the clock of Redis; the entry itself, a chunk, stays there. */
const OLDEST = `
  local entries = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
  local time = redis.call('TIME')
  return {entries[1] and entries[1][1] or false, time[1] * 1000 + math.floor(time[2] / 1000)}`;

/** One shard of the queue: a stream with the consumer group of the workers. */
export class RedisStream {
  /** Bytes when it was last measured. */
  bytes = 0;
  /** From appends, after one that failed. */
  readonly rest = new Rest();

  constructor(
    private readonly commands: RedisClient,
    readonly options: StreamOptions,
  ) {}

  /** @throws RetryableError when the server is away; QueueFullError when it has no memory */
  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const { key } = this.options;
    // All are answered for before one that failed is: the caller must know them settled.
    const replies = await Promise.allSettled(
      chunks.map((chunk) => this.commands.sendCommand(new AppendCommand(key, FIELD, chunk))),
    );
    for (const reply of replies) if (reply.status === 'rejected') throw queueError(reply.reason);
  }

  consumer(name: string): RedisConsumer {
    const { url, key, group, claimAfterMillis, logger } = this.options;
    removeGoneMembers(this.commands, key, group, GONE_MILLIS).catch(() => {});
    return new RedisConsumer(this.commands, () => connectToBlock(this.commands, key, url, logger), {
      stream: key,
      group,
      name,
      claimAfterMillis,
      ensureGroup: () => this.ensureGroup(),
    });
  }

  /** Chunks not yet acknowledged, and who has them. */
  async status(): Promise<Pick<QueueStatus, 'depth' | 'pending' | 'consumers'>> {
    const { key, group } = this.options;
    const members = (await this.commands.xinfo('CONSUMERS', key, group)) as (string | number)[][];
    const consumers = members.map(asRecord).map(({ name, pending, idle }) => ({
      name: String(name),
      pending: Number(pending),
      idle_ms: Number(idle),
    }));
    await this.trim();
    const depth = await this.commands.xlen(key);
    return { depth, pending: consumers.reduce((sum, { pending }) => sum + pending, 0), consumers };
  }

  async horizon(): Promise<number> {
    const reply = await this.commands.eval(OLDEST, 1, this.options.key);
    const [first, now] = reply as [string | null, number];
    const age = first === null ? 0 : now - Number(first.split('-')[0]);
    return Date.now() - Math.max(0, age);
  }

  /** What is acknowledged goes first, so that the oldest entry is one that is not. */
  async oldestPending(): Promise<number> {
    await trimAcknowledged(this.commands, this.options.key);
    return this.horizon();
  }

  async ensureGroup(): Promise<void> {
    try {
      await this.commands.xgroup('CREATE', this.options.key, this.options.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw queueError(error);
    }
  }

  async measure(): Promise<number> {
    this.bytes = (await this.commands.memory('USAGE', this.options.key)) ?? 0;
    return this.bytes;
  }

  async trim(): Promise<void> {
    await trimAcknowledged(this.commands, this.options.key).catch(() => {});
  }
}

function asRecord(pairs: readonly (string | number)[]): Record<string, string | number> {
  const record: Record<string, string | number> = {};
  for (let i = 0; i + 1 < pairs.length; i += 2) record[String(pairs[i])] = pairs[i + 1]!;
  return record;
}
