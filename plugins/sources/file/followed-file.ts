import { type FSWatcher, watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { FramedBlock } from '../framing/block.js';
import type { LineCutter } from '../multiline/line-joiner.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { Columns } from './columns.js';
import { type Fingerprint, fingerprint, isFull, matches } from './fingerprint.js';

/** Together with the unfinished line before it, just less than a chunk of the queue. */
const READ_BYTES = 120 * 1024;

/** Blocks and the offset behind them: once they are durable, the file need not be read again before it. */
export interface FileRead {
  blocks: FramedBlock[];
  offset: number;
  /** Whether there was anything to read. */
  any: boolean;
}

/**
 * One open file, whatever its path becomes. It is read to its end again and again; when it was truncated or written
 * anew, from its start.
 */
export class FollowedFile {
  #cutter: LineCutter;
  /** When bytes came last, by a clock that nobody sets. */
  #readAt = 0;
  #watcher: FSWatcher | undefined;
  #modifiedAt = 0;

  /** @param file `device:inode` */
  constructor(
    readonly file: string,
    public path: string,
    private readonly handle: FileHandle,
    private identity: Fingerprint,
    private offset: number,
    private readonly makeCutter: MakeLineCutter,
    /** Whether its first line names the columns of the others. */
    private readonly hasHeader: boolean,
    private columns: Columns,
    /** When it last grew, by `performance.now`: the wall clock may step. */
    public grewAt: number,
  ) {
    this.#cutter = makeCutter();
  }

  get fingerprint(): Fingerprint {
    return this.identity;
  }

  /** The line that names the columns of what comes next; it is remembered with the position. */
  get columnsLine(): string | undefined {
    return this.columns.current;
  }

  /** Calls back on changes, where the file system tells of them; polling finds those it does not tell. */
  watch(onChange: () => void): void {
    try {
      this.#watcher = watch(this.path, { persistent: false }, onChange);
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  /** The next bytes, cut into records. */
  async read(): Promise<FileRead> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size === this.offset && mtimeMs === this.#modifiedAt) return this.#released();
    this.#modifiedAt = mtimeMs;
    const blocks = (await this.#isAnew(size)) ? await this.#restart() : [];
    if (size === this.offset && blocks.length === 0) return this.#released();
    if (size === this.offset) return { blocks, offset: this.#durableOffset(), any: true };
    if (!isFull(this.identity)) this.identity = await fingerprint(this.handle);
    const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, size - this.offset));
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, this.offset);
    this.offset += bytesRead;
    this.grewAt = performance.now();
    this.#readAt = performance.now();
    blocks.push(...this.columns.label(this.#cutter.push(buffer.subarray(0, bytesRead))));
    return { blocks, offset: this.#durableOffset(), any: bytesRead > 0 || blocks.length > 0 };
  }

  /** The unfinished last line, for nobody writes to the file any more. */
  rest(): FileRead {
    const blocks = this.columns.label(this.#cutter.end());
    return { blocks, offset: this.offset, any: blocks.length > 0 };
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    await this.handle.close();
  }

  /** Whether no name leads to it any more. */
  async isDeleted(): Promise<boolean> {
    return (await this.handle.stat()).nlink === 0;
  }

  /** An unfinished line, or a record that more lines may belong to, is read again after a restart. */
  #durableOffset(): number {
    return this.offset - this.#cutter.held;
  }

  /** Milliseconds until a record that waits for more lines is taken as it is; undefined while none waits. */
  get wait(): number | undefined {
    const { wait } = this.#cutter;
    return wait === undefined ? undefined : Math.max(0, this.#readAt + wait - performance.now());
  }

  /** Nothing came: a record that has waited long enough for more lines is taken. */
  #released(): FileRead {
    const blocks = this.wait === 0 ? this.columns.label(this.#cutter.release?.() ?? []) : [];
    return { blocks, offset: this.#durableOffset(), any: blocks.length > 0 };
  }

  /** Whether it was truncated, or truncated and written past where we were. */
  async #isAnew(size: number): Promise<boolean> {
    return size < this.offset || !(await matches(this.handle, this.identity));
  }

  /** @returns the unfinished line of what the file was */
  async #restart(): Promise<FramedBlock[]> {
    const rest = this.columns.label(this.#cutter.end());
    this.columns = new Columns(this.hasHeader);
    this.identity = await fingerprint(this.handle);
    this.offset = 0;
    this.#cutter = this.makeCutter();
    return rest;
  }
}
