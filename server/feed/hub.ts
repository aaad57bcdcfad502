import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import type { LiveHistory } from '../../pipeline/live-history.js';
import { Arrivals } from './arrivals.js';
import { CatchUp } from './catch-up.js';
import type { FeedClient, FeedRequest } from './client.js';
import { GapFiller } from './gap-filler.js';
import { Subscription } from './subscription.js';
import { Topics } from './topic.js';
import { type Stage, Viewer } from './viewer.js';

/** RFC 6455 §7.4.1, and 1013 from IANA's registry. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** Where the queue cannot tell since when chunks wait, they are taken to have waited for no longer than this. */
const PENDING_MILLIS = 60_000;

/**
 * Brings events from the live bus to the clients: holds a subscription while there are any, greets those who come once
 * it stands, and puts clients with the same filter into one topic.
 */
export class Hub {
  readonly #viewers = new Map<FeedClient, Viewer>();
  readonly #topics = new Topics(() => this.#stage!.arrivals.cursor);
  readonly #subscription: Subscription;
  /** Since the subscription stands. */
  #stage: Stage | undefined;
  #closing = false;

  constructor(
    private readonly bus: LiveBus,
    private readonly history: LiveHistory,
    private readonly logger: Logger,
  ) {
    this.#subscription = new Subscription(
      { subscribe: (listener) => this.#subscribe(listener) },
      (message) => this.#receive(message),
      () => this.#greet(),
      (error) => this.#giveUp(error),
    );
  }

  get clients(): number {
    return this.#viewers.size;
  }

  /** Distinct filters. */
  get filters(): number {
    return this.#topics.size;
  }

  add(client: FeedClient, request: FeedRequest): Viewer {
    const viewer = new Viewer(client, request);
    this.#viewers.set(client, viewer);
    if (this.#closing) client.end(GOING_AWAY, 'the server is closing');
    else this.#subscription.want(true);
    return viewer;
  }

  /** The client's connection has ended. */
  forget(client: FeedClient): void {
    this.#viewers.get(client)?.end();
    this.#viewers.delete(client);
    if (this.#viewers.size === 0) this.#subscription.want(false);
  }

  /** Ends the connections of those who would not be let in any more. */
  letGo(): void {
    for (const [client, viewer] of this.#viewers) {
      if (!viewer.mayStay) client.end(POLICY_VIOLATION, 'the token or its session is no longer good');
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const client of this.#viewers.keys()) client.end(GOING_AWAY, 'the server is closing');
    await this.#subscription.end();
  }

  async #subscribe(listener: (message: string) => void): Promise<() => Promise<void>> {
    const now = Date.now();
    const pendingSince = await this.history.pendingSince().catch(() => now - PENDING_MILLIS);
    const arrivals = new Arrivals(pendingSince, now);
    const catchUp = new CatchUp(this.history, arrivals, this.logger);
    this.#stage = { arrivals, catchUp, topics: this.#topics, logger: this.logger };
    const end = await this.bus.subscribe(listener);
    const show = this.#topics.push.bind(this.#topics);
    const gapFiller = new GapFiller(this.history, arrivals, show, this.logger);
    return async () => {
      gapFiller.end();
      await end();
    };
  }

  #greet(): void {
    for (const viewer of this.#viewers.values()) viewer.greet(this.#stage!);
  }

  #giveUp(error: unknown): void {
    this.logger.error({ err: error }, 'the live bus cannot be listened to');
    for (const client of this.#viewers.keys()) {
      client.sendError(`the live bus is away: ${messageOf(error)}`);
      client.end(TRY_AGAIN_LATER, 'the live bus is away');
    }
  }

  #receive(message: string): void {
    try {
      const events = this.#stage!.arrivals.receive(message);
      if (events !== undefined) this.#topics.push(events);
    } catch (error) {
      this.logger.error({ err: error }, 'a message of the live bus cannot be read');
    }
  }
}
