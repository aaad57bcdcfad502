import type { FilterPredicate } from '../../pipeline/filter/predicate.js';
import { matcherOf } from '../parameters/filters.js';
import type { FeedClient } from './client.js';
import { eventsFrame, type LiveEvent } from './frames.js';

/** Clients get at most one frame in this time; faster than a screen is read, and few enough for thousands of them. */
export const FRAME_MILLIS = 50;

/**
 * A frame ends here and what does not fit is skipped, so that a burst costs this much memory once. Ten thousand events
 * of 300 bytes a second make frames of 150 KB.
 */
const MAX_FRAME_BYTES = 1024 * 1024;

/**
 * All clients with one filter: an event is matched once for them and written once.
 *
 * States: idle → cooling (a frame was sent less than FRAME_MILLIS ago; events wait) → idle. An event that comes while
 * idle is sent at once.
 *
 * The frames go out by a call per client rather than by uWebSockets' own publish, which costs the same system calls:
 * only so each client's backlog is seen, counted and told.
 */
export class Topic {
  /** Each client with the place of its first event in `#pending`: it has no use for those that came before it. */
  readonly #members = new Map<FeedClient, number>();
  #pending: LiveEvent[] = [];
  #pendingBytes = 0;
  #cooling: NodeJS.Timeout | undefined;

  constructor(
    readonly filter: string,
    private readonly matches: FilterPredicate | undefined,
    private readonly cursor: () => string,
  ) {}

  get empty(): boolean {
    return this.#members.size === 0;
  }

  /** Sends the client at once what waits for it; it is about to leave. */
  settle(client: FeedClient): void {
    const from = this.#members.get(client) ?? 0;
    const count = this.#pending.length - from;
    if (count > 0) client.sendEvents(eventsFrame(this.#pending.slice(from), this.cursor()), count);
    this.#members.set(client, this.#pending.length);
  }

  join(client: FeedClient): void {
    this.#members.set(client, this.#pending.length);
  }

  leave(client: FeedClient): void {
    this.#members.delete(client);
    if (!this.empty) return;
    clearTimeout(this.#cooling);
    this.#cooling = undefined;
    this.#clear();
  }

  push(events: readonly LiveEvent[]): void {
    let skipped = 0;
    for (const event of events) {
      if (this.matches !== undefined && !this.matches(event.subject)) continue;
      if (this.#pending.length > 0 && this.#pendingBytes + event.text.length > MAX_FRAME_BYTES) {
        skipped += 1;
        continue;
      }
      this.#pending.push(event);
      this.#pendingBytes += event.text.length;
    }
    if (skipped > 0) for (const client of this.#members.keys()) client.skip(skipped);
    if (this.#cooling === undefined) this.#flush();
  }

  #flush(): void {
    this.#cooling = undefined;
    if (this.#pending.length === 0) return;
    const frames = new Map<number, Buffer>();
    for (const [client, from] of this.#members) {
      const count = this.#pending.length - from;
      this.#members.set(client, 0);
      if (count > 0) client.sendEvents(this.#frame(frames, from), count);
    }
    this.#clear();
    this.#cooling = setTimeout(() => this.#flush(), FRAME_MILLIS);
  }

  /** Written once for all who begin at the same place, which is nearly always the first. */
  #frame(frames: Map<number, Buffer>, from: number): Buffer {
    let frame = frames.get(from);
    if (frame === undefined) {
      frame = eventsFrame(from === 0 ? this.#pending : this.#pending.slice(from), this.cursor());
      frames.set(from, frame);
    }
    return frame;
  }

  #clear(): void {
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** The topics that have members. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  constructor(private readonly cursor: () => string) {}

  get size(): number {
    return this.#topics.size;
  }

  /** @throws FilterError */
  join(client: FeedClient, filter: string): Topic {
    const topic = this.#topics.get(filter) ?? this.#create(filter);
    topic.join(client);
    this.#topics.set(filter, topic);
    return topic;
  }

  leave(client: FeedClient, topic: Topic): void {
    topic.leave(client);
    if (topic.empty) this.#topics.delete(topic.filter);
  }

  push(events: readonly LiveEvent[]): void {
    for (const topic of this.#topics.values()) topic.push(events);
  }

  #create(filter: string): Topic {
    return new Topic(filter, filter === '' ? undefined : matcherOf(filter), this.cursor);
  }
}
