import type { Redis } from 'ioredis';
import { messageOf } from '../../../pipeline/errors.js';
import { SILENCE_MILLIS } from './connection.js';

/** An entry as Redis gives it; one without fields has been trimmed. */
export type Entry = [id: Buffer, fields: Buffer[] | null];

export interface BlockingReaderOptions {
  readonly stream: string;
  readonly group: string;
  /** The member that reads. */
  readonly name: string;
  /** A connection of its own to the server that has the stream. */
  readonly connect: () => Promise<Redis>;
  /** Ends the wait of a connection, named by its id, by way of another one. */
  readonly unblock: (id: number) => Promise<void>;
}

const UNBLOCK_MILLIS = 20;

/** Waits for new entries of one stream on a connection of its own, which is made anew after it has failed. */
export class BlockingReader {
  #connecting: Promise<Redis> | undefined;
  /** The connection, once it stands, and its id where it is known. */
  #connection: Redis | undefined;
  #id: number | undefined;

  constructor(private readonly options: BlockingReaderOptions) {}

  /** New entries, at most `count`; does not wait where `waitMillis` is 0, and no longer when `signal` aborts. */
  async read(count: number, waitMillis: number, signal?: AbortSignal): Promise<Entry[]> {
    // Redis answers a read by the end of its wait; a connection on which it does not is half-open.
    const silence = waitMillis + SILENCE_MILLIS;
    try {
      return await within(silence, this.#read(count, waitMillis, signal));
    } catch (error) {
      const message = messageOf(error);
      const gone =
        message.startsWith('no answer') || message.startsWith('MOVED') || this.#connection?.status === 'end';
      if (gone) void this.disconnect();
      throw error;
    }
  }

  async disconnect(): Promise<void> {
    const connecting = this.#connecting;
    this.#connecting = undefined;
    this.#connection = undefined;
    this.#id = undefined;
    const connection = await connecting?.catch(() => undefined);
    connection?.disconnect();
  }

  async #read(count: number, waitMillis: number, signal?: AbortSignal): Promise<Entry[]> {
    const { stream, group, name } = this.options;
    const connection = await this.#connected();
    this.#connection = connection;
    this.#id ??= await connection.client('ID');
    const stopUnblocking = this.#unblockOnAbort(this.#id, signal);
    try {
      // BLOCK 0 would wait for ever.
      const reply = (await (waitMillis > 0
        ? connection.xreadgroupBuffer(
            ...(['GROUP', group, name, 'COUNT', count, 'BLOCK', waitMillis, 'STREAMS', stream, '>'] as const),
          )
        : connection.xreadgroupBuffer(
            ...(['GROUP', group, name, 'COUNT', count, 'STREAMS', stream, '>'] as const),
          ))) as [Buffer, Entry[]][] | null;
      return reply?.[0]?.[1] ?? [];
    } catch (error) {
      this.#id = undefined;
      throw error;
    } finally {
      stopUnblocking();
    }
  }

  /** Asked for again where Redis was away the last time. */
  #connected(): Promise<Redis> {
    this.#connecting ??= this.options.connect().catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  /** Repeats, because the command may overtake the read that it is to end: they go by two connections. */
  #unblockOnAbort(id: number, signal: AbortSignal | undefined): () => void {
    let timer: NodeJS.Timeout | undefined;
    const begin = () => {
      const unblock = () => void this.options.unblock(id).catch(() => {});
      timer = setInterval(unblock, UNBLOCK_MILLIS);
      unblock();
    };
    if (signal?.aborted) begin();
    else signal?.addEventListener('abort', begin, { once: true });
    return () => {
      signal?.removeEventListener('abort', begin);
      clearInterval(timer);
    };
  }
}

async function within<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${SILENCE_MILLIS} ms`)), millis);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
