import { readdirSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, framesOf, readFrame } from './frame.js';
import { type ProcessMark, processExists, THIS_PROCESS } from './process-of.js';
import { SegmentWriter } from './segment-writer.js';

/** Where a chunk lies. */
export interface Place extends Frame {
  readonly segment: string;
}

/** A file of this size gets no more chunks; it goes, whole, once all of its chunks are acknowledged. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** So does one of this age: what is in it may be handed out again as long as it is there. */
const SEGMENT_MILLIS = 600_000;
const ENDING = '.chunks';
/** The pid of its writer, when it was made (in milliseconds, base 36), a number, and the space the pid counts in. */
const NAME = /^(\d+)-([0-9a-z]+)-([0-9a-z]+)(?:-(\d+))?\.chunks$/;
/** A file that is older has long been full, whoever wrote it. */
const SURELY_FULL_MILLIS = 2 * SEGMENT_MILLIS;

/** The files that this process writes to now, in whatever folder. */
const writtenHere = new Set<string>();
/** Two queues of one process may share a folder. */
let filesMade = 0;

/** The file that gets chunks now. */
interface Active {
  readonly writer: SegmentWriter;
  /** Appends that are not settled. */
  open: number;
  closing: boolean;
}

/** The chunks of one file. */
export interface Survey {
  readonly segment: string;
  readonly places: readonly Place[];
}

/** Chunks that can be read and are on their way to the disk. */
export interface Appended {
  readonly places: Place[];
  /** Resolves once they are on the disk; rejects when they may not be. */
  readonly flushed: Promise<void>;
  /**
   * To be called once the chunks are counted, or never will be. Until then the file is not taken for full.
   *
   * @param discarded they were refused after all, and must not turn up when the files are surveyed
   */
  settle(discarded: boolean): Promise<void>;
}

/**
 * Append-only files for the bytes of chunks. LMDB keeps only where they lie: its pages are mapped into the process, and
 * a queue of gigabytes would count as gigabytes of memory (649 MB after 1.5 GB of input, npm run bench:memory).
 *
 * Each process writes to files of its own and reads those of all. A file belongs to its writer while that lives.
 */
export class Segments {
  #active: Promise<Active> | undefined;

  /** @param onFull called with a file that will get no more chunks, when all of them are settled */
  constructor(
    private readonly folder: string,
    private readonly onFull: (segment: string) => Promise<void>,
  ) {}

  /** Resolves once the chunks can be read. @throws what the file system throws, ENOSPC for one */
  async append(chunks: readonly Uint8Array[]): Promise<Appended> {
    const active = await this.#activeSegment();
    active.open += 1;
    const done = async () => {
      active.open -= 1;
      await this.#closeIfDone(active);
    };
    try {
      const { places, flushed } = await active.writer.append(chunks);
      const settle = async (discarded: boolean) => {
        if (discarded) await active.writer.discard(places).catch(() => {});
        await done();
      };
      return { places, flushed, settle };
    } catch (error) {
      await done();
      throw error;
    }
  }

  /**
   * The bytes of chunks, in the order of their places; undefined for one whose bytes never came to the disk. No file
   * stays open: another process may remove it, and a file that is open somewhere keeps its place on the disk.
   */
  async read(places: readonly Place[]): Promise<(Buffer | undefined)[]> {
    const files = new Map<string, Promise<FileHandle | undefined>>();
    for (const { segment } of places) {
      if (!files.has(segment)) files.set(segment, openIfThere(join(this.folder, segment)));
    }
    try {
      return await Promise.all(
        places.map(async (place) => {
          const file = await files.get(place.segment);
          return file === undefined ? undefined : readFrame(file, place);
        }),
      );
    } finally {
      for (const file of files.values()) await file.then((handle) => handle?.close()).catch(() => {});
    }
  }

  /** Whether the process that wrote a file is gone, or has written it to its end and closed it. */
  isAbandoned(segment: string): boolean {
    const writer = writerOf(segment);
    const exists = processExists(writer);
    if (exists === undefined) return Math.abs(Date.now() - madeAt(segment)) > SURELY_FULL_MILLIS;
    return writer.pid === process.pid ? !writtenHere.has(join(this.folder, segment)) : !exists;
  }

  async list(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => NAME.test(name));
  }

  /** What lies in the files, those made first before the others. Blocks while it reads. */
  survey(): Survey[] {
    const names = readdirSync(this.folder).filter((name) => NAME.test(name));
    return names.sort(byAge).map((segment) => ({
      segment,
      places: framesOf(join(this.folder, segment)).map((frame) => ({ segment, ...frame })),
    }));
  }

  async remove(segment: string): Promise<void> {
    await rm(join(this.folder, segment), { force: true });
  }

  async close(): Promise<void> {
    const active = await this.#active?.catch(() => undefined);
    this.#active = undefined;
    if (active !== undefined) await this.#closeIfDone(active);
  }

  async #activeSegment(): Promise<Active> {
    for (;;) {
      this.#active ??= this.#create();
      const promise = this.#active;
      const active = await promise;
      if (!isFull(active.writer)) return active;
      if (this.#active === promise) this.#active = undefined;
      // Nobody has to wait for that; what cannot be closed now is seen to at the next start.
      this.#closeIfDone(active).catch(() => {});
    }
  }

  async #create(): Promise<Active> {
    const { pid, space } = THIS_PROCESS;
    const words = [pid, Date.now().toString(36), (filesMade++).toString(36), ...(space ? [space] : [])];
    const name = `${words.join('-')}${ENDING}`;
    const path = join(this.folder, name);
    try {
      const writer = await SegmentWriter.create(this.folder, name);
      writtenHere.add(path);
      return { writer, open: 0, closing: false };
    } catch (error) {
      this.#active = undefined;
      throw error;
    }
  }

  /** Closes a file that gets no more chunks, once all it got are settled. */
  async #closeIfDone(active: Active): Promise<void> {
    const current = await this.#active?.catch(() => undefined);
    if (current === active || active.open > 0 || active.closing) return;
    active.closing = true;
    const { writer } = active;
    await writer.close();
    writtenHere.delete(join(this.folder, writer.name));
    await this.onFull(writer.name);
  }
}

function isFull({ length, failed, name }: SegmentWriter): boolean {
  return failed || length >= SEGMENT_BYTES || Date.now() - madeAt(name) > SEGMENT_MILLIS;
}

/** When a file was made, in milliseconds since 1970. */
export function madeAt(segment: string): number {
  return Number.parseInt(NAME.exec(segment)![2]!, 36);
}

/** A file of an earlier version does not name the space. */
function writerOf(segment: string): ProcessMark {
  const [, pid, , , space = THIS_PROCESS.space] = NAME.exec(segment)!;
  return { pid: Number(pid), ...(space !== undefined && { space }) };
}

function byAge(one: string, other: string): number {
  const number = (segment: string) => Number.parseInt(NAME.exec(segment)![3]!, 36);
  return madeAt(one) - madeAt(other) || number(one) - number(other);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
