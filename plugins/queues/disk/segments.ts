import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { processExists } from './process-exists.js';

/** Where the bytes of a chunk lie. */
export interface Place {
  readonly segment: string;
  readonly offset: number;
  readonly length: number;
  /** CRC-32 of the bytes. */
  readonly checksum: number;
}

/** A file of this size gets no more chunks; it goes, whole, once all of its chunks are acknowledged. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
const ENDING = '.chunks';

/** The files that this process writes to now, in whatever folder. */
const writtenHere = new Set<string>();

export interface Written {
  readonly places: Place[];
  /** Resolves once the bytes are on the disk; rejects when they may not be. */
  readonly flushed: Promise<void>;
  settled(): Promise<void>;
}

interface OpenSegment {
  readonly name: string;
  readonly file: FileHandle;
  length: number;
  writing: number;
  closed: boolean;
}

/**
 * Append-only files for the bytes of chunks. LMDB keeps only where they lie: its pages are mapped into the process, and
 * a queue of gigabytes would count as gigabytes of memory (649 MB after 1.5 GB of input, npm run bench:memory).
 *
 * Each process writes to files of its own and reads those of all. A file belongs to its writer while that lives.
 */
export class Segments {
  #active: Promise<OpenSegment> | undefined;
  #made = 0;
  readonly #mine = new Set<string>();

  /** @param onFull called with a file that will get no more chunks, when all of them are settled */
  constructor(
    private readonly folder: string,
    private readonly onFull: (segment: string) => void,
  ) {}

  /**
   * Resolves once the chunks can be read, and begins to bring them to the disk. Until `settled` is called the file is not taken for full: whoever counts
   * its chunks has not counted these yet.
   *
   * @throws what the file system throws, ENOSPC for one
   */
  async write(chunks: readonly Uint8Array[]): Promise<Written> {
    this.#active ??= this.#create();
    const active = this.#active;
    const segment = await active;
    if (segment.length >= SEGMENT_BYTES) {
      if (this.#active === active) this.#active = undefined;
      return this.write(chunks);
    }
    const start = segment.length;
    const places = chunks.map((chunk) => {
      const place = {
        segment: segment.name,
        offset: segment.length,
        length: chunk.length,
        checksum: crc32(chunk),
      };
      segment.length += chunk.length;
      return place;
    });
    segment.writing += 1;
    const settled = async () => {
      segment.writing -= 1;
      await this.#closeIfFull(segment);
    };
    try {
      const { bytesWritten } = await segment.file.writev([...chunks], start);
      if (bytesWritten < sizeOf(chunks)) throw new Error('the disk is full');
      const flushed = segment.file.datasync();
      // Whoever waits for it is told; until then nobody may be.
      flushed.catch(() => {});
      return { places, flushed, settled };
    } catch (error) {
      await settled();
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
      return await Promise.all(places.map(async (place) => readWhole(await files.get(place.segment), place)));
    } finally {
      for (const file of files.values()) await file.then((handle) => handle?.close()).catch(() => {});
    }
  }

  /** Whether the process that wrote a file is gone, or has written it to its end and closed it. */
  isAbandoned(segment: string): boolean {
    const pid = Number.parseInt(segment, 10);
    return pid === process.pid ? !writtenHere.has(join(this.folder, segment)) : !processExists(pid);
  }

  async list(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => name.endsWith(ENDING));
  }

  async remove(segment: string): Promise<void> {
    await rm(join(this.folder, segment), { force: true });
  }

  async close(): Promise<void> {
    const active = await this.#active?.catch(() => undefined);
    if (active?.closed === false) await active.file.close();
    for (const path of this.#mine) writtenHere.delete(path);
  }

  async #create(): Promise<OpenSegment> {
    const name = `${process.pid}-${Date.now().toString(36)}-${(this.#made++).toString(36)}${ENDING}`;
    const path = join(this.folder, name);
    try {
      const file = await open(path, 'wx');
      writtenHere.add(path);
      this.#mine.add(path);
      await syncFolder(this.folder);
      return { name, file, length: 0, writing: 0, closed: false };
    } catch (error) {
      this.#active = undefined;
      throw error;
    }
  }

  async #closeIfFull(segment: OpenSegment): Promise<void> {
    if (segment.length < SEGMENT_BYTES || segment.writing > 0 || segment.closed) return;
    segment.closed = true;
    await segment.file.close();
    writtenHere.delete(join(this.folder, segment.name));
    this.onFull(segment.name);
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readWhole(
  file: FileHandle | undefined,
  { offset, length, checksum }: Place,
): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(length);
  const read = await file?.read(bytes, 0, length, offset);
  return read?.bytesRead === length && crc32(bytes) === checksum ? bytes : undefined;
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
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
