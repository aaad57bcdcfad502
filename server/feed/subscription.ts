import type { LiveBus } from '../../pipeline/live-bus.js';

/**
 * The feed's place on the live bus, held only while somebody listens.
 *
 * States: off → starting → on → stopping → off. `want` says which of off and on it is to reach, and one walk at a time
 * goes there, so that clients who come and go quickly never start two subscriptions.
 */
export class Subscription {
  #wanted = false;
  #walking = false;
  #walk = Promise.resolve();
  /** Ends the subscription; it stands while this is here. */
  #end: (() => Promise<void>) | undefined;

  /** @param onFailure why it could not be had; then it is off and no longer wanted */
  constructor(
    private readonly bus: Pick<LiveBus, 'subscribe'>,
    private readonly listener: (message: string) => void,
    private readonly onStanding: () => void,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** `onStanding` or `onFailure` follows `want(true)`, at once where it stands already. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (!this.#walking) this.#walk = this.#reach();
  }

  /** Resolves once it is off. */
  async end(): Promise<void> {
    this.want(false);
    await this.#walk;
  }

  async #reach(): Promise<void> {
    this.#walking = true;
    try {
      while (this.#wanted !== (this.#end !== undefined)) {
        if (this.#end === undefined) this.#end = await this.bus.subscribe(this.listener);
        else await this.#stop(this.#end);
      }
      this.#walking = false;
    } catch (error) {
      this.#walking = false;
      this.#wanted = false;
      return this.onFailure(error);
    }
    if (this.#end !== undefined) this.onStanding();
  }

  async #stop(end: () => Promise<void>): Promise<void> {
    this.#end = undefined;
    await end();
  }
}
