import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v4 as uuid } from 'uuid';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { DRAFT, replaceFile } from './atomic-file.js';
import type { Place } from './place.js';

/** How far a file was shipped. */
export interface ShippedFile extends Place {
  /** `device:inode`. */
  readonly file: string;
  readonly path: string;
  /** Size and time of a gzip file that was shipped to its end. */
  readonly done?: string;
  /** When it was let go because nothing found it any more, in milliseconds since 1970. */
  readonly goneAt?: number;
}

/** A batch that may have arrived or not. */
export interface Pending {
  /** The Idempotency-Key. */
  readonly key: string;
  /** Offset of its first byte in its file. */
  readonly start: number;
  /** Where its file is shipped to once the server has it. */
  readonly next: ShippedFile;
}

interface Contents {
  files: ShippedFile[];
  pending?: Pending;
}

const NAME = 'positions.json';
/** Files that are gone are known again for so long, should they come back packed. */
const REMEMBERED_MILLIS = 7 * 24 * 3600 * 1000;

/**
 * The state of a shipper in its folder: the positions, and the one batch that is under way with its bytes, so that it
 * can be sent again exactly as it was, whatever has become of the file.
 *
 * Each batch: `begin` → (sent until there is an answer) → `commit`, or `abandon` when the server refused it.
 */
export class ShipState {
  readonly #files = new Map<string, ShippedFile>();
  #pending: Pending | undefined;

  private constructor(
    private readonly folder: string,
    /** Whether there was no state yet. */
    readonly isNew: boolean,
  ) {}

  /** @throws EnvironmentError when there is a state that cannot be read: to begin again would repeat everything. */
  static async load(folder: string): Promise<ShipState> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, NAME);
    let contents: Contents | undefined;
    try {
      contents = JSON.parse(await readFile(path, 'utf8')) as Contents;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new EnvironmentError(
          `the positions in ${path} cannot be read: ${messageOf(error)}; remove it to ship everything again`,
        );
      }
    }
    const state = new ShipState(folder, contents === undefined);
    for (const file of contents?.files ?? []) state.#files.set(file.file, file);
    state.#pending = contents?.pending;
    await state.#tidy();
    return state;
  }

  get files(): readonly ShippedFile[] {
    return [...this.#files.values()];
  }

  get pending(): Pending | undefined {
    return this.#pending;
  }

  get(file: string): ShippedFile | undefined {
    return this.#files.get(file);
  }

  /** Takes effect on the disk with the next `save`, `begin` or `commit`. */
  set(file: ShippedFile): void {
    this.#files.set(file.file, file);
  }

  delete(file: string): void {
    this.#files.delete(file);
  }

  async save(): Promise<void> {
    for (const { file, goneAt } of this.#files.values()) {
      if (goneAt !== undefined && Date.now() - goneAt > REMEMBERED_MILLIS) this.#files.delete(file);
    }
    const contents: Contents = { files: this.files as ShippedFile[] };
    if (this.#pending !== undefined) contents.pending = this.#pending;
    await replaceFile(join(this.folder, NAME), `${JSON.stringify(contents, undefined, 1)}\n`);
  }

  /** Remembers a batch before it is sent. @param body as it is sent, compressed */
  async begin(start: number, next: ShippedFile, body: Buffer): Promise<Pending> {
    const pending = { key: uuid(), start, next };
    await replaceFile(this.#bodyPath(pending), body);
    this.#pending = pending;
    await this.save();
    return pending;
  }

  /** The bytes of the pending batch. @throws EnvironmentError when they are gone */
  async pendingBody(pending: Pending): Promise<Buffer> {
    try {
      return await readFile(this.#bodyPath(pending));
    } catch (error) {
      throw new EnvironmentError(`the batch that was under way cannot be read: ${messageOf(error)}`);
    }
  }

  /** The server has the pending batch. */
  async commit(): Promise<void> {
    const { next } = this.#pending!;
    this.set(next);
    await this.#end();
  }

  /** The server has told that it took nothing of the pending batch. */
  abandon(): Promise<void> {
    return this.#end();
  }

  async #end(): Promise<void> {
    const pending = this.#pending!;
    this.#pending = undefined;
    await this.save();
    await rm(this.#bodyPath(pending), { force: true });
  }

  #bodyPath({ key }: Pending): string {
    return join(this.folder, `batch-${key}.gz`);
  }

  /** Removes what a shipper that was killed has left. */
  async #tidy(): Promise<void> {
    const kept = this.#pending === undefined ? undefined : `batch-${this.#pending.key}.gz`;
    for (const name of await readdir(this.folder)) {
      const isLeftover = name.startsWith('batch-') || name.startsWith('unpacked-') || name.endsWith(DRAFT);
      if (isLeftover && name !== kept) await rm(join(this.folder, name), { force: true });
    }
  }
}
