import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import type { LiveHistory } from '../../pipeline/live-history.js';
import type { Arrivals } from './arrivals.js';
import { type LiveEvent, liveEvent } from './frames.js';
import type { IdRange } from './id-ranges.js';

/** Workers overtake each other by less than this. */
const PATIENCE_MILLIS = 2000;
const LOOK_MILLIS = 1000;

/**
 * Looks for chunks that did not come over the live bus, which is best effort: a gap that stays although everything of
 * its time has been worked off is read from the store.
 */
export class GapFiller {
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  /** When each gap, named by its begin, was seen first. */
  #seen = new Map<bigint, number>();
  #looking = false;

  /** @param show brings events to the clients */
  constructor(
    private readonly history: LiveHistory,
    private readonly arrivals: Arrivals,
    private readonly show: (events: readonly LiveEvent[]) => void,
    private readonly logger: Logger,
  ) {
    this.#timer = setInterval(() => void this.#look(), LOOK_MILLIS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#ending.abort();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const pendingSince = await this.history.pendingSince();
      if (pendingSince > this.arrivals.since) this.arrivals.settle();
      for (const gap of this.#old(pendingSince)) await this.#fill(gap);
    } catch (error) {
      // The next look tries it again.
      if (!this.#ending.signal.aborted)
        this.logger.warn({ error: messageOf(error) }, 'events that the live bus has lost cannot be read');
    } finally {
      this.#looking = false;
    }
  }

  /** Those that have been there for a while, all chunks of their time having been worked off. */
  #old(pendingSince: number): IdRange[] {
    const now = Date.now();
    const { gaps } = this.arrivals.position;
    this.#seen = new Map(gaps.map(([from]) => [from, this.#seen.get(from) ?? now]));
    const latest = Math.min(now - PATIENCE_MILLIS, pendingSince - 1);
    return gaps.filter(([from]) => this.#seen.get(from)! <= latest);
  }

  async #fill([first, last]: IdRange): Promise<void> {
    const { signal } = this.#ending;
    const query = { filter: '', from: String(first), to: String(last) };
    // Where the graph shows only some of the chunks live, a gap is no loss.
    const pages = this.history.complete ? this.history.arrivals(query, signal) : [];
    for await (const page of pages) {
      signal.throwIfAborted();
      const events = page.filter(({ id }) => this.#lacks(BigInt(id)));
      this.#close(
        first,
        BigInt(page.at(-1)!.id),
        events.map(({ text }) => liveEvent(text)),
      );
    }
    signal.throwIfAborted();
    this.#close(first, last, []);
  }

  /** The bus may bring a chunk while the store is asked for it. */
  #lacks(id: bigint): boolean {
    return this.arrivals.position.lacks({ first: id, last: id, begin: id });
  }

  #close(first: bigint, last: bigint, events: readonly LiveEvent[]): void {
    this.arrivals.add({ range: { first, last, begin: first }, events });
    if (events.length > 0) this.show(events);
  }
}
