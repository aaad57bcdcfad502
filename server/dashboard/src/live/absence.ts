import type { LogRecord } from '../api/types.js';

/** What lies less apart are clocks that go alike: the feed itself takes some time. */
const ALIKE_MILLIS = 2000;

/**
 * Tells what arrived while the connection was broken from what comes now, by the server's clock: how far it lies behind
 * this machine's is at most what the quickest live event took.
 */
export class Absence {
  #behindMillis: number | undefined;
  #until: number | undefined;

  /** The feed goes on from where it was. @param now milliseconds since 1970 */
  end(now: number): void {
    const behind = this.#behindMillis ?? 0;
    this.#until = Math.abs(behind) < ALIKE_MILLIS ? now : now - behind;
  }

  /** How many of these, in the order of their arrival, came while it was broken. */
  count(events: readonly LogRecord[], now: number): number {
    const newest = Date.parse(events.at(-1)!.received_at);
    this.#behindMillis = Math.min(this.#behindMillis ?? Number.POSITIVE_INFINITY, now - newest);
    const until = this.#until;
    if (until === undefined) return 0;
    if (newest >= until) this.#until = undefined;
    return events.filter(({ received_at }) => Date.parse(received_at) < until).length;
  }
}
