import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, open, type RootDatabase } from 'lmdb';
import { RetryableError } from '../../pipeline/errors.js';
import { Duration, defineQueue, QueueFullError, Size, Type } from '../../pipeline/plugin.js';
import type { Queue, QueueConsumer, QueuedChunk, QueueStatus } from '../../pipeline/queue.js';

const options = Type.Object({
  path: Type.Optional(Type.String({ description: 'Folder of the queue; `queue` in DATA_DIR unless set.' })),
  max_bytes: Size({ description: 'Chunks held at most; more is refused.', default: '4GiB', minimum: 1 }),
  claim_after: Duration({
    description: 'Silence after which the chunks of a worker go to the others.',
    default: '60s',
    minimum: 100,
  }),
});

export default defineQueue({
  kind: 'queue',
  name: 'disk',
  summary: 'Keeps chunks on disk in LMDB: durable, needs no server, shared by the processes of one machine.',
  options,
  example: 'queue: { type: disk, max_bytes: 4GiB }',
  create: (given, { dataDir }) =>
    new DiskQueue(given.path ?? join(dataDir, 'queue'), given.max_bytes, given.claim_after),
});

/*
 * What lies in the LMDB environment:
 *
 *   chunks   sequence → bytes of the chunk; gone when acknowledged
 *   claims   sequence → { consumer, attempts }: handed out; consumer '' when its member left
 *   members  consumer → { pid, seenAt }: refreshed while the member lives
 *   state    'tail' next sequence to write, 'head' next sequence never handed out, 'bytes' sum of all chunks
 *
 * Every change is one LMDB transaction, so any number of processes may share the folder, and a process that is killed
 * leaves either all of a change or nothing.
 */
interface Claim {
  consumer: string;
  attempts: number;
}

interface Member {
  pid: number;
  seenAt: number;
}

type Counter = 'tail' | 'head' | 'bytes';

/** How often a waiting reader looks for what another process has appended. */
const POLL_MILLIS = 5;

class DiskQueue implements Queue {
  readonly description: string;
  readonly shared = true;
  #root!: RootDatabase;
  #chunks!: Database<Buffer, number>;
  #claims!: Database<Claim, number>;
  #members!: Database<Member, string>;
  #state!: Database<number, Counter>;

  constructor(
    private readonly path: string,
    private readonly maxBytes: number,
    private readonly claimAfterMillis: number,
  ) {
    this.description = `disk queue in ${path}`;
  }

  async open(): Promise<void> {
    mkdirSync(this.path, { recursive: true });
    this.#root = open({ path: this.path, maxDbs: 8, noMemInit: true });
    this.#chunks = this.#root.openDB({ name: 'chunks', encoding: 'binary', keyEncoding: 'uint32' });
    this.#claims = this.#root.openDB({ name: 'claims', keyEncoding: 'uint32' });
    this.#members = this.#root.openDB({ name: 'members' });
    this.#state = this.#root.openDB({ name: 'state' });
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await this.#change(() => {
      const held = this.#count('bytes');
      if (held + size > this.maxBytes) {
        throw new QueueFullError(`${this.description} holds ${held} of ${this.maxBytes} bytes`);
      }
      let tail = this.#count('tail');
      for (const chunk of chunks) this.#chunks.put(tail++, chunk as Buffer);
      this.#state.put('tail', tail);
      this.#state.put('bytes', held + size);
    });
    await this.#root.flushed;
  }

  consumer(name: string): QueueConsumer {
    const seen = () => void this.#members.put(name, { pid: process.pid, seenAt: Date.now() });
    seen();
    const heartbeat = setInterval(seen, this.claimAfterMillis / 3).unref();
    return {
      read: (count, waitMillis, signal) => this.#read(name, count, waitMillis, signal),
      acknowledge: (tokens) => this.#acknowledge(tokens),
      close: (blamed = false) => {
        clearInterval(heartbeat);
        return this.#leave(name, blamed);
      },
    };
  }

  async status(): Promise<QueueStatus> {
    const pendingOf = new Map<string, number>();
    let pending = 0;
    for (const { value } of this.#claims.getRange()) {
      pendingOf.set(value.consumer, (pendingOf.get(value.consumer) ?? 0) + 1);
      pending += 1;
    }
    const lag = this.#count('tail') - this.#count('head');
    const consumers = [...this.#members.getRange()].map(({ key, value }) => ({
      name: key,
      pending: pendingOf.get(key) ?? 0,
      idle_ms: Math.max(0, Date.now() - value.seenAt),
    }));
    return {
      depth: lag + pending,
      bytes: this.#count('bytes'),
      max_bytes: this.maxBytes,
      lag,
      pending,
      consumers,
    };
  }

  async close(): Promise<void> {
    await this.#root?.flushed;
    await this.#root?.close();
  }

  async #read(name: string, count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    const deadline = Date.now() + waitMillis;
    for (;;) {
      if (this.#hasWork()) {
        const chunks = await this.#change(() => {
          const left = this.#takeLeft(name, count);
          return [...left, ...this.#takeNew(name, count - left.length)];
        });
        if (chunks.length > 0) return chunks;
      }
      if (signal?.aborted || Date.now() >= deadline) return [];
      await delay(POLL_MILLIS, undefined, { signal }).catch(() => {});
    }
  }

  #hasWork(): boolean {
    if (this.#count('head') < this.#count('tail')) return true;
    const living = this.#livingMembers();
    for (const { value } of this.#claims.getRange()) if (!living.has(value.consumer)) return true;
    return false;
  }

  #takeLeft(name: string, count: number): QueuedChunk[] {
    const living = this.#livingMembers();
    const taken: QueuedChunk[] = [];
    for (const { key, value } of [...this.#claims.getRange()]) {
      if (taken.length >= count) break;
      if (!living.has(value.consumer)) taken.push(this.#hand(key, name, value.attempts + 1));
    }
    for (const member of [...this.#members.getKeys()]) if (!living.has(member)) this.#members.remove(member);
    return taken;
  }

  #takeNew(name: string, count: number): QueuedChunk[] {
    const head = this.#count('head');
    const end = Math.min(head + count, this.#count('tail'));
    const taken: QueuedChunk[] = [];
    for (let sequence = head; sequence < end; sequence++) taken.push(this.#hand(sequence, name, 1));
    this.#state.put('head', end);
    return taken;
  }

  #hand(sequence: number, consumer: string, attempts: number): QueuedChunk {
    this.#claims.put(sequence, { consumer, attempts });
    return { token: String(sequence), bytes: Buffer.from(this.#chunks.getBinary(sequence)!), attempts };
  }

  /** Members that have shown themselves lately and whose process is there. */
  #livingMembers(): Set<string> {
    const living = new Set<string>();
    for (const { key, value } of this.#members.getRange()) {
      if (Date.now() - value.seenAt < this.claimAfterMillis && processExists(value.pid)) living.add(key);
    }
    return living;
  }

  async #acknowledge(tokens: readonly string[]): Promise<void> {
    await this.#change(() => {
      let bytes = this.#count('bytes');
      for (const sequence of tokens.map(Number)) {
        bytes -= this.#chunks.getBinaryFast(sequence)?.length ?? 0;
        this.#chunks.remove(sequence);
        this.#claims.remove(sequence);
      }
      this.#state.put('bytes', bytes);
    });
  }

  async #leave(name: string, blamed: boolean): Promise<void> {
    await this.#change(() => {
      this.#members.remove(name);
      for (const { key, value } of [...this.#claims.getRange()]) {
        if (value.consumer !== name) continue;
        this.#claims.put(key, { consumer: '', attempts: blamed ? value.attempts : value.attempts - 1 });
      }
    });
  }

  #count(counter: Counter): number {
    return this.#state.get(counter) ?? (counter === 'bytes' ? 0 : 1);
  }

  async #change<T>(action: () => T): Promise<T> {
    try {
      return await this.#root.transaction(action);
    } catch (error) {
      if (error instanceof QueueFullError) throw error;
      throw new RetryableError(`${this.description}: ${(error as Error).message}`, { cause: error });
    }
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
