import { rename, rm } from 'node:fs/promises';
import type { Static } from 'typebox';
import {
  type Batch,
  defineSink,
  EnvironmentError,
  RetryableError,
  type Sink,
  Size,
  Type,
} from '../../pipeline/plugin.js';
import { AppendFile } from './support/append-file.js';
import { formatOption, linesOf } from './support/event-lines.js';

const options = Type.Object({
  path: Type.String({
    description: 'File to append to; `{date}` stands for the day of writing in UTC, as in app-{date}.log.',
    pattern: '^(?:[^{}]|\\{date\\})+$',
  }),
  format: formatOption,
  fsync: Type.Boolean({
    description: 'Whether a batch counts as written only once it is on the disk.',
    default: true,
  }),
  max_bytes: Type.Optional(
    Size({
      description:
        'The file becomes path.1, and path.1 becomes path.2, before it would grow past this. ' +
        'A batch stays whole, so one that is larger makes a larger file. Absent: it grows without end.',
      minimum: 1024,
    }),
  ),
  keep: Type.Integer({
    description: 'How many files to keep beside the newest when max_bytes is set; older ones are removed.',
    default: 5,
    minimum: 1,
    maximum: 1000,
  }),
});

type Settings = Static<typeof options>;

export default defineSink({
  kind: 'sink',
  name: 'file',
  summary: 'Appends events to a file. After a crash of the worker, its last batch can be there twice.',
  options,
  example: 'archive: { type: file, inputs: [parse], path: "/var/log/laf/{date}.ndjson", max_bytes: 1GiB }',
  create: (settings) => new FileSink(settings),
});

class FileSink implements Sink {
  #file: AppendFile | undefined;
  /** Ends when the last write does, so that batches do not mix. */
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly settings: Settings) {}

  async start(): Promise<void> {
    try {
      this.#file = await AppendFile.open(this.#path());
    } catch (error) {
      throw new EnvironmentError(`cannot append to the file: ${(error as Error).message}`);
    }
  }

  async stop(): Promise<void> {
    await this.#turn;
    await this.#close();
  }

  write(batch: Batch): Promise<void> {
    if (batch.events.length === 0) return Promise.resolve();
    const bytes = Buffer.from(linesOf(batch.events, this.settings.format));
    const writing = this.#turn.then(() => this.#append(bytes));
    this.#turn = writing.catch(() => {});
    return writing;
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      const file = await this.#fileFor(bytes.length);
      await file.append(bytes, this.settings.fsync);
    } catch (error) {
      // A full disk, a folder taken away, an unmounted share: all of it may heal.
      throw new RetryableError(`cannot append to the file: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The file that the next `bytes` belong into. */
  async #fileFor(bytes: number): Promise<AppendFile> {
    const path = this.#path();
    const current = this.#file;
    if (current !== undefined && (current.path !== path || !(await current.isInPlace()))) await this.#close();
    this.#file ??= await AppendFile.open(path);
    const { max_bytes = Number.POSITIVE_INFINITY } = this.settings;
    if (this.#file.size > 0 && this.#file.size + bytes > max_bytes) await this.#rotate(path);
    return this.#file;
  }

  async #rotate(path: string): Promise<void> {
    await this.#close();
    await rm(`${path}.${this.settings.keep}`, { force: true });
    for (let age = this.settings.keep - 1; age >= 1; age--)
      await renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    await renameIfThere(path, `${path}.1`);
    this.#file = await AppendFile.open(path);
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #path(): string {
    return this.settings.path.replaceAll('{date}', new Date().toISOString().slice(0, 10));
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
