import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Backoff } from '../../pipeline/backoff.js';
import { RetryableError } from '../../pipeline/errors.js';
import { idOfMillis } from '../../pipeline/event-id.js';
import type { LiveHistory } from '../../pipeline/live-history.js';
import type { Arrivals } from './arrivals.js';
import type { FeedClient } from './client.js';
import { eventsFrame, liveEvent } from './frames.js';
import { LAST_ID } from './id-ranges.js';
import type { Position } from './position.js';

/** Pages read from the store at once: many come back together when a server has been away. */
const AT_ONCE = 2;
const ASK_MILLIS = 100;

export interface CatchUpRequest {
  readonly client: FeedClient;
  readonly filter: string;
  /** The client's position. */
  readonly had: Position;
}

/** Shows clients what they missed, from the store. One for each subscription to the live bus. */
export class CatchUp {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly history: LiveHistory,
    private readonly arrivals: Arrivals,
    private readonly logger: Logger,
  ) {}

  /**
   * Sends the client what has arrived until now and it lacks, and gives its position after each step.
   *
   * While the store is away it tells the client so, and tries again.
   *
   * @throws the signal's reason; FilterError and others that would come again
   */
  async *run(request: CatchUpRequest, signal: AbortSignal): AsyncGenerator<Position> {
    const backoff = new Backoff();
    for (let had = request.had; ; ) {
      try {
        for await (const position of this.#send({ ...request, had }, signal)) {
          had = position;
          yield position;
          backoff.reset();
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RetryableError)) throw error;
        if (backoff.attempts === 0) this.#tell(request.client, error);
        await backoff.wait(signal);
      }
    }
  }

  #tell(client: FeedClient, error: RetryableError): void {
    this.logger.warn({ error: error.message }, 'what clients of the live feed have missed cannot be read');
    client.sendError(`what was missed cannot be read now and will come later: ${error.message}`);
  }

  /** First what is committed for sure, then what the live bus has shown and the store may not have yet. */
  async *#send(request: CatchUpRequest, signal: AbortSignal): AsyncGenerator<Position> {
    const now = Date.now();
    const reached = this.arrivals.position;
    for (let { had } = request; ; await delay(ASK_MILLIS, undefined, { signal })) {
      const pendingSince = await this.history.pendingSince();
      const complete = pendingSince > now;
      if (complete) this.arrivals.settle();
      const committed = complete ? LAST_ID : idOfMillis(pendingSince) - 1n;
      for await (const position of this.#sendUpTo(committed, { ...request, had }, reached, signal)) {
        had = position;
        yield position;
      }
      if (!complete) continue;
      yield had.caughtUpWith(reached);
      return;
    }
  }

  async *#sendUpTo(
    committed: bigint,
    { client, filter, had }: CatchUpRequest,
    reached: Position,
    signal: AbortSignal,
  ): AsyncGenerator<Position> {
    const missing = had.missing(reached);
    const [from, to] = missing.bounds ?? [1n, 0n];
    const last = to < committed ? to : committed;
    const pages = this.history.arrivals({ filter, from: String(from), to: String(last) }, signal);
    for await (const page of this.#inTurn(pages)) {
      // What the live bus has brought meanwhile is shown as what is recent.
      const { position: now } = this.arrivals;
      const wanted = page.filter(({ id }) => missing.has(BigInt(id)) && !now.hasSince(reached, BigInt(id)));
      const events = wanted.map(({ text }) => liveEvent(text));
      const position = had.advancedTo(reached, BigInt(page.at(-1)!.id));
      await client.room(signal);
      if (events.length > 0) client.sendEvents(eventsFrame(events, position.toString()), events.length);
      yield position;
    }
    if (from <= last) yield had.advancedTo(reached, last);
  }

  /** A client that reads slowly keeps nobody waiting: its turn is over when it has the page. */
  async *#inTurn<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
    try {
      for (;;) {
        while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
        this.#running += 1;
        const next = await pages.next().finally(() => {
          this.#running -= 1;
          this.#waiting.shift()?.();
        });
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await pages.return(undefined);
    }
  }
}
