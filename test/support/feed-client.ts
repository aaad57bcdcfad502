import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { EventRecord } from '../../pipeline/event.js';

export interface Frame {
  type: string;
  cursor?: string;
  events?: EventRecord[];
  count?: number;
  message?: string;
}

/** A client of the live feed that keeps all frames it gets and hands them out one by one. */
export class FeedClientProbe {
  readonly socket: WebSocket;
  /** Frames as they came, as text. */
  readonly texts: string[] = [];
  readonly #unread: Frame[] = [];
  #wake: () => void = () => {};
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), options);
    this.socket.on('message', (data) => {
      this.texts.push(data.toString());
      this.#unread.push(JSON.parse(data.toString()) as Frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#wake();
      });
    });
    this.socket.on('error', () => {});
    onTestFinished(() => this.socket.terminate());
  }

  /** The next frame, in the order of their coming. */
  async next(): Promise<Frame> {
    while (this.#unread.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the feed has closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#unread.shift()!;
  }

  /** The ids of the next `count` events, in as many frames as they take. Any other frame is a mistake. */
  async nextIds(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const frame = await this.next();
      if (frame.events === undefined) throw new Error(`no events but ${JSON.stringify(frame)}`);
      ids.push(...frame.events.map(({ id }) => id));
    }
    return ids;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves once the server has done all it was told before: it answers messages in their order. */
  async settled(): Promise<void> {
    this.say('settled?');
    const frame = await this.next();
    if (!frame.message?.includes('settled?')) throw new Error(`no answer but ${JSON.stringify(frame)}`);
  }

  /** How an upgrade was refused: status, headers and body. */
  async refusal(): Promise<{ status: number; headers: IncomingMessage['headers']; body: unknown }> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => reject(new Error('the upgrade was not refused')));
      this.socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
          resolve({ status: response.statusCode!, headers: response.headers, body });
        });
      });
    });
  }
}
