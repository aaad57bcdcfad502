import type { FileHandle } from 'node:fs/promises';
import type { FramedBlock } from '../framing/block.js';

const LF = 0x0a;
const FIELDS = Buffer.from('#Fields:');
/** A line that names columns is no longer than this, or it is no such line. */
const LONGEST = 16 * 1024;
/** Where a file is first read behind its beginning, its columns are looked for in so many bytes there. */
const SEARCHED = 64 * 1024;

/**
 * Remembers the line of a file that names the columns of those behind it: its first one, where it has a header, and the
 * last one that begins with `#Fields:` in any. Blocks are cut at such lines, so that all records of one have the same.
 */
export class Columns {
  /**
   * @param awaitsHeader the next line names columns
   * @param line that named the columns of what was read before, if any
   */
  constructor(
    private awaitsHeader: boolean,
    private line?: string,
  ) {}

  get current(): string | undefined {
    return this.line;
  }

  /** Says of each block which line names its columns. */
  label(blocks: readonly FramedBlock[]): FramedBlock[] {
    return blocks.flatMap((block) => this.#labelBlock(block));
  }

  #labelBlock(block: FramedBlock): FramedBlock[] {
    if (block.refused !== undefined) return [this.#labelled(block)];
    if (this.awaitsHeader) this.#note(firstLine(block));
    this.awaitsHeader = false;
    if (!block.body.includes(FIELDS)) return [this.#labelled(block)];
    return block.lengths === undefined ? this.#cutLines(block) : this.#cutRecords(block, block.lengths);
  }

  #labelled(block: FramedBlock): FramedBlock {
    return this.line === undefined ? block : { ...block, columns: this.line };
  }

  #cutLines({ body }: FramedBlock): FramedBlock[] {
    const pieces: FramedBlock[] = [];
    const take = (start: number, end: number) => {
      if (end > start)
        pieces.push(this.#labelled({ body: body.subarray(start, end), count: linesIn(body, start, end) }));
    };
    let start = 0;
    for (let at = body.indexOf(FIELDS); at >= 0; at = body.indexOf(FIELDS, at + 1)) {
      if (at > 0 && body[at - 1] !== LF) continue;
      take(start, at);
      start = at;
      this.#note(lineAt(body, at, body.length));
    }
    take(start, body.length);
    return pieces;
  }

  #cutRecords({ body }: FramedBlock, lengths: readonly number[]): FramedBlock[] {
    const pieces: FramedBlock[] = [];
    let first = 0;
    let start = 0;
    let at = 0;
    const take = (next: number) => {
      if (next === first) return;
      const own = lengths.slice(first, next);
      pieces.push(this.#labelled({ body: body.subarray(start, at), count: own.length, lengths: own }));
      first = next;
      start = at;
    };
    lengths.forEach((length, index) => {
      if (length >= FIELDS.length && body.subarray(at, at + FIELDS.length).equals(FIELDS)) {
        take(index);
        this.#note(lineAt(body, at, at + length));
      }
      at += length;
    });
    take(lengths.length);
    return pieces;
  }

  #note(line: string | undefined): void {
    if (line !== undefined) this.line = line;
  }
}

/** The columns of a file that is not read from its beginning, as far as they can be found there. */
export async function columnsBefore(
  handle: FileHandle,
  offset: number,
  hasHeader: boolean,
): Promise<string | undefined> {
  if (offset === 0) return undefined;
  const buffer = Buffer.alloc(Math.min(SEARCHED, offset));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  const body = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(LF) + 1);
  if (body.length === 0) return undefined;
  const columns = new Columns(hasHeader);
  columns.label([{ body, count: linesIn(body, 0, body.length) }]);
  return columns.current;
}

function firstLine({ body, lengths }: FramedBlock): string | undefined {
  return lineAt(body, 0, lengths?.[0] ?? body.length);
}

function lineAt(body: Buffer, start: number, limit: number): string | undefined {
  const feed = body.indexOf(LF, start);
  const end = feed < 0 || feed > limit ? limit : feed;
  if (end - start > LONGEST) return undefined;
  return body.toString('utf8', start, end).replace(/\r$/, '');
}

function linesIn(body: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = body.indexOf(LF, start); at >= 0 && at < end; at = body.indexOf(LF, at + 1)) count += 1;
  return count;
}
