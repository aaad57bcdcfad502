import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { type Fingerprint, fingerprintOf } from '../../plugins/sources/file/fingerprint.js';

const GZIP = /\.gz$/i;
/** What tools that rotate put into a name: `.1`, `-20251111`, `-2025-11-11_10`, and `.old`, `.bak`. */
const ADDITION = /(?:[-._](?:\d+|old|bak))+(?=$|[-._])/gi;

export function isGzip(path: string): boolean {
  return GZIP.test(path);
}

/** `app.log`, `app.log.1`, `app-20251111.log` and `app.log.2.gz` of one folder belong to one log. */
export function sameLog(one: string, other: string): boolean {
  return logName(one) === logName(other);
}

/**
 * Whether `path` may be what a rotation made of the content of `original`: a copy with a longer name, or packed. A file
 * that was moved is none, for it is still the same file.
 */
export function mayBeRotated(path: string, original: string): boolean {
  return sameLog(path, original) && (isGzip(path) || basename(path).length > basename(original).length);
}

function logName(path: string): string {
  return `${dirname(path)}/${basename(path).replace(GZIP, '').replace(ADDITION, '')}`;
}

/** So much of a gzip file holds its header and the first 256 bytes of the content. */
const PACKED_HEAD_BYTES = 1024;

/** Whether the content may have this beginning. Of gzip it tells without unpacking all; other files always may. */
export async function mayBegin(
  path: string,
  { fingerprint, fingerprintBytes }: Fingerprint,
): Promise<boolean> {
  if (!isGzip(path)) return true;
  try {
    const handle = await open(path);
    const buffer = Buffer.alloc(PACKED_HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0).finally(() => handle.close());
    const head = gunzipSync(buffer.subarray(0, bytesRead), { finishFlush: constants.Z_SYNC_FLUSH });
    return fingerprintOf(head.subarray(0, fingerprintBytes)).fingerprint === fingerprint;
  } catch {
    return false;
  }
}

/** Unpacks a gzip file. @returns false while it is not whole, because it is still written */
export async function unpack(from: string, to: string): Promise<boolean> {
  try {
    await pipeline(createReadStream(from), createGunzip(), createWriteStream(to));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return false;
    throw error;
  }
}
