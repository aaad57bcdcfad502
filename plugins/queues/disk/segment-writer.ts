import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { discardedHeader, frameHeader, HEADER_BYTES } from './frame.js';
import type { Place } from './segments.js';

export interface Written {
  readonly places: Place[];
  /** Resolves once the chunks are on the disk; rejects when they may not be. */
  readonly flushed: Promise<void>;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

interface Waiting {
  readonly chunks: readonly Uint8Array[];
  readonly written: Deferred<Written>;
  readonly flushed: Deferred<void>;
}

/**
 * Writes one file, frame after frame. Appends that come while the disk is busy share its next flush: a flush costs the
 * same for one chunk as for a hundred.
 */
export class SegmentWriter {
  /** Bytes written or about to be. */
  length = 0;
  #waiting: Waiting[] = [];
  #end = 0;
  #working: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(
    readonly name: string,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string, name: string): Promise<SegmentWriter> {
    const file = await open(join(folder, name), 'wx');
    await syncFolder(folder);
    return new SegmentWriter(name, file);
  }

  /** Whether a write or flush has failed: what the file holds behind that is not known, and it gets no more. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves once the chunks can be read. @throws what the file system throws, ENOSPC for one */
  append(chunks: readonly Uint8Array[]): Promise<Written> {
    const waiting = { chunks, written: deferred<Written>(), flushed: deferred<void>() };
    // Whoever waits for it is told; until then nobody may be.
    waiting.flushed.promise.catch(() => {});
    for (const chunk of chunks) this.length += HEADER_BYTES + chunk.length;
    this.#waiting.push(waiting);
    this.#working ??= this.#work();
    return waiting.written.promise;
  }

  /** Takes chunks out that were written and then refused: who looks for chunks in the file passes over them. */
  async discard(places: readonly Place[]): Promise<void> {
    for (const { offset, length } of places)
      await this.file.write(discardedHeader(length), 0, HEADER_BYTES, offset);
  }

  /** Waits for the appends under way. */
  async close(): Promise<void> {
    await this.#working;
    await this.file.close();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#writeGroup(group).catch((error: Error) => {
        this.#failure = error;
        for (const { written, flushed } of group) {
          written.reject(error);
          flushed.reject(error);
        }
      });
    }
    this.#working = undefined;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const start = this.#end;
    const frames: Uint8Array[] = [];
    const places = group.map(({ chunks }) => chunks.map((chunk) => this.#place(chunk, frames)));
    const { bytesWritten } = await this.file.writev(frames, start);
    if (bytesWritten < this.#end - start) throw new Error('the disk is full');
    group.forEach(({ written, flushed }, i) => {
      written.resolve({ places: places[i]!, flushed: flushed.promise });
    });
    await this.file.datasync();
    for (const { flushed } of group) flushed.resolve();
  }

  #place(chunk: Uint8Array, frames: Uint8Array[]): Place {
    frames.push(frameHeader(chunk), chunk);
    const place = { segment: this.name, offset: this.#end, length: chunk.length };
    this.#end += HEADER_BYTES + chunk.length;
    return place;
  }
}

function deferred<T>(): Deferred<T> {
  let settle!: Pick<Deferred<T>, 'resolve' | 'reject'>;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

/** A new file is on the disk once its name is. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
