import { pino } from 'pino';
import { expect } from 'vitest';
import { RedisLiveBus } from '../../plugins/live/redis-live-bus.js';

/** Somebody who listens to the live bus of a Redis while its servers come and go. */
export class LiveEar {
  #heard = 0;

  private constructor(private readonly bus: RedisLiveBus) {}

  static async on(url: string): Promise<LiveEar> {
    const bus = new RedisLiveBus({
      url,
      stream: 'live',
      logger: pino({ level: 'silent' }),
      onDrop: () => {},
    });
    await bus.open();
    const ear = new LiveEar(bus);
    await bus.subscribe(() => {
      ear.#heard += 1;
    });
    return ear;
  }

  /** Publishes events until one of them is heard. */
  async hears(): Promise<void> {
    const before = this.#heard;
    await expect
      .poll(() => {
        this.bus.publish('event');
        return this.#heard;
      })
      .toBeGreaterThan(before);
  }

  async close(): Promise<void> {
    await this.bus.close();
  }
}
