import type { Logger } from 'pino';
import type { LiveBus } from '../../pipeline/live-bus.js';
import { LiveOutlet } from '../../pipeline/live-outlet.js';
import { connect, nodesOf, type RedisClient } from '../queues/redis/connection.js';

type Listener = (events: string) => void;

export interface RedisLiveBusOptions {
  readonly url: string;
  /** Name that the channels begin with. */
  readonly stream: string;
  readonly logger: Logger;
  /** Called for each message that Redis was too slow for. */
  readonly onDrop: () => void;
}

/** How long an answer to "does anybody listen?" holds, unless a listener says that it has come. */
const ASK_MILLIS = 1000;

/**
 * Live events by Redis Pub/Sub, from any worker to every server.
 *
 * A publisher asks once a second who listens and publishes nothing while nobody does. A server that begins to listen
 * says so on a second channel, so that publishers ask again at once.
 */
export class RedisLiveBus implements LiveBus {
  readonly #events: string;
  readonly #arrivals: string;
  readonly #listeners = new Set<Listener>();
  readonly #outlet: LiveOutlet;
  #commands!: RedisClient;
  #subscriber!: RedisClient;
  #asking: NodeJS.Timeout | undefined;
  #heard = false;

  constructor(private readonly options: RedisLiveBusOptions) {
    this.#events = `${options.stream}:live`;
    this.#arrivals = `${options.stream}:live:arrivals`;
    this.#outlet = new LiveOutlet((events, done) => {
      this.#commands.publish(this.#events, events).then(done, done);
    }, options.onDrop);
  }

  async open(): Promise<void> {
    const { url, logger } = this.options;
    this.#commands = await connect(url, logger);
    this.#subscriber = await connect(url, logger);
    this.#subscriber.on('message', (channel, message) => this.#receive(channel, message));
    await this.#subscriber.subscribe(this.#arrivals);
    this.#asking = setInterval(() => this.#ask(), ASK_MILLIS).unref();
    await this.#ask();
  }

  get hasListeners(): boolean {
    return this.#heard;
  }

  publish(events: string): void {
    this.#outlet.pass(events);
  }

  async subscribe(listener: Listener): Promise<() => Promise<void>> {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) await this.#subscriber.subscribe(this.#events);
    await this.#commands.publish(this.#arrivals, '');
    return async () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) await this.#subscriber.unsubscribe(this.#events);
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#asking);
    this.#commands?.disconnect();
    this.#subscriber?.disconnect();
  }

  #receive(channel: string, message: string): void {
    if (channel === this.#arrivals) this.#heard = true;
    else for (const listener of this.#listeners) listener(message);
  }

  async #ask(): Promise<void> {
    // Each node of a Cluster knows only those that are connected to itself.
    const replies = await Promise.all(
      nodesOf(this.#commands).map((node) => node.pubsub('NUMSUB', this.#events).catch(() => undefined)),
    );
    const counts = replies.filter((reply) => reply !== undefined).map((reply) => Number(reply[1]));
    if (counts.length > 0) this.#heard = counts.some((count) => count > 0);
  }
}
