import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Enough for a time stamp and what follows it to be unlike any other file's. */
const FINGERPRINT_BYTES = 256;

export interface Fingerprint {
  fingerprint: string;
  fingerprintBytes: number;
}

/** Hash of the first bytes of a file: of as many as there are, or of `bytes` to compare with an earlier one. */
export async function fingerprint(handle: FileHandle, bytes = FINGERPRINT_BYTES): Promise<Fingerprint> {
  const buffer = Buffer.alloc(Math.min(bytes, FINGERPRINT_BYTES));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  const hash = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
  return { fingerprint: hash, fingerprintBytes: bytesRead };
}

export function isFull({ fingerprintBytes }: Fingerprint): boolean {
  return fingerprintBytes === FINGERPRINT_BYTES;
}

/** Whether the file still begins as it did. */
export async function matches(handle: FileHandle, expected: Fingerprint): Promise<boolean> {
  const now = await fingerprint(handle, expected.fingerprintBytes);
  return now.fingerprint === expected.fingerprint && now.fingerprintBytes === expected.fingerprintBytes;
}
