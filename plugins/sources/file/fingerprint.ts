import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Enough for a time stamp and what follows it to be unlike any other file's. */
export const FINGERPRINT_BYTES = 256;

export interface Fingerprint {
  fingerprint: string;
  fingerprintBytes: number;
}

/** Hash of the first bytes of a file: of as many as there are, or of `bytes` to compare with an earlier one. */
export async function fingerprint(handle: FileHandle, bytes = FINGERPRINT_BYTES): Promise<Fingerprint> {
  const buffer = Buffer.alloc(Math.min(bytes, FINGERPRINT_BYTES));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  return fingerprintOf(buffer.subarray(0, bytesRead));
}

/** As {@link fingerprint}, of the first bytes of a file that were read already. */
export function fingerprintOf(bytes: Buffer): Fingerprint {
  const first = bytes.subarray(0, FINGERPRINT_BYTES);
  return { fingerprint: createHash('sha256').update(first).digest('hex'), fingerprintBytes: first.length };
}

export function isFull({ fingerprintBytes }: Fingerprint): boolean {
  return fingerprintBytes === FINGERPRINT_BYTES;
}

/** Whether the file still begins as it did. */
export async function matches(handle: FileHandle, expected: Fingerprint): Promise<boolean> {
  const now = await fingerprint(handle, expected.fingerprintBytes);
  return now.fingerprint === expected.fingerprint && now.fingerprintBytes === expected.fingerprintBytes;
}
