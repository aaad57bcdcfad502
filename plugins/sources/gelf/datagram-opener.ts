import type { RemoteInfo } from 'node:dgram';
import { gunzipSync, inflateSync } from 'node:zlib';
import { GelfChunks } from './chunks.js';

const GZIP = 0x1f8b;
const CHUNK = 0x1e0f;
/** CMF of zlib with a window of 32 KiB (RFC 1950 §2.2); with the byte behind it a multiple of 31. */
const ZLIB = 0x78;
const ZLIB_CHECK = 31;

/**
 * Makes records of GELF datagrams: puts chunks together and inflates what is compressed. What is broken, too large or
 * never whole is counted as dropped; a sender over UDP cannot be told.
 */
export class GelfOpener {
  readonly #chunks: GelfChunks;

  constructor(
    private readonly maxRecord: number,
    private readonly dropped: (reason: string) => void,
  ) {
    this.#chunks = new GelfChunks(maxRecord, dropped);
  }

  /** The record of a datagram; undefined while chunks of it are missing, or where there is none. */
  open(datagram: Buffer, { address, port }: RemoteInfo): Buffer | undefined {
    if (!begins(datagram, CHUNK)) return this.#inflated(datagram);
    const whole = this.#chunks.add(datagram, `${address} ${port}`);
    return whole === undefined ? undefined : this.#inflated(whole);
  }

  takeOver(other: GelfOpener): void {
    this.#chunks.takeOver(other.#chunks);
  }

  stop(): void {
    this.#chunks.stop();
  }

  #inflated(bytes: Buffer): Buffer | undefined {
    const inflate = inflaterOf(bytes);
    if (inflate === undefined) return bytes;
    try {
      return inflate(bytes, { maxOutputLength: this.maxRecord });
    } catch (error) {
      const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      this.dropped(
        isLarge ? 'GELF record inflates to more than max_record' : 'GELF record cannot be inflated',
      );
      return undefined;
    }
  }
}

function inflaterOf(bytes: Buffer): typeof gunzipSync | undefined {
  if (begins(bytes, GZIP)) return gunzipSync;
  const isZlib = bytes[0] === ZLIB && bytes.length > 1 && bytes.readUInt16BE(0) % ZLIB_CHECK === 0;
  return isZlib ? inflateSync : undefined;
}

function begins(bytes: Buffer, magic: number): boolean {
  return bytes.length > 1 && bytes.readUInt16BE(0) === magic;
}
