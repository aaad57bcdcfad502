import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import { matcherOf } from '../parameters/filters.js';
import type { Arrivals } from './arrivals.js';
import type { CatchUp } from './catch-up.js';
import type { FeedClient, FeedRequest } from './client.js';
import { eventsFrame, type LiveEvent } from './frames.js';
import { readClientMessage } from './messages.js';
import { Position } from './position.js';
import type { RecentChunk } from './recent.js';
import type { Topic, Topics } from './topic.js';

/** What stands while somebody listens. */
export interface Stage {
  readonly arrivals: Arrivals;
  readonly topics: Topics;
  readonly catchUp: CatchUp;
  readonly logger: Logger;
}

/**
 * waiting for its greeting → live ⇄ paused; from paused it becomes live by way of catching up, and so it does from
 * waiting when it came with a cursor. Silent is whose filter could not be read: the next good one makes it live.
 */
type State =
  | { readonly at: 'waiting' }
  | { readonly at: 'silent' }
  | { readonly at: 'live'; readonly topic: Topic; readonly since: number }
  | { readonly at: 'paused'; readonly position: Position }
  | { readonly at: 'catching up'; position: Position; readonly abort: AbortController };

/** In characters of events' text; a client that falls behind meanwhile is waited for after each. */
const FRAME_CHARACTERS = 256 * 1024;

/** What one client of the feed is shown, and how far it has come. */
export class Viewer {
  #state: State = { at: 'waiting' };
  #stage: Stage | undefined;
  #filter: string;

  constructor(
    private readonly client: FeedClient,
    private readonly request: FeedRequest,
  ) {
    this.#filter = request.filter;
  }

  get mayStay(): boolean {
    return this.request.mayStay();
  }

  /** The subscription stands; does nothing when the client has been greeted before. */
  greet(stage: Stage): void {
    if (this.#state.at !== 'waiting') return;
    this.#stage = stage;
    this.#state = { at: 'silent' };
    this.client.sendHello(this.request.cursor ?? stage.arrivals.cursor);
    this.#try(() => this.#begin());
  }

  /** Does what a client's message says, or tells it what is wrong with it. */
  read(bytes: ArrayBuffer, isBinary: boolean): void {
    this.#try(() => {
      const message = readClientMessage(bytes, isBinary);
      switch (message.type) {
        case 'filter':
          return this.#changeFilter(message.filter.trim());
        case 'pause':
          return this.#pause();
        case 'resume':
          return this.#resume(message.cursor);
        default:
          return message satisfies never;
      }
    });
  }

  /** It gets nothing more. */
  end(): void {
    this.#leave();
    this.#state = { at: 'silent' };
  }

  #begin(): void {
    const { cursor } = this.request;
    if (cursor === undefined) this.#join();
    else this.#catchUp(Position.read(cursor));
  }

  #join(): void {
    const { topics, arrivals } = this.#stage!;
    const topic = topics.join(this.client, this.#filter);
    this.#state = { at: 'live', topic, since: arrivals.recent.count };
  }

  /** @throws FilterError; then the client keeps the filter it had, or gets nothing where it had none. */
  #changeFilter(filter: string): void {
    matcherOf(filter);
    this.#filter = filter;
    const state = this.#state;
    if (state.at === 'silent') {
      this.#begin();
    } else if (state.at === 'live') {
      if (state.topic.filter === filter) return;
      this.#leave();
      this.#join();
    } else if (state.at === 'catching up') {
      this.#leave();
      this.#catchUp(state.position);
    }
  }

  #pause(): void {
    const state = this.#state;
    if (state.at !== 'live' && state.at !== 'catching up') return;
    if (state.at === 'live') state.topic.settle(this.client);
    this.#leave();
    const position = state.at === 'live' ? this.#stage!.arrivals.position : state.position;
    this.client.sendEvents(eventsFrame([], position.toString()), 0);
    this.#state = { at: 'paused', position };
  }

  #resume(cursor: string | undefined): void {
    const state = this.#state;
    const given = cursor === undefined ? undefined : Position.read(cursor);
    if (state.at === 'paused') this.#catchUp(given ?? state.position);
    else if (given === undefined) return;
    else if (state.at === 'live') this.#goBack(given, state.topic, state.since);
    else if (state.at === 'catching up') {
      this.#leave();
      this.#catchUp(given);
    }
  }

  /** A client that has come again asks for what it missed; since its hello it has been shown what came. */
  #goBack(had: Position, topic: Topic, since: number): void {
    topic.settle(this.client);
    this.#leave();
    const shown = this.#stage!.arrivals.recent.since(since);
    this.#catchUp(shown.reduce((position, { range }) => position.with(range), had));
  }

  #leave(): void {
    const state = this.#state;
    if (state.at === 'live') this.#stage!.topics.leave(this.client, state.topic);
    else if (state.at === 'catching up') state.abort.abort();
  }

  #catchUp(position: Position): void {
    const state: State = { at: 'catching up', position, abort: new AbortController() };
    this.#state = state;
    this.#catchUpFrom(state).catch((error) => {
      if (state.abort.signal.aborted) return;
      this.#stage!.logger.error({ err: error }, 'a client of the live feed cannot be shown what it missed');
      this.client.sendError(
        `what was missed cannot be shown: ${messageOf(error)}; the feed goes on from now`,
      );
      this.#try(() => this.#join());
    });
  }

  /** First from the store, then from what came meanwhile, until nothing is left. */
  async #catchUpFrom(state: State & { at: 'catching up' }): Promise<void> {
    const { arrivals, catchUp } = this.#stage!;
    const { signal } = state.abort;
    for (;;) {
      signal.throwIfAborted();
      const recent = arrivals.recent.missing(state.position, arrivals.position);
      if (recent?.length === 0) return this.#join();
      if (recent !== undefined) {
        state.position = this.#sendRecent(recent, state.position);
        await this.client.room(signal);
        continue;
      }
      const request = { client: this.client, filter: this.#filter, had: state.position };
      for await (const position of catchUp.run(request, signal)) state.position = position;
    }
  }

  /** As many chunks as fit into a frame. */
  #sendRecent(chunks: readonly RecentChunk[], had: Position): Position {
    const matches = this.#filter === '' ? () => true : matcherOf(this.#filter);
    const events: LiveEvent[] = [];
    let position = had;
    let characters = 0;
    for (const chunk of chunks) {
      if (characters > FRAME_CHARACTERS) break;
      for (const event of chunk.events) {
        if (this.#filter !== '' && !matches(event.subject)) continue;
        events.push(event);
        characters += event.text.length;
      }
      position = position.with(chunk.range);
    }
    if (events.length > 0) this.client.sendEvents(eventsFrame(events, position.toString()), events.length);
    return position;
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.client.sendError(messageOf(error));
    }
  }
}
