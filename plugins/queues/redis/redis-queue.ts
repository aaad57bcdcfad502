import { Cluster } from 'ioredis';
import type { Logger } from 'pino';
import { messageOf, QueueFullError } from '../../../pipeline/errors.js';
import type { Queue, QueueConsumer, QueueStatus } from '../../../pipeline/queue.js';
import { shownAddress } from './address.js';
import { connect, nodeOf, type RedisClient } from './connection.js';
import {
  type Durability,
  flushFor,
  type ServerSettings,
  settingsOf,
  settingsWarnings,
  waitForFlush,
} from './durability.js';
import { afterTurn, queueError } from './errors.js';
import { ShardedConsumer } from './sharded-consumer.js';
import { RedisStream } from './stream.js';

export interface RedisQueueOptions {
  readonly url: string;
  /** What the names of all keys begin with. */
  readonly stream: string;
  /** Streams that chunks are spread over: 1 or more. */
  readonly shards: number;
  readonly group: string;
  readonly maxBytes: number;
  readonly claimAfterMillis: number;
  readonly durability: Durability;
  readonly logger: Logger;
}

/** How long a measured size is good for; what is appended meanwhile is added to it. */
const MEASURE_MILLIS = 250;
const TRIM_MILLIS = 500;
/** How soon consumers see the streams of a process that was started with more shards. */
const DISCOVER_MILLIS = 5000;

/** Chunks as entries of one stream or several (shards); the workers are members of one consumer group. */
export class RedisQueue implements Queue {
  readonly description: string;
  readonly shared = true;
  #commands!: RedisClient;
  #servers: readonly ServerSettings[] = [];
  #awaitsFlush = false;
  /** All shards that anybody has appended to; the first `shards` are ours to append to. */
  #streams: RedisStream[] = [];
  #turn = 0;
  #bytes = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #timers: NodeJS.Timeout[] = [];

  constructor(private readonly options: RedisQueueOptions) {
    this.description = `Redis Streams at ${shownAddress(options.url)}`;
  }

  async open(): Promise<void> {
    const { url, logger, durability, shards } = this.options;
    this.#commands = await connect(url, logger);
    const isCluster = this.#commands instanceof Cluster;
    const masters = this.#commands instanceof Cluster ? this.#commands.nodes('master') : [this.#commands];
    this.#servers = await settingsOf(masters);
    this.#awaitsFlush = flushFor(durability, this.#servers, isCluster) === 'awaited';
    try {
      await this.#commands.sadd(this.#knownKey, ...Array.from({ length: shards }, (_, shard) => shard));
      await this.#discover();
    } catch (error) {
      throw queueError(error);
    }
  }

  append(chunks: readonly Uint8Array[]): Promise<void> {
    return afterTurn(this.#append(chunks));
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await this.#checkRoom(size);
    const own = this.#own;
    if (own.length === 1) await own[0]!.append(chunks);
    else await this.#spread(chunks, own);
    try {
      if (this.#awaitsFlush) await waitForFlush(nodeOf(this.#commands, own[0]!.options.key));
    } catch (error) {
      throw queueError(error);
    }
    this.#bytes += size;
  }

  consumer(name: string): QueueConsumer {
    if (this.#timers.length === 0) {
      const trim = () => void Promise.all(this.#streams.map((stream) => stream.trim()));
      const discover = () => void this.#discover().catch(() => {});
      this.#timers.push(setInterval(trim, TRIM_MILLIS).unref());
      this.#timers.push(setInterval(discover, DISCOVER_MILLIS).unref());
    }
    return new ShardedConsumer(() => this.#streams, name);
  }

  async status(): Promise<QueueStatus> {
    try {
      const parts = await Promise.all(this.#streams.map((stream) => stream.status()));
      const depth = sum(parts.map((part) => part.depth));
      const pending = sum(parts.map((part) => part.pending));
      return {
        depth,
        bytes: await this.#measure(),
        max_bytes: this.options.maxBytes,
        lag: Math.max(0, depth - pending),
        pending,
        consumers: members(parts.flatMap(({ consumers }) => consumers)),
      };
    } catch (error) {
      throw queueError(error);
    }
  }

  /** @throws RetryableError when a shard is away: what it has is not known then */
  horizon(): Promise<number> {
    return this.#leastOf((stream) => stream.horizon());
  }

  oldestPending(): Promise<number> {
    return this.#leastOf((stream) => stream.oldestPending());
  }

  async warnings(): Promise<string[]> {
    return settingsWarnings(this.#servers, this.options.durability);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#commands?.quit().catch(() => this.#commands.disconnect());
  }

  /** The set of all shards that there ever were, so that none is forgotten when `shards` becomes less. */
  get #knownKey(): string {
    return `${this.options.stream}:shards`;
  }

  get #own(): RedisStream[] {
    return this.#streams.slice(0, this.options.shards);
  }

  async #leastOf(timeOf: (stream: RedisStream) => Promise<number>): Promise<number> {
    try {
      return Math.min(...(await Promise.all(this.#streams.map(timeOf))));
    } catch (error) {
      throw queueError(error);
    }
  }

  async #discover(): Promise<void> {
    const known = (await this.#commands.smembers(this.#knownKey)).map(Number);
    const count = Math.max(this.options.shards, ...known.map((shard) => shard + 1));
    for (let shard = this.#streams.length; shard < count; shard++) {
      const { url, stream, group, claimAfterMillis, logger } = this.options;
      // The braces make each shard a Redis Cluster slot of its own.
      const key = `${stream}:{${shard}}:chunks`;
      const made = new RedisStream(this.#commands, { url, key, group, claimAfterMillis, logger });
      await made.ensureGroup();
      this.#streams.push(made);
    }
  }

  /** Deals chunks out to the streams in turn; those that one does not take go to the others. */
  async #spread(chunks: readonly Uint8Array[], streams: readonly RedisStream[]): Promise<void> {
    const awake = streams.filter(({ rest }) => rest.isOver);
    const takers = awake.length > 0 ? awake : streams;
    const hands = new Map<RedisStream, Uint8Array[]>(takers.map((stream) => [stream, []]));
    for (const chunk of chunks) hands.get(takers[this.#turn++ % takers.length]!)!.push(chunk);
    const left: Uint8Array[] = [];
    const failed = new Set<RedisStream>();
    let reason: unknown;
    const since = performance.now();
    await Promise.all(
      [...hands].map(async ([stream, some]) => {
        try {
          await stream.append(some);
        } catch (error) {
          stream.rest.begin(since);
          failed.add(stream);
          left.push(...some);
          reason = error;
        }
      }),
    );
    if (left.length === 0) return;
    const others = streams.filter((stream) => !failed.has(stream));
    if (others.length === 0) throw reason;
    this.options.logger.warn({ error: messageOf(reason) }, 'a shard is away; its chunks go to the others');
    await this.#spread(left, others);
  }

  async #checkRoom(size: number): Promise<void> {
    const { maxBytes, stream } = this.options;
    try {
      if (performance.now() - this.#measuredAt > MEASURE_MILLIS) await this.#measure();
      if (this.#bytes + size <= maxBytes) return;
      await this.#measure();
    } catch (error) {
      throw queueError(error);
    }
    if (this.#bytes + size <= maxBytes) return;
    throw new QueueFullError(`the stream ${stream} holds ${this.#bytes} of ${maxBytes} bytes`);
  }

  /** Of a shard that is away its last size counts; all away is an error. */
  async #measure(): Promise<number> {
    const awake = this.#streams.filter(({ rest }) => rest.isOver);
    const since = performance.now();
    const results = await Promise.allSettled(awake.map((stream) => stream.measure()));
    results.forEach(({ status }, i) => {
      if (status === 'rejected') awake[i]!.rest.begin(since);
    });
    const errors = results.filter((result) => result.status === 'rejected');
    if (errors.length > 0 && errors.length === results.length) throw errors[0]!.reason;
    this.#bytes = sum(this.#streams.map(({ bytes }) => bytes));
    this.#measuredAt = performance.now();
    return this.#bytes;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** One line for each member of several groups; it is idle since it last asked any of them. */
function members(all: QueueStatus['consumers']): QueueStatus['consumers'] {
  const byName = new Map<string, QueueStatus['consumers'][number]>();
  for (const { name, pending, idle_ms } of all) {
    const known = byName.get(name);
    byName.set(name, {
      name,
      pending: pending + (known?.pending ?? 0),
      idle_ms: Math.min(idle_ms, known?.idle_ms ?? idle_ms),
    });
  }
  return [...byName.values()];
}
