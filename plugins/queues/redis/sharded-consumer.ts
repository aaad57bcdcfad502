import { RetryableError } from '../../../pipeline/errors.js';
import type { QueueConsumer, QueuedChunk } from '../../../pipeline/queue.js';
import type { RedisConsumer } from './consumer.js';
import { afterTurn } from './errors.js';
import { Rest } from './rest.js';
import type { RedisStream } from './stream.js';

interface Member {
  readonly consumer: RedisConsumer;
  readonly rest: Rest;
}

/**
 * One member of the groups of all shards. A read looks at each in turn, beginning with the one after that of the last
 * read, and only when none has anything does it wait, for all at once.
 */
export class ShardedConsumer implements QueueConsumer {
  readonly #members = new Map<string, Member>();
  #turn = 0;
  /** Came from a second shard while the first one's were waited for; ours, and first at the next read. */
  #surplus: QueuedChunk[] = [];
  #closed = false;

  /** @param streams the shards that are known now: more when somebody has appended to more */
  constructor(
    private readonly streams: () => readonly RedisStream[],
    private readonly name: string,
  ) {}

  read(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    return afterTurn(this.#read(count, waitMillis, signal));
  }

  async #read(count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    if (signal?.aborted || this.#closed) return [];
    if (this.#surplus.length > 0) return this.#surplus.splice(0, count);
    const members = this.#joined();
    if (members.length === 1) {
      const [key, { consumer }] = members[0]!;
      return named(key, await consumer.read(count, waitMillis, signal));
    }
    const turn = this.#turn++ % members.length;
    const inTurn = [...members.slice(turn), ...members.slice(0, turn)];
    // Where all rest there is nothing to hold up: the caller is to learn how it stands now.
    if (inTurn.every(([, { rest }]) => !rest.isOver)) for (const [, { rest }] of inTurn) rest.end();
    const errors: unknown[] = [];
    const ready = await this.#readReady(inTurn, count, errors);
    if (ready.length > 0) return ready;
    return this.#wait(inTurn, count, waitMillis, signal, errors);
  }

  async acknowledge(tokens: readonly string[]): Promise<void> {
    const byShard = new Map<string, string[]>();
    for (const token of tokens) {
      const end = token.lastIndexOf(' ');
      const key = token.slice(0, end);
      byShard.set(key, [...(byShard.get(key) ?? []), token.slice(end + 1)]);
    }
    const members = new Map(this.#joined());
    await afterTurn(settled([...byShard].map(([key, ids]) => members.get(key)?.consumer.acknowledge(ids))));
  }

  async close(blamed = false): Promise<void> {
    this.#closed = true;
    await settled([...this.#members.values()].map(({ consumer }) => consumer.close(blamed)));
  }

  #joined(): [string, Member][] {
    for (const stream of this.streams()) {
      const { key } = stream.options;
      if (!this.#members.has(key))
        this.#members.set(key, { consumer: stream.consumer(this.name), rest: new Rest() });
    }
    return [...this.#members];
  }

  /** What is there without waiting: of one shard what others left, or else new ones of all. */
  async #readReady(
    members: readonly [string, Member][],
    count: number,
    errors: unknown[],
  ): Promise<QueuedChunk[]> {
    for (const [key, member] of members) {
      // By themselves: a suspect has to come alone.
      const left = await trying(member, errors, () => member.consumer.claim(count));
      if (left.length > 0) return named(key, left);
    }
    const chunks: QueuedChunk[] = [];
    for (const [key, member] of members) {
      if (chunks.length === count) break;
      const fresh = () => member.consumer.readNew(count - chunks.length, 0);
      chunks.push(...named(key, await trying(member, errors, fresh)));
    }
    return chunks;
  }

  async #wait(
    members: readonly [string, Member][],
    count: number,
    waitMillis: number,
    signal: AbortSignal | undefined,
    errors: unknown[],
  ): Promise<QueuedChunk[]> {
    const awake = members.filter(([, { rest }]) => rest.isOver);
    if (awake.length === 0) throw errors[0];
    const found = new AbortController();
    const stop = () => found.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const each = Math.max(1, Math.floor(count / awake.length));
    const chunks = await Promise.all(
      awake.map(async ([key, member]) => {
        const wait = () => member.consumer.readNew(each, waitMillis, found.signal);
        const read = named(key, await trying(member, errors, wait));
        if (read.length > 0) stop();
        return read;
      }),
    ).finally(() => signal?.removeEventListener('abort', stop));
    const all = chunks.flat();
    if (all.length === 0 && awake.every(([, { rest }]) => !rest.isOver)) throw errors[0];
    this.#surplus = all.splice(count);
    return all;
  }
}

async function trying(
  member: Member,
  errors: unknown[],
  read: () => Promise<QueuedChunk[]>,
): Promise<QueuedChunk[]> {
  if (!member.rest.isOver) return [];
  const since = performance.now();
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    errors.push(error);
    member.rest.begin(since);
    return [];
  }
}

/** With tokens that say whose they are: two streams may give the same id. */
function named(key: string, chunks: readonly QueuedChunk[]): QueuedChunk[] {
  return chunks.map((chunk) => ({ ...chunk, token: `${key} ${chunk.token}` }));
}

/** Waits for all; then throws the first error. */
async function settled(works: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}
