import type { LogRecord } from '../api/types.js';

/**
 * The live feed's connection (docs/live-feed.md), which comes back by itself.
 *
 * off → connecting → live (the server's hello is here: what is published from now on comes) → waiting (it broke; another
 * try at `retryAt`) → connecting …; `stop` leads from anywhere to off. Only `#enter` changes the state.
 */
export type ConnectionState =
  | { readonly name: 'off' }
  | { readonly name: 'connecting'; readonly again: boolean }
  | { readonly name: 'live' }
  | { readonly name: 'waiting'; readonly retryAt: number };

export interface FeedListener {
  onState(state: ConnectionState): void;
  /** @param cursor id of the newest event the feed had seen when it began to listen */
  onHello(cursor: string): void;
  onEvents(events: LogRecord[]): void;
  /** This page did not read fast enough and has missed so many. */
  onSkipped(count: number): void;
  onProblem(message: string): void;
}

/** What is needed of a WebSocket, for tests. */
export type Socket = Pick<WebSocket, 'close' | 'onmessage' | 'onclose'>;

type Frame =
  | { type: 'hello'; cursor: string }
  | { type: 'events'; events: LogRecord[]; cursor: string }
  | { type: 'skipped'; count: number }
  | { type: 'error'; message: string };

export const FIRST_RETRY_MILLIS = 500;
export const LAST_RETRY_MILLIS = 15_000;

export class LiveConnection {
  #state: ConnectionState = { name: 'off' };
  #socket: Socket | undefined;
  #filter = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMillis = FIRST_RETRY_MILLIS;

  constructor(
    private readonly listener: FeedListener,
    private readonly open: (filter: string) => Socket,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  /** Listens to what matches; whoever changes the filter gets a new connection, so that nothing of the old one comes late. */
  start(filter: string): void {
    this.#leave();
    this.#filter = filter;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#connect(false);
  }

  stop(): void {
    this.#leave();
    this.#enter({ name: 'off' });
  }

  /** For when there is reason to think that it works again, or that the connection is dead and does not know it. */
  retryNow(): void {
    if (this.#state.name === 'off') return;
    this.#leave();
    this.#connect(true);
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.listener.onState(state);
  }

  #connect(again: boolean): void {
    const socket = this.open(this.#filter);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#read(JSON.parse(data));
    socket.onclose = () => this.#wait();
    this.#enter({ name: 'connecting', again });
  }

  #read(frame: Frame): void {
    switch (frame.type) {
      case 'hello':
        this.#retryMillis = FIRST_RETRY_MILLIS;
        this.#enter({ name: 'live' });
        this.listener.onHello(frame.cursor);
        break;
      case 'events':
        this.listener.onEvents(frame.events);
        break;
      case 'skipped':
        this.listener.onSkipped(frame.count);
        break;
      case 'error':
        this.listener.onProblem(frame.message);
        break;
    }
  }

  #wait(): void {
    this.#leave();
    this.#enter({ name: 'waiting', retryAt: Date.now() + this.#retryMillis });
    this.#timer = setTimeout(() => this.#connect(true), this.#retryMillis);
    this.#retryMillis = Math.min(this.#retryMillis * 2, LAST_RETRY_MILLIS);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    if (this.#socket === undefined) return;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = undefined;
  }
}
