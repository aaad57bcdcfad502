import type { FramedBlock } from '../framing/block.js';

/** What a chunk holds: a larger block would be split again. */
const BLOCK_BYTES = 128 * 1024;
const BLOCK_RECORDS = 4096;

/**
 * Packs records of a body into blocks without a second copy of the body: what is kept moves together at its start. The
 * records must be kept in their order.
 */
export class RecordPacker {
  readonly blocks: FramedBlock[] = [];
  #start = 0;
  #end = 0;
  #lengths: number[] = [];
  #count = 0;

  constructor(private readonly body: Buffer) {}

  /** Records kept. */
  get count(): number {
    return this.#count;
  }

  keep(start: number, end: number): void {
    const isFull =
      this.#end - this.#start + end - start > BLOCK_BYTES || this.#lengths.length === BLOCK_RECORDS;
    if (isFull) this.flush();
    this.body.copyWithin(this.#end, start, end);
    this.#end += end - start;
    this.#lengths.push(end - start);
    this.#count += 1;
  }

  /** Makes a block of the records since the last one. */
  flush(): void {
    if (this.#lengths.length === 0) return;
    this.blocks.push({
      body: this.body.subarray(this.#start, this.#end),
      count: this.#lengths.length,
      lengths: this.#lengths,
    });
    this.#start = this.#end;
    this.#lengths = [];
  }
}
