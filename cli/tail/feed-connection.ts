import { on } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { EnvironmentError, UserError } from '../../pipeline/errors.js';
import type { EventRecord } from '../../pipeline/event.js';
import { parseJson } from '../../pipeline/json-text.js';
import { errorMessage } from '../support/http-answer.js';
import type { ServerClient } from '../support/server-client.js';

/** What the server says (docs/live-feed.md). */
export type Frame =
  | { readonly type: 'hello'; readonly cursor: string }
  | { readonly type: 'events'; readonly events: EventRecord[]; readonly cursor: string }
  | { readonly type: 'skipped'; readonly count: number }
  | { readonly type: 'error'; readonly message: string };

/** A server that lives sends a ping at least every minute. */
const SILENCE_MILLIS = 90_000;
/** So many frames, of at most 1 MiB, wait here for a slow terminal; then the server waits, and counts what it skips. */
const MOST_WAITING = 16;

/** One WebSocket of the live feed, from its opening to its end. With a cursor it begins with what came since. */
export class FeedConnection {
  readonly #socket: WebSocket;
  readonly #messages: AsyncIterableIterator<[Buffer]>;
  #refusal: Error | undefined;

  constructor(
    private readonly client: ServerClient,
    { filter, cursor }: { filter: string; cursor: string | undefined },
    signal: AbortSignal,
  ) {
    const address = client.address('ws/logs');
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    if (filter !== '') address.searchParams.set('filter', filter);
    if (cursor !== undefined) address.searchParams.set('cursor', cursor);
    this.#socket = new WebSocket(address, { headers: client.headers, handshakeTimeout: 10_000 });
    this.#messages = on(this.#socket, 'message', {
      signal,
      close: ['close'],
      highWaterMark: MOST_WAITING,
      lowWaterMark: 1,
    }) as AsyncIterableIterator<[Buffer]>;
    this.#socket.on('unexpected-response', (_request, response) => this.#refused(response));
    this.#watch();
  }

  /**
   * The server's frames until the connection ends.
   *
   * @throws UserError when the server refuses who asks, EnvironmentError when it cannot be reached
   */
  async *frames(): AsyncGenerator<Frame> {
    try {
      for await (const [data] of this.#messages) yield parseJson(data.toString()) as Frame;
    } catch (error) {
      if ((error as Error).name === 'AbortError') return;
      if (this.#refusal !== undefined) throw this.#refusal;
      throw new EnvironmentError(
        `cannot reach the live feed of ${this.client.server.href}: ${(error as Error).message}`,
      );
    } finally {
      this.close();
    }
  }

  close(): void {
    // A socket that is still connecting reports its end as an error, which nobody waits for any more.
    this.#socket.on('error', () => undefined);
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(1000);
  }

  async #refused(response: IncomingMessage): Promise<void> {
    const status = response.statusCode!;
    const message = errorMessage(await text(response).catch(() => '')) ?? `the server answers ${status}`;
    this.#refusal = status < 500 && status !== 429 ? new UserError(message) : new EnvironmentError(message);
    this.#socket.terminate();
  }

  /** A half-open connection looks like one on which nothing happens. */
  #watch(): void {
    const silence = setTimeout(() => this.#socket.terminate(), SILENCE_MILLIS);
    for (const sign of ['open', 'ping', 'message']) this.#socket.on(sign, () => silence.refresh());
    this.#socket.on('close', () => clearTimeout(silence));
  }
}
