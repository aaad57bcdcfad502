import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { HttpError } from './http-error.js';

/** What is thrown away of a body over the limit so that its sender gets to read the answer; then the line is cut. */
const MAX_DISCARDED = 256 * 1024 * 1024;

/** Bytes of all bodies in memory at once. */
export class BodyBudget {
  #used = 0;

  constructor(private readonly limit: number) {}

  get used(): number {
    return this.#used;
  }

  take(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

/**
 * Reads a request's body, gunzips it where it says so, and stops at the limit: the decompressed size counts, and a
 * gzip bomb is found after `limit` bytes. The caller gives the body's length back to the budget when it is done.
 *
 * @throws HttpError 413 over the limit, 415 for another encoding, 400 when it is broken, 429 when the budget is spent.
 */
export function readBody(
  headers: IncomingHttpHeaders,
  payload: Readable,
  limit: number,
  budget: BodyBudget,
): Promise<Buffer> {
  const zipped = isGzip(headers['content-encoding']);
  if (Number(headers['content-length']) > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    new BodyReader(payload, zipped ? createGunzip() : undefined, limit, budget, resolve, reject).start();
  });
}

/** States: reading → done (resolved or rejected), in `#end` or `#fail`, whichever comes first. */
class BodyReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #done = false;

  constructor(
    private readonly payload: Readable,
    private readonly gunzip: Gunzip | undefined,
    private readonly limit: number,
    private readonly budget: BodyBudget,
    private readonly resolve: (body: Buffer) => void,
    private readonly reject: (error: HttpError) => void,
  ) {}

  start(): void {
    const { payload, gunzip } = this;
    const stream = gunzip === undefined ? payload : payload.pipe(gunzip);
    stream.on('data', (chunk: Buffer) => this.#collect(chunk));
    stream.on('end', () => this.#end());
    stream.on('error', (error: Error) => this.#fail(broken(error, gunzip !== undefined)));
    payload.once('close', () => {
      if (!payload.readableEnded) this.#fail(broken(new Error('the connection was closed'), false));
    });
  }

  #collect(chunk: Buffer): void {
    if (this.#done) return;
    if (this.#size + chunk.length > this.limit) {
      this.#fail(tooLarge(this.limit));
    } else if (!this.budget.take(chunk.length)) {
      this.#fail(new HttpError(429, 'LAF_TOO_MANY_BODIES', 'too many large bodies at once', 1));
    } else {
      this.#size += chunk.length;
      this.#chunks.push(chunk);
    }
  }

  #end(): void {
    if (this.#done) return;
    this.#done = true;
    this.resolve(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size));
  }

  #fail(error: HttpError): void {
    if (this.#done) return;
    this.#done = true;
    this.budget.release(this.#size);
    this.#chunks = [];
    if (this.gunzip !== undefined) {
      this.payload.unpipe(this.gunzip);
      this.gunzip.destroy();
    }
    discard(this.payload);
    this.reject(error);
  }
}

/** @throws HttpError 415 for any encoding but gzip and none. */
function isGzip(encoding: string | undefined): boolean {
  if (encoding === undefined) return false;
  const name = encoding.trim().toLowerCase();
  if (name === 'gzip' || name === 'x-gzip') return true;
  if (name === 'identity' || name === '') return false;
  throw new HttpError(
    415,
    'LAF_UNSUPPORTED_ENCODING',
    `Content-Encoding ${encoding} is not read; allowed is gzip, or none`,
  );
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'LAF_BODY_TOO_LARGE', `the body has more than ${limit} bytes, decompressed`);
}

function broken(error: Error, zipped: boolean): HttpError {
  const what = zipped ? 'the body is not gzip' : 'the body broke off';
  return new HttpError(400, 'LAF_BODY_BROKEN', `${what}: ${error.message}`);
}

function discard(payload: Readable): void {
  let discarded = 0;
  payload.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MAX_DISCARDED) payload.destroy();
  });
  payload.on('error', () => undefined);
  payload.resume();
}
