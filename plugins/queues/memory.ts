import { defineQueue, QueueFullError, Size, Type } from '../../pipeline/plugin.js';
import {
  chooseLeft,
  type Queue,
  type QueueConsumer,
  type QueuedChunk,
  type QueueStatus,
} from '../../pipeline/queue.js';

const options = Type.Object({
  max_bytes: Size({ description: 'Chunks held at most; more is refused.', default: '256MiB', minimum: 1 }),
});

export default defineQueue({
  kind: 'queue',
  name: 'memory',
  summary: 'Holds chunks in the memory of this process: fast, and gone when it ends. For tests and trials.',
  options,
  example: 'queue: { type: memory, max_bytes: 256MiB }',
  create: ({ max_bytes }) => new MemoryQueue(max_bytes),
});

interface Entry {
  readonly token: string;
  readonly bytes: Buffer;
  /** Milliseconds since 1970. */
  readonly at: number;
  attempts: number;
  consumer: string | undefined;
}

class MemoryQueue implements Queue {
  readonly description = 'memory of this process (not durable)';
  readonly shared = false;
  readonly #entries = new Map<string, Entry>();
  readonly #consumers = new Set<string>();
  #ready: Entry[] = [];
  #next = 1;
  #bytes = 0;
  #wake: (() => void)[] = [];

  constructor(private readonly maxBytes: number) {}

  async open(): Promise<void> {}

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.#bytes + size > this.maxBytes) {
      throw new QueueFullError(`the memory queue holds ${this.#bytes} of ${this.maxBytes} bytes`);
    }
    for (const chunk of chunks) {
      const entry = {
        token: String(this.#next++),
        bytes: Buffer.from(chunk),
        at: Date.now(),
        attempts: 0,
        consumer: undefined,
      };
      this.#entries.set(entry.token, entry);
      this.#ready.push(entry);
    }
    this.#bytes += size;
    this.#wakeAll();
  }

  consumer(name: string): QueueConsumer {
    this.#consumers.add(name);
    return {
      read: (count, waitMillis, signal) => this.#read(name, count, waitMillis, signal),
      acknowledge: async (tokens) => this.#acknowledge(tokens),
      close: async (blamed = false) => this.#leave(name, blamed),
    };
  }

  async status(): Promise<QueueStatus> {
    const pending = [...this.#entries.values()].filter((entry) => entry.consumer !== undefined);
    return {
      depth: this.#entries.size,
      bytes: this.#bytes,
      max_bytes: this.maxBytes,
      lag: this.#ready.length,
      pending: pending.length,
      consumers: [...this.#consumers].map((name) => ({
        name,
        pending: pending.filter((entry) => entry.consumer === name).length,
        idle_ms: 0,
      })),
    };
  }

  /** What is in memory does not outlast the process, and within it nothing is handed out that was acknowledged. */
  async horizon(): Promise<number> {
    return Date.now();
  }

  async oldestPending(): Promise<number> {
    const [oldest] = this.#entries.values();
    return oldest?.at ?? Date.now();
  }

  async close(): Promise<void> {
    this.#wakeAll();
  }

  async #read(name: string, count: number, waitMillis: number, signal?: AbortSignal): Promise<QueuedChunk[]> {
    if (this.#ready.length === 0) await this.#arrival(waitMillis, signal);
    const entries = this.#take(count);
    for (const entry of entries) {
      entry.attempts += 1;
      entry.consumer = name;
    }
    return entries.map(({ token, bytes, attempts }) => ({ token, bytes, attempts }));
  }

  /** What members have left stands before all that is new. */
  #take(count: number): Entry[] {
    const firstNew = this.#ready.findIndex(({ attempts }) => attempts === 0);
    if (firstNew === 0) return this.#ready.splice(0, count);
    const left = firstNew < 0 ? this.#ready : this.#ready.slice(0, firstNew);
    const chosen = new Set(chooseLeft(left, count));
    this.#ready = this.#ready.filter((entry) => !chosen.has(entry));
    return [...chosen];
  }

  #arrival(waitMillis: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMillis);
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      signal?.addEventListener('abort', wake, { once: true });
      this.#wake.push(wake);
    });
  }

  #acknowledge(tokens: readonly string[]): void {
    for (const token of tokens) {
      const entry = this.#entries.get(token);
      if (entry === undefined) continue;
      this.#entries.delete(token);
      this.#bytes -= entry.bytes.length;
    }
  }

  /** What the member has not acknowledged goes to the front of the line, oldest first. */
  #leave(name: string, blamed: boolean): void {
    this.#consumers.delete(name);
    const left = [...this.#entries.values()].filter((entry) => entry.consumer === name);
    for (const entry of left) {
      entry.consumer = undefined;
      if (!blamed) entry.attempts -= 1;
    }
    this.#ready = [...left, ...this.#ready];
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
