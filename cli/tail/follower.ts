import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../pipeline/errors.js';
import type { EventRecord } from '../../pipeline/event.js';
import { stringifyJson } from '../../pipeline/json-text.js';
import type { ServerClient } from '../support/server-client.js';
import type { EventText } from './event-text.js';
import { FeedConnection, type Frame } from './feed-connection.js';
import type { History } from './history.js';
import type { Printer } from './printer.js';
import { SeenIds } from './seen-ids.js';

/** What is shown before the live events. */
export type Start = { readonly newest: number } | { readonly since: string };

interface Parts {
  readonly client: ServerClient;
  readonly filter: string;
  readonly history: History;
  /** How an event is shown; undefined: as JSON. */
  readonly text: EventText | undefined;
  readonly printer: Printer;
  readonly tell: (message: string) => void;
}

const FIRST_PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 10_000;
/**
 * The feed shows events before they are committed: one that was shown just before the greeting may not be in the store
 * yet when it is asked. So it is asked again, once what was under way then is committed (batches wait 200 ms), and
 * later for a database that is slow.
 */
const LOOK_AGAIN_MILLIS = [1_000, 5_000];

/**
 * Joins what the store has and what the feed sends, so that nothing is missing or shown twice. The first connection:
 * greeting (live events begin to gather) → what the store has → live events, while the store is asked again for what
 * was under way at the greeting. Those after it go on at the cursor of the last frame, and the server sees to the rest.
 */
export class Follower {
  readonly #seen = new SeenIds();
  #pause = FIRST_PAUSE_MILLIS;
  /** Of the last frame; undefined until the first connection has shown what it begins with. */
  #cursor: string | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Until the signal.
   *
   * @throws UserError when the server refuses, EnvironmentError when it cannot be reached at first
   */
  async run(start: Start): Promise<void> {
    while (!this.signal.aborted) {
      const reason = await this.#connection(start);
      if (this.signal.aborted) return;
      this.parts.tell(`${reason}; connecting again`);
      await this.#again();
    }
  }

  /** Follows one connection to its end. @returns why it ended */
  async #connection(start: Start): Promise<string> {
    const ending = new AbortController();
    const signal = AbortSignal.any([this.signal, ending.signal]);
    try {
      const { client, filter } = this.parts;
      const frames = new FeedConnection(client, { filter, cursor: this.#cursor }, signal).frames();
      for await (const frame of frames) {
        if (frame.type === 'hello') await this.#greeted(start, signal);
        else await this.#show(frame);
        if ('cursor' in frame) this.#cursor = frame.cursor;
      }
      return 'the server has closed the live feed';
    } catch (error) {
      if (this.signal.aborted) return 'interrupted';
      if (!(error instanceof EnvironmentError) || this.#cursor === undefined) throw error;
      return error.message;
    } finally {
      ending.abort();
    }
  }

  async #greeted(start: Start, signal: AbortSignal): Promise<void> {
    if (this.#cursor === undefined) await this.#begin(start, signal);
    else this.parts.tell('connected again');
    this.#pause = FIRST_PAUSE_MILLIS;
  }

  /** What the store has; live events gather meanwhile. */
  async #begin(start: Start, signal: AbortSignal): Promise<void> {
    const { history } = this.parts;
    if ('since' in start) {
      await this.#print(history.since(start.since));
      this.#lookAgain(this.#seen.lowest, signal);
    } else if (start.newest > 0) {
      const newest = await history.newest(start.newest);
      await this.#printNew(newest);
      // Those before a full page are not wanted; before another there are none.
      this.#lookAgain(this.#seen.lowest, signal);
    }
  }

  /** In the background. @param floor id of the first event that is wanted */
  #lookAgain(floor: string, signal: AbortSignal): void {
    const look = async () => {
      for (const millis of LOOK_AGAIN_MILLIS) {
        await sleep(millis, undefined, { signal });
        await this.#print(this.parts.history.fromId(floor));
      }
    };
    look().catch((error: Error) => {
      if (!signal.aborted) this.parts.tell(`what was under way may be missing: ${error.message}`);
    });
  }

  async #show(frame: Exclude<Frame, { type: 'hello' }>): Promise<void> {
    if (frame.type === 'events') await this.#printNew(frame.events);
    else if (frame.type === 'skipped')
      this.parts.tell(`${frame.count} events skipped: they came faster than read`);
    else this.parts.tell(frame.message);
  }

  async #print(pages: AsyncIterable<EventRecord[]>): Promise<void> {
    for await (const page of pages) await this.#printNew(page);
  }

  async #printNew(events: readonly EventRecord[]): Promise<void> {
    const { text, printer } = this.parts;
    const fresh = events.filter(({ id }) => this.#seen.add(id));
    await printer.write(fresh.map((event) => text?.(event) ?? `${stringifyJson(event)}\n`).join(''));
  }

  async #again(): Promise<void> {
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MILLIS);
    await sleep(pause, undefined, { signal: this.signal }).catch(() => undefined);
  }
}
