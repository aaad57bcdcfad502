import { closeSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/*
 * How a chunk lies in a file, so that a file alone says what is in it:
 *
 *   0  magic 'LAFC'
 *   4  length of the chunk, in bytes
 *   8  CRC-32 of the chunk
 *  12  CRC-32 of the twelve bytes before
 *  16  the chunk
 *
 * Numbers are 32 bits, little endian.
 */

const MAGIC = 0x4346_414c;
/** 'LAFX' in its place: the chunk was refused after it had been written, and its sender knows. */
const DISCARDED = 0x5846_414c;
export const HEADER_BYTES = 16;

/** Where a chunk lies: the offset is that of its frame, the length is its own. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
}

export function frameHeader(chunk: Uint8Array): Buffer {
  return headerOf(MAGIC, chunk.length, crc32(chunk));
}

/** What stands before a chunk that is none any more. */
export function discardedHeader(length: number): Buffer {
  return headerOf(DISCARDED, length, 0);
}

function headerOf(magic: number, length: number, checksum: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(length, 4);
  header.writeUInt32LE(checksum, 8);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  return header;
}

/** The chunk of a frame; undefined when it has never come to the disk whole. */
export async function readFrame(file: FileHandle, { offset, length }: Frame): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + length);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
  if (bytesRead < bytes.length || !isWhole(bytes) || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  const chunk = bytes.subarray(HEADER_BYTES);
  return crc32(chunk) === bytes.readUInt32LE(8) ? chunk : undefined;
}

/**
 * The frames of a file, up to the first one that is cut off or never came to the disk: what lies behind it was not
 * flushed either. Only headers are read.
 */
export function framesOf(path: string): Frame[] {
  const frames: Frame[] = [];
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let offset = 0; readSync(file, header, 0, HEADER_BYTES, offset) === HEADER_BYTES; ) {
      if (!isWhole(header)) break;
      const length = header.readUInt32LE(4);
      if (header.readUInt32LE(0) === MAGIC) frames.push({ offset, length });
      offset += HEADER_BYTES + length;
    }
    return frames;
  } finally {
    closeSync(file);
  }
}

function isWhole(header: Buffer): boolean {
  const magic = header.readUInt32LE(0);
  if (magic !== MAGIC && magic !== DISCARDED) return false;
  return crc32(header.subarray(0, 12)) === header.readUInt32LE(12);
}
