// plugins/array-queue.js
import { QueueFullError } from 'logs-and-found/plugin';

// A plain object with a plain JSON Schema is a definition, too; `defineQueue` and `Type` only help an editor.
export default {
  kind: 'queue',
  name: 'array',
  summary: 'Holds chunks in an array of this process: to see what a queue has to do, not for real logs.',
  options: {
    type: 'object',
    properties: {
      max_chunks: { type: 'integer', minimum: 1, default: 1000, description: 'Chunks held at most.' },
    },
    required: ['max_chunks'],
  },
  example: 'queue: { type: array, max_chunks: 100 }',
  create: ({ max_chunks }) => new ArrayQueue(max_chunks),
};

class ArrayQueue {
  description = 'an array (not durable)';
  shared = false;
  #waiting = [];
  #pending = new Map();
  #next = 1;

  constructor(maxChunks) {
    this.maxChunks = maxChunks;
  }

  async open() {}

  async close() {}

  async append(chunks) {
    if (this.#waiting.length + this.#pending.size + chunks.length > this.maxChunks) {
      throw new QueueFullError('the array is full');
    }
    for (const chunk of chunks) {
      this.#waiting.push({ token: String(this.#next++), bytes: Buffer.from(chunk), attempts: 0 });
    }
  }

  consumer(name) {
    return {
      read: (count, waitMillis, signal) => this.#read(name, count, waitMillis, signal),
      acknowledge: async (tokens) => {
        for (const token of tokens) this.#pending.delete(token);
      },
      // What it has not acknowledged goes to the others.
      close: async () => this.#giveBack(name),
    };
  }

  async status() {
    const held = [...this.#waiting, ...[...this.#pending.values()].map(({ chunk }) => chunk)];
    return {
      depth: held.length,
      bytes: held.reduce((sum, { bytes }) => sum + bytes.length, 0),
      max_bytes: Number.MAX_SAFE_INTEGER,
      lag: this.#waiting.length,
      pending: this.#pending.size,
      consumers: [],
    };
  }

  async #read(name, count, waitMillis, signal) {
    const end = Date.now() + waitMillis;
    while (this.#waiting.length === 0 && Date.now() < end && !signal?.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const chunks = this.#waiting.splice(0, count);
    for (const chunk of chunks) {
      chunk.attempts += 1;
      this.#pending.set(chunk.token, { name, chunk });
    }
    return chunks.map((chunk) => ({ ...chunk }));
  }

  #giveBack(name) {
    for (const [token, { name: owner, chunk }] of this.#pending) {
      if (owner !== name) continue;
      this.#pending.delete(token);
      this.#waiting.unshift(chunk);
    }
  }
}
