import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { QueueFullError } from '../../../pipeline/errors.js';
import type { Queue, QueueConsumer, QueueStatus } from '../../../pipeline/queue.js';
import { withoutPassword } from '../../../pipeline/without-password.js';
import { AppendCommand } from './append-command.js';
import { connect } from './connection.js';
import { RedisConsumer } from './consumer.js';
import { queueError } from './errors.js';
import { removeGoneMembers, trimAcknowledged } from './trim.js';

export interface RedisQueueOptions {
  readonly url: string;
  readonly key: string;
  readonly group: string;
  readonly maxBytes: number;
  readonly claimAfterMillis: number;
  readonly logger: Logger;
}

const FIELD = 'chunk';
/** How long a measured size is good for; what is appended meanwhile is added to it. */
const MEASURE_MILLIS = 250;
const TRIM_MILLIS = 500;
const GONE_MILLIS = 600_000;
/** The oldest entry and the time, both by the clock of Redis; the entry itself, a chunk, stays there. */
const OLDEST = `
  local entries = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
  local time = redis.call('TIME')
  return {entries[1] and entries[1][1] or false, time[1] * 1000 + math.floor(time[2] / 1000)}`;

/** Chunks as entries of one stream; the workers are members of one consumer group. */
export class RedisQueue implements Queue {
  readonly description: string;
  readonly shared = true;
  #commands!: Redis;
  #bytes = 0;
  #measuredAt = 0;
  #trimTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RedisQueueOptions) {
    this.description = `Redis Streams at ${withoutPassword(options.url)}`;
  }

  async open(): Promise<void> {
    this.#commands = await connect(this.options.url, this.options.logger);
    await this.#ensureGroup();
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    try {
      await this.#checkRoom(size);
      const { key } = this.options;
      // All are answered for before one that failed is: the caller must know them settled.
      const replies = await Promise.allSettled(
        chunks.map((chunk) => this.#commands.sendCommand(new AppendCommand(key, FIELD, chunk))),
      );
      for (const reply of replies) if (reply.status === 'rejected') throw reply.reason;
      this.#bytes += size;
    } catch (error) {
      throw error instanceof QueueFullError ? error : queueError(error);
    }
  }

  consumer(name: string): QueueConsumer {
    const { url, key, group, claimAfterMillis, logger } = this.options;
    this.#trimTimer ??= setInterval(() => this.#trim(), TRIM_MILLIS).unref();
    removeGoneMembers(this.#commands, key, group, GONE_MILLIS).catch(() => {});
    const ensureGroup = () => this.#ensureGroup();
    return new RedisConsumer(this.#commands, () => connect(url, logger), {
      stream: key,
      group,
      name,
      claimAfterMillis,
      ensureGroup,
    });
  }

  async status(): Promise<QueueStatus> {
    const { key, group, maxBytes } = this.options;
    try {
      const members = (await this.#commands.xinfo('CONSUMERS', key, group)) as (string | number)[][];
      const consumers = members.map(asRecord).map(({ name, pending, idle }) => ({
        name: String(name),
        pending: Number(pending),
        idle_ms: Number(idle),
      }));
      await this.#trim();
      const depth = await this.#commands.xlen(key);
      const pending = consumers.reduce((sum, consumer) => sum + consumer.pending, 0);
      return {
        depth,
        bytes: await this.#measure(),
        max_bytes: maxBytes,
        lag: Math.max(0, depth - pending),
        pending,
        consumers,
      };
    } catch (error) {
      throw queueError(error);
    }
  }

  async horizon(): Promise<number> {
    try {
      const [first, now] = (await this.#commands.eval(OLDEST, 1, this.options.key)) as [
        string | null,
        number,
      ];
      const age = first === null ? 0 : now - Number(first.split('-')[0]);
      return Date.now() - Math.max(0, age);
    } catch (error) {
      throw queueError(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#trimTimer);
    await this.#commands?.quit().catch(() => this.#commands.disconnect());
  }

  async #ensureGroup(): Promise<void> {
    try {
      await this.#commands.xgroup('CREATE', this.options.key, this.options.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw queueError(error);
    }
  }

  async #checkRoom(size: number): Promise<void> {
    if (Date.now() - this.#measuredAt > MEASURE_MILLIS) await this.#measure();
    if (this.#bytes + size <= this.options.maxBytes) return;
    await this.#measure();
    if (this.#bytes + size <= this.options.maxBytes) return;
    throw new QueueFullError(
      `the stream ${this.options.key} holds ${this.#bytes} of ${this.options.maxBytes} bytes`,
    );
  }

  async #measure(): Promise<number> {
    this.#bytes = (await this.#commands.memory('USAGE', this.options.key)) ?? 0;
    this.#measuredAt = Date.now();
    return this.#bytes;
  }

  async #trim(): Promise<void> {
    await trimAcknowledged(this.#commands, this.options.key).catch(() => {});
  }
}

function asRecord(pairs: readonly (string | number)[]): Record<string, string | number> {
  const record: Record<string, string | number> = {};
  for (let i = 0; i + 1 < pairs.length; i += 2) record[String(pairs[i])] = pairs[i + 1]!;
  return record;
}
