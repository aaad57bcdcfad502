/** Magic bytes, id of the record, number of the chunk and how many there are. */
const HEADER = 12;
const ID_START = 2;
const ID_END = 10;
/** Both by the description of GELF. */
const MOST_CHUNKS = 128;
const PATIENCE_MILLIS = 5_000;
/** A sender may begin records and never end them; these bound what it can make us hold. */
const MOST_UNFINISHED = 1_024;
const MOST_BYTES = 32 * 1024 * 1024;

interface Unfinished {
  readonly parts: (Buffer | undefined)[];
  readonly since: number;
  missing: number;
  bytes: number;
}

/** Puts the chunks of GELF records together, whatever order they come in. */
export class GelfChunks {
  /** By sender and id, the oldest first. */
  readonly #unfinished = new Map<string, Unfinished>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly maxRecord: number,
    private readonly dropped: (reason: string) => void,
  ) {}

  /** The whole record once its last missing chunk is there. */
  add(datagram: Buffer, sender: string): Buffer | undefined {
    const number = datagram[HEADER - 2]!;
    const count = datagram[HEADER - 1]!;
    if (datagram.length <= HEADER || count === 0 || count > MOST_CHUNKS || number >= count) {
      this.dropped('GELF chunk with a broken header');
      return undefined;
    }
    const key = `${sender} ${datagram.toString('latin1', ID_START, ID_END)}`;
    const record = this.#unfinished.get(key) ?? this.#begin(key, count);
    if (record.parts.length !== count || record.parts[number] !== undefined) return undefined;
    this.#put(record, number, datagram.subarray(HEADER));
    if (record.missing === 0) {
      this.#forget(key, record);
      return Buffer.concat(record.parts as Buffer[]);
    }
    if (record.bytes > this.maxRecord)
      this.#drop(key, record, 'GELF record of more than max_record in chunks');
    this.#makeRoom();
    return undefined;
  }

  /** The records that another has begun. */
  takeOver(other: GelfChunks): void {
    for (const [key, record] of other.#unfinished) {
      other.#forget(key, record);
      this.#unfinished.set(key, record);
      this.#bytes += record.bytes;
    }
    if (this.#unfinished.size > 0) this.#timer ??= setTimeout(() => this.#expire(), PATIENCE_MILLIS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const [key, record] of this.#unfinished)
      this.#drop(key, record, 'GELF record without all its chunks');
  }

  #begin(key: string, count: number): Unfinished {
    const record: Unfinished = {
      parts: new Array<Buffer | undefined>(count).fill(undefined),
      since: performance.now(),
      missing: count,
      bytes: 0,
    };
    this.#unfinished.set(key, record);
    this.#timer ??= setTimeout(() => this.#expire(), PATIENCE_MILLIS);
    return record;
  }

  #put(record: Unfinished, number: number, part: Buffer): void {
    record.parts[number] = part;
    record.missing -= 1;
    record.bytes += part.length;
    this.#bytes += part.length;
  }

  #forget(key: string, record: Unfinished): void {
    this.#unfinished.delete(key);
    this.#bytes -= record.bytes;
  }

  #drop(key: string, record: Unfinished, reason: string): void {
    this.#forget(key, record);
    this.dropped(reason);
  }

  #makeRoom(): void {
    for (const [key, record] of this.#unfinished) {
      if (this.#unfinished.size <= MOST_UNFINISHED && this.#bytes <= MOST_BYTES) return;
      this.#drop(key, record, 'too many unfinished GELF records');
    }
  }

  #expire(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [key, record] of this.#unfinished) {
      const left = record.since + PATIENCE_MILLIS - now;
      if (left > 0) {
        this.#timer = setTimeout(() => this.#expire(), left);
        return;
      }
      this.#drop(key, record, 'GELF record without all its chunks');
    }
  }
}
