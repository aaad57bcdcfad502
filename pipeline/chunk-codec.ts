import { isAscii } from 'node:buffer';
import { Compile } from 'typebox/compile';
import { CHUNK_HEADER, ChunkContext, type ChunkHeader } from './chunk.js';
import { PermanentError } from './errors.js';
import { LogEvent } from './event.js';

/*
 * A chunk in the queue, all integers little-endian:
 *
 *   0  4  "LFC1"
 *   4  4  n, bytes of the header
 *   8  n  the header, JSON
 *      4 × count  byte length of each record, only with framing `lengths`
 *      …  the body
 */
const MAGIC = Buffer.from('LFC1');
const FIXED = 8;

export function encodeChunk(
  header: ChunkHeader,
  body: readonly Buffer[],
  lengths?: readonly number[],
): Buffer {
  const head = Buffer.from(JSON.stringify(header));
  const start = Buffer.allocUnsafe(FIXED + head.length + (lengths === undefined ? 0 : lengths.length * 4));
  MAGIC.copy(start);
  start.writeUInt32LE(head.length, 4);
  head.copy(start, FIXED);
  let at = FIXED + head.length;
  for (const length of lengths ?? []) at = start.writeUInt32LE(length, at);
  return Buffer.concat([start, ...body]);
}

export interface DecodedChunk {
  context: ChunkContext;
  events: LogEvent[];
}

/** @throws PermanentError when the bytes are no chunk, or not the one their header describes. */
export function decodeChunk(bytes: Buffer): DecodedChunk {
  if (bytes.length < FIXED || bytes.compare(MAGIC, 0, 4, 0, 4) !== 0) {
    throw new PermanentError(`not a chunk: begins with 0x${bytes.toString('hex', 0, 4)} instead of "LFC1"`);
  }
  const headerEnd = FIXED + bytes.readUInt32LE(4);
  const header = readHeader(bytes, headerEnd);
  const bodyStart = headerEnd + (header.framing === 'lengths' ? header.count * 4 : 0);
  const body = bytes.subarray(bodyStart);
  const table = header.framing === 'lines' ? undefined : bytes.subarray(headerEnd, bodyStart);
  let raws: string[] | undefined;
  const context = new ChunkContext(header, body.length, (index) => {
    // Once for the whole chunk: where one record is refused, all may be.
    raws ??= readEvents(body, context, table).map(({ raw }) => raw);
    return raws[index]!;
  });
  const events = readEvents(body, context, table);
  if (events.length !== header.count) {
    throw new PermanentError(`chunk ${header.id} announces ${header.count} records and has ${events.length}`);
  }
  return { context, events };
}

function readEvents(body: Buffer, context: ChunkContext, table: Buffer | undefined): LogEvent[] {
  const reader = new RecordReader(body, context);
  if (table === undefined) reader.readLines();
  else reader.readLengths(table);
  return reader.events;
}

const isHeader = Compile(CHUNK_HEADER);

function readHeader(bytes: Buffer, end: number): ChunkHeader {
  if (end > bytes.length) throw new PermanentError('chunk is cut off within its header');
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', FIXED, end));
  } catch (error) {
    throw new PermanentError('the header of the chunk is not JSON', { cause: error });
  }
  if (isHeader.Check(header)) return header;
  const [first] = isHeader.Errors(header);
  throw new PermanentError(`the header of the chunk is wrong: ${first?.instancePath} ${first?.message}`);
}

const NOT_ASCII = /[\x80-\xff]/;
const LF = '\n';
const CR = 13;

/**
 * Cuts a body into records. The body is decoded once, as latin1, so that one character is one byte and offsets hold;
 * only records that are not ASCII are decoded again, as UTF-8 (what is not UTF-8 becomes U+FFFD).
 */
class RecordReader {
  readonly events: LogEvent[] = [];
  readonly #text: string;
  readonly #ascii: boolean;
  readonly #clean: boolean;

  constructor(
    private readonly body: Buffer,
    private readonly context: ChunkContext,
  ) {
    this.#text = body.toString('latin1');
    this.#ascii = isAscii(body);
    this.#clean = this.#ascii && isClean(this.#text);
  }

  readLines(): void {
    const text = this.#text;
    let start = 0;
    for (let end = text.indexOf(LF); end >= 0; end = text.indexOf(LF, start)) {
      this.#add(start, end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end);
      start = end + 1;
    }
  }

  readLengths(table: Buffer): void {
    let start = 0;
    for (let at = 0; at + 4 <= table.length; at += 4) {
      const end = start + table.readUInt32LE(at);
      if (end > this.#text.length) return;
      this.#add(start, end);
      start = end;
    }
  }

  #add(start: number, end: number): void {
    const slice = this.#text.slice(start, end);
    const ascii = this.#ascii || !NOT_ASCII.test(slice);
    const raw = ascii ? slice : this.body.toString('utf8', start, end);
    const clean = this.#clean || (ascii && isClean(slice));
    this.events.push(new LogEvent(raw, this.context, this.events.length, clean));
  }
}

/** Whether ASCII text has nothing that PostgreSQL refuses, written out or as a JSON escape. */
function isClean(text: string): boolean {
  return !text.includes('\0') && !text.includes('\\u');
}
