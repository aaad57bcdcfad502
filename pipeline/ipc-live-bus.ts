import type { LiveBus } from './live-bus.js';
import { LiveOutlet } from './live-outlet.js';
import type { SupervisorMessage, WorkerMessage } from './supervisor.js';

/** In a worker process of a pool: events go to the supervisor by the channel between them, while it has listeners. */
export class IpcLiveBus implements LiveBus {
  readonly #outlet: LiveOutlet;
  #listening = false;
  readonly #onMessage = (message: SupervisorMessage) => {
    if (message.type === 'listeners') this.#listening = message.any;
  };

  /** @param onDrop is called for each message that the supervisor was too slow for */
  constructor(onDrop: () => void) {
    this.#outlet = new LiveOutlet((events, done) => {
      if (process.connected)
        process.send?.({ type: 'live', events } satisfies WorkerMessage, undefined, undefined, done);
      else done();
    }, onDrop);
  }

  async open(): Promise<void> {
    process.on('message', this.#onMessage);
  }

  get hasListeners(): boolean {
    return this.#listening;
  }

  publish(events: string): void {
    this.#outlet.pass(events);
  }

  async subscribe(): Promise<() => Promise<void>> {
    throw new Error('a worker process serves no live feed');
  }

  async close(): Promise<void> {
    process.off('message', this.#onMessage);
  }
}
