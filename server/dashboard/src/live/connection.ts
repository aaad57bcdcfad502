import type { LogRecord } from '../api/types.js';

/**
 * The live feed's connection (docs/live-feed.md), which comes back by itself and goes on from the last cursor it has
 * seen: no event is missed, but one can come twice where a connection ended in the midst of something.
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
  /** @param resumed whether what came since the connection before will come first; else the feed begins now */
  onHello(resumed: boolean): void;
  onEvents(events: LogRecord[]): void;
}

/** What is needed of a WebSocket, for tests. */
export type Socket = Pick<WebSocket, 'close' | 'send' | 'onmessage' | 'onclose'>;

type Frame =
  | { type: 'hello'; cursor: string }
  | { type: 'events'; events: LogRecord[]; cursor: string }
  | { type: 'skipped'; count: number }
  | { type: 'error'; message: string };

export const FIRST_RETRY_MILLIS = 500;
export const LAST_RETRY_MILLIS = 15_000;
/**
 * A connection that is cut off says nothing, as one on which nothing happens. So after a silence the feed is asked for
 * a sign of life: a pause is answered, and the resume behind it loses nothing. A machine that has slept notices so, too.
 */
export const SILENCE_MILLIS = 20_000;
export const LOOK_MILLIS = 5000;
const ASK_FOR_SIGN = [{ type: 'pause' }, { type: 'resume' }];

export class LiveConnection {
  #state: ConnectionState = { name: 'off' };
  #socket: Socket | undefined;
  #filter = '';
  /** Of the last frame; absent while the feed is to begin now. */
  #cursor: string | undefined;
  #heardAt = 0;
  /** Whether a sign of life has been asked for and nothing has come since. */
  #asked = false;
  #watch: ReturnType<typeof setInterval> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMillis = FIRST_RETRY_MILLIS;

  constructor(
    private readonly listener: FeedListener,
    private readonly open: (filter: string, cursor: string | undefined) => Socket,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  /** Listens to what matches; goes on from where it stopped where the filter is the same. */
  start(filter: string): void {
    if (filter !== this.#filter) this.#cursor = undefined;
    this.#leave();
    this.#filter = filter;
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#connect(false);
  }

  /** Gives up what has been missed: the feed begins now. */
  startAfresh(): void {
    this.#cursor = undefined;
    this.start(this.#filter);
  }

  stop(): void {
    this.#leave();
    this.#enter({ name: 'off' });
  }

  /** For when there is reason to think that it works again. */
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
    const resumes = this.#cursor !== undefined;
    const socket = this.open(this.#filter, this.#cursor);
    this.#socket = socket;
    this.#heard();
    this.#watch = setInterval(() => this.#look(), LOOK_MILLIS);
    socket.onmessage = ({ data }) => this.#read(JSON.parse(data), resumes);
    socket.onclose = () => this.lose();
    this.#enter({ name: 'connecting', again });
  }

  #read(frame: Frame, resumes: boolean): void {
    this.#heard();
    switch (frame.type) {
      case 'hello':
        this.#retryMillis = FIRST_RETRY_MILLIS;
        this.#cursor = frame.cursor;
        this.#enter({ name: 'live' });
        this.listener.onHello(resumes);
        break;
      case 'events':
        this.#cursor = frame.cursor;
        if (frame.events.length > 0) this.listener.onEvents(frame.events);
        break;
      case 'skipped':
        // The cursor is of the frame before what was left out, which a new connection is given at its own pace.
        this.retryNow();
        break;
      case 'error':
        // What is wrong with a filter, the search says. A cursor is refused where the server's tables are new.
        if (resumes && /cursor/.test(frame.message)) this.startAfresh();
        break;
    }
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#asked = false;
  }

  #look(): void {
    if (Date.now() - this.#heardAt < SILENCE_MILLIS) return;
    if (this.#asked || this.#state.name !== 'live') this.retryNow();
    else this.#askForSign();
  }

  #askForSign(): void {
    this.#asked = true;
    for (const message of ASK_FOR_SIGN) this.#socket!.send(JSON.stringify(message));
  }

  /** It is broken, or there is reason to think so. */
  lose(): void {
    if (this.#socket === undefined) return;
    this.#leave();
    this.#enter({ name: 'waiting', retryAt: Date.now() + this.#retryMillis });
    this.#timer = setTimeout(() => this.#connect(true), this.#retryMillis);
    this.#retryMillis = Math.min(this.#retryMillis * 2, LAST_RETRY_MILLIS);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    if (this.#socket === undefined) return;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = undefined;
  }
}
