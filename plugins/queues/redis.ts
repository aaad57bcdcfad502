import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { defineQueue, EnvironmentError, QueueFullError, Size, Type } from '../../pipeline/plugin.js';
import type { Queue, QueueConsumer, QueueStatus } from '../../pipeline/queue.js';
import { withoutPassword } from '../../pipeline/without-password.js';
import { CLAIM_AFTER } from './claim-after.js';
import { AppendCommand } from './redis/append-command.js';
import { connect } from './redis/connection.js';
import { RedisConsumer } from './redis/consumer.js';
import { queueError } from './redis/errors.js';
import { removeGoneMembers, trimAcknowledged } from './redis/trim.js';

const options = Type.Object({
  url: Type.Optional(Type.String({ description: 'redis:// or rediss:// address; REDIS_URL unless set.' })),
  stream: Type.String({ description: 'Name that the keys begin with.', default: 'laf', minLength: 1 }),
  group: Type.String({ description: 'The consumer group of the workers.', default: 'laf', minLength: 1 }),
  max_bytes: Size({
    description: 'Memory that the stream may take; more is refused.',
    default: '1GiB',
    minimum: 1,
  }),
  claim_after: CLAIM_AFTER,
});

export default defineQueue({
  kind: 'queue',
  name: 'redis',
  summary: 'Redis Streams (6.2 or newer): shared by workers on any number of machines.',
  options,
  example: 'queue: { type: redis, url: "redis://127.0.0.1:6379", max_bytes: 1GiB }',
  create(given, { redisUrl, logger }) {
    const url = given.url ?? redisUrl;
    if (url === undefined) {
      throw new EnvironmentError('the redis queue has no address: set REDIS_URL, or `url:` in pipeline.yaml');
    }
    return new RedisQueue({
      url,
      // The braces make one Redis Cluster slot of all keys of a stream.
      key: `${given.stream}:{0}:chunks`,
      group: given.group,
      maxBytes: given.max_bytes,
      claimAfterMillis: given.claim_after,
      logger,
    });
  },
});

interface RedisQueueOptions {
  url: string;
  key: string;
  group: string;
  maxBytes: number;
  claimAfterMillis: number;
  logger: Logger;
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

class RedisQueue implements Queue {
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
