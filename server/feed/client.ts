import type { WebSocket } from 'uWebSockets.js';
import { errorFrame, helloFrame, skippedFrame } from './frames.js';
import type { Viewer } from './viewer.js';

/** What a client asks for when it comes. */
export interface FeedRequest {
  /** `?filter=`; '' for all events. */
  readonly filter: string;
  /** `?cursor=`: where to go on. */
  readonly cursor: string | undefined;
  /** Whether the client would be let in now: its token can have been revoked, or its session be over. */
  mayStay(): boolean;
}

/** What uWebSockets keeps beside each of its sockets. */
export interface SocketData {
  readonly request: FeedRequest;
  viewer?: Viewer;
  client?: FeedClient;
}

/**
 * One WebSocket. What it does not read waits in its backlog, up to a limit; events beyond that are counted and the
 * client is told the number before the next events it gets. Other frames beyond it are dropped: who reads nothing
 * needs no answer.
 */
export class FeedClient {
  #skipped = 0;
  #onRoom: (() => void) | undefined;

  /**
   * @param backlogLimit bytes that may wait for this client now
   * @param onSkip told of each number of events this client missed
   */
  constructor(
    private readonly socket: WebSocket<SocketData>,
    private readonly backlogLimit: () => number,
    private readonly onSkip: (count: number) => void,
  ) {}

  sendHello(cursor: string): void {
    this.#answer(helloFrame(cursor));
  }

  sendError(message: string): void {
    this.#answer(errorFrame(message));
  }

  /** @param frame holds `count` events */
  sendEvents(frame: Buffer, count: number): void {
    if (this.#hasRoom(frame)) {
      this.tellSkipped();
      this.socket.send(frame, false);
    } else {
      this.skip(count);
    }
  }

  skip(count: number): void {
    this.#skipped += count;
    this.onSkip(count);
  }

  /** Resolves once the client has read all it was sent. @throws the signal's reason */
  async room(signal: AbortSignal): Promise<void> {
    const wake = () => this.#onRoom?.();
    signal.addEventListener('abort', wake);
    while (!signal.aborted && this.socket.getBufferedAmount() > 0) {
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
    }
    signal.removeEventListener('abort', wake);
    signal.throwIfAborted();
  }

  /** The backlog has become shorter. */
  drained(): void {
    this.tellSkipped();
    this.#onRoom?.();
  }

  /** Also called when the backlog has drained: nothing else may come that would carry the number along. */
  tellSkipped(): void {
    if (this.#skipped === 0) return;
    this.socket.send(skippedFrame(this.#skipped), false);
    this.#skipped = 0;
  }

  end(code: number, reason: string): void {
    this.socket.end(code, reason);
  }

  #answer(frame: Buffer): void {
    if (this.#hasRoom(frame)) this.socket.send(frame, false);
  }

  /** One frame always fits into an empty backlog, however large its only event is. */
  #hasRoom(frame: Buffer): boolean {
    const waiting = this.socket.getBufferedAmount();
    return waiting === 0 || waiting + frame.length <= this.backlogLimit();
  }
}
