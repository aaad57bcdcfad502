import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { glob } from 'tinyglobby';
import { messageOf } from '../../../pipeline/errors.js';
import type { FramedBlock } from '../framing/block.js';
import type { MakeLineCutter } from '../multiline/options.js';
import { Columns, columnsBefore } from './columns.js';
import { fingerprint, matches } from './fingerprint.js';
import { type FileRead, FollowedFile } from './followed-file.js';
import type { PositionStore } from './positions.js';

/** A file that no pattern finds any more (renamed, deleted) is read on for so long after it last grew: its writer may still have it open. */
const GONE_MILLIS = 60_000;

export interface FollowerOptions {
  /** Paths or glob patterns. */
  paths: readonly string[];
  /** Where to begin files that are there at the first start; later ones are read from their beginning. */
  from: 'beginning' | 'end';
  pollMillis: number;
  /** Whether the first line of each file names columns; those of *.csv and *.tsv always do. */
  header: boolean;
  /** What cuts the bytes of a file into records. */
  makeCutter: MakeLineCutter;
  goneMillis?: number;
}

/** What becomes of the records. */
export interface FollowerTarget {
  /** Resolves to true once the block is durable; its file's position moves only then. */
  put(block: FramedBlock, path: string): Promise<boolean>;
  /** True while nothing should be read, until `ready()`. */
  readonly shouldWait: boolean;
  ready(): Promise<void>;
  settled(): Promise<void>;
}

/**
 * Follows files through renames, truncation and deletion, as `tail -F` does, and remembers how far their records are
 * durable. One loop reads all files in turn.
 *
 * Life: start → stop. What was read before a stop is durable after it.
 */
export class Follower {
  readonly #files = new Map<string, FollowedFile>();
  /** The last step of each file's positions: they are written in the order of the reads. */
  readonly #commits = new Map<string, Promise<boolean>>();
  readonly #unreadable = new Set<string>();
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #changed = false;
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: FollowerOptions,
    private readonly positions: PositionStore,
    private readonly target: FollowerTarget,
    private readonly logger: Logger,
  ) {}

  /** Resolves once the files that are there are followed. */
  async start(): Promise<void> {
    await this.positions.load();
    await this.#scan(this.options.from);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
    await this.target.settled();
    await Promise.all(this.#commits.values());
    await this.positions.flush();
    await Promise.all([...this.#files.values()].map((file) => file.close()));
    this.#files.clear();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      let any = false;
      for (const file of this.#files.values()) {
        while (this.target.shouldWait && !this.#stopping) await this.#untilReady();
        if (this.#stopping) return;
        any = (await this.#readSome(file)) || any;
      }
      if (!any) await this.#pause();
      if (performance.now() - this.#scannedAt >= this.options.pollMillis) await this.#scan('beginning');
    }
  }

  async #readSome(file: FollowedFile): Promise<boolean> {
    try {
      const read = await file.read();
      if (read.any) this.#take(file, read);
      return read.any;
    } catch (error) {
      this.logger.error({ path: file.path, reason: messageOf(error) }, 'file cannot be read');
      await this.#forget(file);
      return false;
    }
  }

  /** The position moves once all blocks of this read, and of those before it, are durable; after a gap never again. */
  #take(file: FollowedFile, read: FileRead): void {
    const durable = Promise.all(read.blocks.map((block) => this.target.put(block, file.path)));
    const { columnsLine: columns } = file;
    const position = {
      file: file.file,
      ...file.fingerprint,
      offset: read.offset,
      path: file.path,
      ...(columns !== undefined && { columns }),
    };
    const before = this.#commits.get(file.file);
    const commit = Promise.all([durable, before ?? true]).then(([taken, all]) => {
      const moves = all && taken.every(Boolean);
      if (moves) this.positions.set(position);
      return moves;
    });
    this.#commits.set(file.file, commit);
  }

  /** Looks for files that the patterns find now, under whatever name. */
  async #scan(from: FollowerOptions['from']): Promise<void> {
    this.#scannedAt = performance.now();
    const seen = new Set<string>();
    const patterns = this.options.paths.map((path) => resolve(path));
    for (const path of await glob(patterns, { absolute: true, dot: true, expandDirectories: false })) {
      try {
        seen.add(await this.#meet(path, from));
        this.#unreadable.delete(path);
      } catch (error) {
        if (this.#unreadable.has(path)) continue;
        this.#unreadable.add(path);
        this.logger.warn({ path, reason: messageOf(error) }, 'file cannot be followed');
      }
    }
    for (const file of this.#files.values()) if (!seen.has(file.file)) await this.#miss(file);
  }

  /** @returns the identity of the file that `path` names now, which is followed from here on */
  async #meet(path: string, from: FollowerOptions['from']): Promise<string> {
    const { dev, ino, size } = await stat(path);
    const identity = `${dev}:${ino}`;
    const known = this.#files.get(identity);
    if (known !== undefined) {
      known.path = path;
      return identity;
    }
    const handle = await open(path);
    const position = this.positions.get(identity);
    const resumes = position !== undefined && (await matches(handle, position));
    const offset = resumes ? position.offset : from === 'end' ? size : 0;
    const hasHeader = this.options.header || /\.[ct]sv$/i.test(path);
    const columns =
      (resumes ? position.columns : undefined) ?? (await columnsBefore(handle, offset, hasHeader));
    const file = new FollowedFile(
      identity,
      path,
      handle,
      await fingerprint(handle),
      offset,
      this.options.makeCutter,
      hasHeader,
      new Columns(hasHeader && offset === 0, columns),
      performance.now(),
    );
    file.watch(() => this.#notice());
    this.#files.set(identity, file);
    return identity;
  }

  /** No pattern finds it: it is read on until its writer has surely let go of it. */
  async #miss(file: FollowedFile): Promise<void> {
    if (performance.now() - file.grewAt < (this.options.goneMillis ?? GONE_MILLIS)) return;
    const rest = file.rest();
    if (rest.any) this.#take(file, rest);
    await this.#commits.get(file.file);
    if (await file.isDeleted()) this.positions.delete(file.file);
    await this.#forget(file);
  }

  async #forget(file: FollowedFile): Promise<void> {
    this.#files.delete(file.file);
    this.#commits.delete(file.file);
    await file.close();
  }

  /** Until the queue has room, or a stop: nothing is held that it would have to wait for. */
  #untilReady(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      void this.target.ready().then(resolve);
    });
  }

  #notice(): void {
    this.#changed = true;
    this.#wake();
  }

  #pauseMillis(): number {
    let millis = this.options.pollMillis;
    for (const { wait } of this.#files.values())
      if (wait !== undefined && wait < millis) millis = Math.ceil(wait);
    return millis;
  }

  /** Until a file changes, the next poll is due, or a record has waited long enough for more lines. */
  async #pause(): Promise<void> {
    if (this.#changed || this.#stopping) {
      this.#changed = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#pauseMillis());
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#changed = false;
  }
}
