import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import { IdAllocator, idToString } from '../../pipeline/event-id.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import { matcherOf } from '../filters.js';
import type { FeedClient } from './client.js';
import { laterId, sliceEvents } from './frames.js';
import { readClientMessage } from './messages.js';
import { Subscription } from './subscription.js';
import { Topic } from './topic.js';

/** RFC 6455 §7.4.1, and 1013 from IANA's registry. */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/**
 * Brings events from the live bus to the clients: holds a subscription while there are any, and puts clients with the
 * same filter into one topic.
 *
 * A client waits → is greeted (the subscription stands; it has its hello and gets events) → is forgotten.
 */
export class Hub {
  readonly #clients = new Set<FeedClient>();
  /** Clients not yet greeted, with the filter they ask for. */
  readonly #waiting = new Map<FeedClient, string>();
  readonly #topics = new Map<string, Topic>();
  readonly #subscription: Subscription;
  #newestId = '0';
  #closing = false;

  constructor(
    bus: LiveBus,
    private readonly logger: Logger,
  ) {
    this.#subscription = new Subscription(
      bus,
      (events) => this.#receive(events),
      () => this.#greetWaiting(),
      (error) => this.#giveUp(error),
    );
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Distinct filters. */
  get filters(): number {
    return this.#topics.size;
  }

  add(client: FeedClient, filter: string): void {
    this.#clients.add(client);
    if (this.#closing) {
      client.end(GOING_AWAY, 'the server is closing');
    } else {
      this.#waiting.set(client, filter);
      this.#subscription.want(true);
    }
  }

  /** Does what a client's message says, or tells it what is wrong with it. */
  read(client: FeedClient, bytes: ArrayBuffer, isBinary: boolean): void {
    try {
      const filter = readClientMessage(bytes, isBinary).filter.trim();
      if (this.#waiting.has(client)) this.#waiting.set(client, filter);
      else this.#join(client, filter);
    } catch (error) {
      client.sendError(messageOf(error));
    }
  }

  /** The client's connection has ended. */
  forget(client: FeedClient): void {
    this.#leaveTopic(client);
    this.#waiting.delete(client);
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#subscription.want(false);
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const client of this.#clients) client.end(GOING_AWAY, 'the server is closing');
    await this.#subscription.end();
  }

  #greetWaiting(): void {
    // Who is the first to listen has seen nothing yet: what arrives from now on has a later id than now's.
    if (this.#topics.size === 0) this.#newestId = laterId(this.#newestId, idOfNow());
    for (const [client, filter] of this.#waiting) {
      this.#waiting.delete(client);
      client.sendHello(this.#newestId);
      try {
        this.#join(client, filter);
      } catch (error) {
        client.sendError(messageOf(error));
      }
    }
  }

  #giveUp(error: unknown): void {
    this.logger.error({ err: error }, 'the live bus cannot be listened to');
    for (const client of this.#clients) {
      client.sendError(`the live bus is away: ${messageOf(error)}`);
      client.end(TRY_AGAIN_LATER, 'the live bus is away');
    }
  }

  /** @throws FilterError; then the client keeps the filter it had, or gets nothing where it had none. */
  #join(client: FeedClient, filter: string): void {
    if (client.topic?.filter === filter) return;
    const topic = this.#topics.get(filter) ?? this.#createTopic(filter);
    this.#leaveTopic(client);
    topic.join(client);
    client.topic = topic;
    this.#topics.set(filter, topic);
  }

  #createTopic(filter: string): Topic {
    const matches = filter === '' ? undefined : matcherOf(filter);
    return new Topic(filter, matches, () => this.#newestId);
  }

  #leaveTopic(client: FeedClient): void {
    const topic = client.topic;
    if (topic === undefined) return;
    topic.leave(client);
    client.topic = undefined;
    if (topic.empty) this.#topics.delete(topic.filter);
  }

  #receive(text: string): void {
    try {
      const events = sliceEvents(text);
      for (const event of events) this.#newestId = laterId(this.#newestId, event.id);
      for (const topic of this.#topics.values()) topic.push(events);
    } catch (error) {
      this.logger.error({ err: error }, 'a message of the live bus cannot be read');
    }
  }
}

function idOfNow(): string {
  const { high, low } = new IdAllocator(0).allot(1);
  return idToString(high, low);
}
