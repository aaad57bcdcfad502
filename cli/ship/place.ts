import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import {
  FINGERPRINT_BYTES,
  type Fingerprint,
  fingerprint,
  matches,
} from '../../plugins/sources/file/fingerprint.js';

/**
 * How far some content was shipped, and how to know it again wherever it lies by now: it begins as it did, and what
 * stands before `offset` is the same.
 */
export interface Place extends Fingerprint {
  /** Bytes, of the unpacked content where the file is gzip. */
  readonly offset: number;
  /** Hash of the last bytes before `offset`, of as many as {@link tailBytes} says. */
  readonly tail: string;
}

/** How many bytes before an offset are hashed: files that begin alike (a header) differ there. */
export function tailBytes(offset: number): number {
  return Math.min(FINGERPRINT_BYTES, offset);
}

export function tailOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The place `offset` of what is in the file now. */
export async function placeAt(handle: FileHandle, offset: number): Promise<Place> {
  return { offset, ...(await fingerprint(handle)), tail: await readTail(handle, offset) };
}

/** Whether the file has the content that the place is in, at least up to there. */
export async function continues(handle: FileHandle, place: Place): Promise<boolean> {
  return (await matches(handle, place)) && (await readTail(handle, place.offset)) === place.tail;
}

async function readTail(handle: FileHandle, offset: number): Promise<string> {
  const buffer = Buffer.alloc(tailBytes(offset));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset - buffer.length);
  return tailOf(buffer.subarray(0, bytesRead));
}
