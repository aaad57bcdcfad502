import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';

/** How far a file has been read. All before `offset` is durable in the queue. */
export interface Position {
  /** `device:inode`. */
  file: string;
  /** Hash of the file's first `fingerprintBytes`: an inode is used again once its file is deleted. */
  fingerprint: string;
  fingerprintBytes: number;
  offset: number;
  /** The line before `offset` that names the columns of what follows, if there is one. */
  columns?: string;
  /** Where it was last seen; for people. */
  path: string;
}

/** The positions are written at most this often; a crash repeats what became durable since. */
const WRITE_MILLIS = 100;

/** Remembers positions in a JSON file. Each write replaces the file as a whole, so that a crash leaves the old or the new one. */
export class PositionStore {
  readonly #positions = new Map<string, Position>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param onError hears when a write fails; the next one tries again */
  constructor(
    private readonly path: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @throws EnvironmentError when there are positions that cannot be read: to begin again would repeat everything. */
  async load(): Promise<void> {
    let positions: Position[];
    try {
      positions = JSON.parse(await readFile(this.path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw new EnvironmentError(
        `the positions in ${this.path} cannot be read: ${messageOf(error)}; remove it to begin again`,
      );
    }
    for (const position of positions) this.#positions.set(position.file, position);
  }

  get(file: string): Position | undefined {
    return this.#positions.get(file);
  }

  set(position: Position): void {
    this.#positions.set(position.file, position);
    this.#schedule();
  }

  delete(file: string): void {
    if (this.#positions.delete(file)) this.#schedule();
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.#write();
    await this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#write(), WRITE_MILLIS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#replace()).catch(this.onError);
  }

  async #replace(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const draft = `${this.path}.new`;
    await writeFile(draft, `${JSON.stringify([...this.#positions.values()], undefined, 1)}\n`);
    await rename(draft, this.path);
  }
}
