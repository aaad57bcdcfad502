const SMALLEST = 256;
const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a record that is not complete yet, copied out of the reads they came in: a slice would keep 64 KiB of
 * read buffer alive for each idle connection, and a list of slices would let a sender of single bytes fill the memory.
 */
export class HeldBytes {
  #bytes: Buffer = NOTHING;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) this.#grow(length);
    bytes.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** The bytes, still held. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Gives the bytes away; none are held after it. */
  take(): Buffer {
    const bytes = this.view();
    this.#bytes = NOTHING;
    this.#length = 0;
    return bytes;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(length))));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
