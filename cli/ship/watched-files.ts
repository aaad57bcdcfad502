import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { messageOf } from '../../pipeline/errors.js';
import { continues, type Place, placeAt } from './place.js';
import { isGzip, mayBegin, mayBeRotated, sameLog, unpack } from './rotation.js';
import { ShippedContent } from './shipped-content.js';
import type { ShipState } from './state.js';

/** A file that no pattern finds any more is read on for so long after it last grew: its writer may still have it open. */
const GONE_MILLIS = 60_000;

export interface WatchOptions {
  /** Paths or glob patterns. */
  readonly paths: readonly string[];
  /** Where to begin files that are there at the first start; later ones are read from their beginning. */
  readonly from: 'beginning' | 'end';
  /** Where gzip files are unpacked to. */
  readonly folder: string;
  readonly goneMillis?: number;
}

/** A file that was opened to find out what it is. */
interface Candidate {
  readonly file: string;
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
  readonly packed?: { readonly stamp: string; readonly copy: string };
}

/**
 * The files that are shipped, through renaming, copying and truncating, packing and deletion. Each content is read
 * once: what a rotation copied or packed goes on where the original was left, and is not begun anew.
 */
export class WatchedFiles {
  readonly #open = new Map<string, ShippedContent>();
  /** Copies of files that are still read themselves: what they were when looked at, and of which file. */
  readonly #copies = new Map<string, { stamp: string; path: string; of: ShippedContent }>();
  readonly #told = new Set<string>();
  readonly #patterns: string[];
  #from: 'beginning' | 'end';

  /** @param tell says something to the user */
  constructor(
    private readonly options: WatchOptions,
    private readonly state: ShipState,
    private readonly tell: (text: string) => void,
  ) {
    this.#from = state.isNew ? options.from : 'beginning';
    this.#patterns = options.paths.map((path) => {
      const absolute = resolve(path);
      return existsSync(absolute) ? escapePath(absolute) : absolute;
    });
  }

  get all(): readonly ShippedContent[] {
    return [...this.#open.values()];
  }

  /** Finds what is there, and what has become of the files that were there last time. @returns how many were found */
  async start(): Promise<number> {
    const found = await this.scan();
    for (const shipped of this.state.files) {
      if (this.#open.has(shipped.file) || shipped.goneAt !== undefined || shipped.done !== undefined)
        continue;
      const rest = await this.#restOf(shipped.path, shipped);
      if (rest === undefined) continue;
      if (rest.file !== shipped.file) this.state.delete(shipped.file);
      this.#follow(rest, shipped);
    }
    await this.state.save();
    return found;
  }

  /** Looks for files that the patterns find now, under whatever name. @returns how many were found */
  async scan(): Promise<number> {
    const found = new Set<string>();
    const paths = await glob(this.#patterns, { absolute: true, dot: true, expandDirectories: false });
    const before = this.#open.size;
    for (const path of paths.sort()) {
      try {
        found.add(await this.#meet(path));
        this.#told.delete(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#sayOnce(path, error);
      }
    }
    this.#from = 'beginning';
    for (const content of this.#open.values()) content.gone = !found.has(content.file);
    if (this.#open.size !== before) await this.state.save();
    return paths.length;
  }

  /** Whether nothing is to come to its end: then an unfinished line there is a line. */
  isLeft({ gone, packed, grewAt }: ShippedContent): boolean {
    const { goneMillis = GONE_MILLIS } = this.options;
    return packed !== undefined || (gone && performance.now() - grewAt >= goneMillis);
  }

  /** Lets go of a file that was read to its end and will not grow. */
  async leave(content: ShippedContent): Promise<void> {
    const { file, path, place, packed } = content;
    const end = packed === undefined ? { goneAt: Date.now() } : { done: packed.stamp };
    this.state.set({ ...place, file, path, ...end });
    this.#open.delete(file);
    await content.close();
    await this.state.save();
  }

  /** The file does not hold any more what was shipped of it: the rest may be in a copy; the next scan meets it anew. */
  async rewritten(content: ShippedContent): Promise<void> {
    const { path, place, behind } = content;
    const rest = await this.#restOf(path, place);
    if (rest === undefined && behind > 0) {
      this.tell(`${path} was truncated: the ${behind} bytes that were unread are gone`);
    }
    await this.#forget(content);
    if (rest !== undefined) this.#follow(rest, place);
    await this.#markOtherCopies(content);
    await this.state.save();
  }

  async close(): Promise<void> {
    for (const content of this.#open.values()) await content.close();
    this.#open.clear();
  }

  /** Stops reading a file that cannot be read just now; the next scan tries again. */
  async drop(content: ShippedContent, reason: unknown): Promise<void> {
    this.#open.delete(content.file);
    this.#sayOnce(content.path, reason);
    await content.close().catch(() => undefined);
  }

  /** @returns the identity of the file that `path` names now */
  async #meet(path: string): Promise<string> {
    const { dev, ino, size, mtimeMs } = await stat(path);
    const file = `${dev}:${ino}`;
    const stamp = `${size}:${mtimeMs}`;
    const known = this.#open.get(file);
    if (known !== undefined) known.path = path;
    const copy = this.#copies.get(file);
    if (copy !== undefined) copy.path = path;
    const isCopy = copy?.stamp === stamp && this.#open.get(copy.of.file) === copy.of;
    // An empty file may be a copy that has only begun. Packed files are unpacked one at a time.
    if (known !== undefined || isCopy || size === 0 || this.state.get(file)?.done === stamp) return file;
    if (isGzip(path) && this.all.some(({ packed }) => packed !== undefined)) return file;
    this.#copies.delete(file);
    const candidate = await this.#candidate(path);
    if (candidate === undefined) return file;
    try {
      await this.#decide(candidate, stamp);
    } finally {
      if (this.#open.get(file)?.handle !== candidate.handle) await closeCandidate(candidate);
    }
    return file;
  }

  /** Where to begin a file that is met for the first time since the start, if at all. */
  async #decide(candidate: Candidate, stamp: string): Promise<void> {
    const shipped = this.state.get(candidate.file);
    if (shipped !== undefined) {
      if (await continues(candidate.handle, shipped)) return this.#follow(candidate, shipped);
      // Its inode was that of another file, or it was truncated: the rest of that may lie elsewhere.
      const rest = await this.#restOf(shipped.path, shipped);
      if (rest !== undefined) this.#follow(rest, shipped);
      this.state.delete(candidate.file);
    }
    const byOffset = this.state.files.toSorted((one, other) => other.offset - one.offset);
    for (const other of byOffset) {
      if (other.fingerprintBytes === 0 || !mayBeRotated(candidate.path, other.path)) continue;
      const original = this.#open.get(other.file);
      if (original !== undefined && (await original.isIntact())) {
        if (!(await isCopyOf(candidate, original))) continue;
        this.#copies.set(candidate.file, { stamp, path: candidate.path, of: original });
        return;
      }
      if (await continues(candidate.handle, other)) {
        this.state.delete(other.file);
        if (original !== undefined) await this.#forget(original);
        return this.#follow(candidate, other);
      }
    }
    this.#follow(candidate, await placeAt(candidate.handle, this.#from === 'end' ? candidate.size : 0));
  }

  #sayOnce(path: string, reason: unknown): void {
    if (this.#told.has(path)) return;
    this.#told.add(path);
    this.tell(`${path} cannot be read, which is tried again: ${messageOf(reason)}`);
  }

  async #forget(content: ShippedContent): Promise<void> {
    this.state.delete(content.file);
    this.#open.delete(content.file);
    await content.close();
  }

  #follow({ file, path, handle, packed }: Candidate, { offset, tail, ...head }: Place): void {
    const { fingerprint, fingerprintBytes } = head;
    const place = { offset, fingerprint, fingerprintBytes, tail };
    this.#open.set(file, new ShippedContent(file, path, handle, place, packed));
    this.state.set({ ...place, file, path });
  }

  /** The largest file of the same log that goes on where `place` was; it is open, and not followed yet. */
  async #restOf(path: string, place: Place): Promise<Candidate | undefined> {
    if (place.fingerprintBytes === 0) return undefined;
    const folder = dirname(path);
    const names = await readdir(folder).catch(() => []);
    let best: Candidate | undefined;
    for (const name of names) {
      const other = join(folder, name);
      if (!sameLog(other, path) || !(await mayBegin(other, place))) continue;
      const candidate = await this.#candidate(other).catch(() => undefined);
      if (candidate === undefined) continue;
      const fits =
        !this.#open.has(candidate.file) &&
        candidate.size > (best?.size ?? -1) &&
        (await continues(candidate.handle, place));
      const loser = fits ? best : candidate;
      if (loser !== undefined) await closeCandidate(loser);
      if (fits) best = candidate;
    }
    return best;
  }

  /** Opens a file, unpacked where it is gzip; undefined while it is not whole. */
  async #candidate(path: string): Promise<Candidate | undefined> {
    if (!isGzip(path)) {
      const handle = await open(path);
      const { dev, ino, size } = await handle.stat();
      return { file: `${dev}:${ino}`, path, handle, size };
    }
    const { dev, ino, size, mtimeMs } = await stat(path);
    const file = `${dev}:${ino}`;
    const copy = join(this.options.folder, `unpacked-${basename(path)}-${ino}-${unpacked++}`);
    if (this.#open.has(file) || !(await unpack(path, copy))) {
      await rm(copy, { force: true });
      return undefined;
    }
    const handle = await open(copy);
    const content = await handle.stat();
    return { file, path, handle, size: content.size, packed: { stamp: `${size}:${mtimeMs}`, copy } };
  }

  /** Further copies of a file that begins anew hold nothing that was not shipped, or is shipped from another copy. */
  async #markOtherCopies(content: ShippedContent): Promise<void> {
    for (const [file, { of, path }] of this.#copies) {
      if (of !== content) continue;
      this.#copies.delete(file);
      if (this.#open.has(file)) continue;
      const candidate = await this.#candidate(path).catch(() => undefined);
      if (candidate === undefined) continue;
      this.state.set({ ...(await placeAt(candidate.handle, candidate.size)), file, path });
      await closeCandidate(candidate);
    }
  }
}

/** Numbers the copies, so that two of one file do not meet. */
let unpacked = 0;

async function closeCandidate({ handle, packed }: Candidate): Promise<void> {
  await handle.close();
  if (packed !== undefined) await rm(packed.copy, { force: true });
}

/** Whether all of it is at the start of a file that is followed. */
async function isCopyOf({ handle, size }: Candidate, original: ShippedContent): Promise<boolean> {
  return continues(original.handle, await placeAt(handle, size));
}
