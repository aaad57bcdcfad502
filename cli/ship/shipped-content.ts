import { type FileHandle, rm } from 'node:fs/promises';
import { fingerprintOf, isFull, matches } from '../../plugins/sources/file/fingerprint.js';
import { bytesToRead, type CutLimits, cutBatch } from './cut-batch.js';
import { continues, type Place, tailBytes, tailOf } from './place.js';

/** The next bytes to ship. */
export interface NextBytes {
  readonly start: number;
  /** Empty where there is nothing to send, only a hole. */
  readonly body: Buffer;
  readonly next: Place;
  /** Whether it is a piece of a line over the limit. */
  readonly piece: boolean;
}

/** One open file, whatever its name becomes, or the unpacked copy of a gzip file. */
export class ShippedContent {
  /** Its size when it was last looked at. */
  size = 0;
  /** When it last grew; and when bytes that are not shipped yet were first seen, by a clock that nobody sets. */
  grewAt = performance.now();
  waitingSince: number | undefined;
  /** Whether its path is found no more. */
  gone = false;
  /** Whether less is there than was shipped: it was truncated. */
  shrunk = false;
  #modifiedAt = -1;
  /** The size at which there was no whole line to read. */
  #fruitlessSize = -1;

  /** @param file `device:inode` of the file itself, also where it is packed */
  constructor(
    readonly file: string,
    public path: string,
    readonly handle: FileHandle,
    public place: Place,
    /** Of a gzip file: what tells this state of it, and where it was unpacked to. */
    readonly packed?: { readonly stamp: string; readonly copy: string },
  ) {}

  /** Bytes that are not shipped yet. */
  get behind(): number {
    return Math.max(0, this.size - this.place.offset);
  }

  /** Whether {@link read} would find anything new. */
  get worthReading(): boolean {
    return this.shrunk || (this.behind > 0 && this.size !== this.#fruitlessSize);
  }

  /** Looks for growth. */
  async look(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size !== this.size || mtimeMs !== this.#modifiedAt) this.grewAt = performance.now();
    this.#modifiedAt = mtimeMs;
    this.shrunk = size < this.place.offset;
    // What was behind before it shrank is what may be lost.
    if (!this.shrunk) this.size = size;
    if (this.behind === 0) this.waitingSince = undefined;
    else this.waitingSince ??= performance.now();
  }

  /**
   * The next batch; undefined while there is no whole line; `anew` when this is not the content any more that was
   * shipped so far.
   */
  async read(limits: CutLimits, takesRest: boolean): Promise<NextBytes | 'anew' | undefined> {
    const { offset } = this.place;
    const before = tailBytes(offset);
    // One byte more than there should be tells whether this is the end.
    const buffer = Buffer.allocUnsafeSlow(before + Math.min(bytesToRead(limits), this.behind + 1));
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, offset - before);
    const bytes = buffer.subarray(0, bytesRead);
    // After the read: if the file still begins as it did, what was read is of the same content.
    const same = tailOf(bytes.subarray(0, before)) === this.place.tail;
    if (!same || !(await matches(this.handle, this.place))) return 'anew';
    const isEnd = bytesRead < buffer.length;
    const cut = cutBatch(bytes.subarray(before), limits, takesRest && isEnd);
    if (cut === undefined) {
      this.#fruitlessSize = this.size;
      return undefined;
    }
    const end = before + cut.end;
    const next = {
      offset: offset + cut.end,
      // While it is not full the offset is near the beginning, and `bytes` begin there.
      ...(isFull(this.place) || offset > before ? headOf(this.place) : fingerprintOf(bytes)),
      tail: tailOf(bytes.subarray(end - tailBytes(offset + cut.end), end)),
    };
    return {
      start: offset + cut.start,
      body: bytes.subarray(before + cut.start, end),
      next,
      piece: cut.piece,
    };
  }

  /** Goes to where the server has it. */
  moveTo(place: Place): void {
    this.place = place;
    this.waitingSince = undefined;
  }

  /** Whether the file still has the content that was shipped. */
  isIntact(): Promise<boolean> {
    return continues(this.handle, this.place);
  }

  async close(): Promise<void> {
    await this.handle.close();
    if (this.packed !== undefined) await rm(this.packed.copy, { force: true });
  }
}

function headOf({ fingerprint, fingerprintBytes }: Place) {
  return { fingerprint, fingerprintBytes };
}
