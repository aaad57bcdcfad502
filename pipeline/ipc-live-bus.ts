import type { LiveBus } from './live-bus.js';
import type { SupervisorMessage, WorkerMessage } from './supervisor.js';

/** In a worker process of a pool: events go to the supervisor by the channel between them, while it has listeners. */
export class IpcLiveBus implements LiveBus {
  #listening = false;
  readonly #onMessage = (message: SupervisorMessage) => {
    if (message.type === 'listeners') this.#listening = message.any;
  };

  async open(): Promise<void> {
    process.on('message', this.#onMessage);
  }

  get hasListeners(): boolean {
    return this.#listening;
  }

  publish(events: string): void {
    if (process.connected) process.send?.({ type: 'live', events } satisfies WorkerMessage);
  }

  async subscribe(): Promise<() => Promise<void>> {
    throw new Error('a worker process serves no live feed');
  }

  async close(): Promise<void> {
    process.off('message', this.#onMessage);
  }
}
