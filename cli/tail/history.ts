import type { EventRecord } from '../../pipeline/event.js';
import type { ServerClient } from '../support/server-client.js';

/** The largest page of the API. */
export const MOST_NEWEST = 1000;

interface Page {
  readonly logs: EventRecord[];
  readonly next_cursor: string | null;
}

/** What the store has of the events that are asked for, oldest first. Throws what {@link ServerClient} throws. */
export class History {
  constructor(
    private readonly client: ServerClient,
    private readonly filter: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @param count 1 to 1000 */
  async newest(count: number): Promise<EventRecord[]> {
    const { logs } = await this.#page({ limit: String(count), order: 'desc' }, this.filter);
    return logs.reverse();
  }

  /** @param from as the API takes it */
  since(from: string): AsyncGenerator<EventRecord[]> {
    return this.#pages({ from }, this.filter);
  }

  /** Those whose id is `id` or greater, which is those that arrived then or later. */
  fromId(id: string): AsyncGenerator<EventRecord[]> {
    const own = this.filter.trim();
    return this.#pages({}, own === '' ? `id:>=${id}` : `(${own}) AND id:>=${id}`);
  }

  async *#pages(parameters: Record<string, string>, filter: string): AsyncGenerator<EventRecord[]> {
    const asked = { ...parameters, limit: String(MOST_NEWEST), order: 'asc' };
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await this.#page(cursor === undefined ? asked : { ...asked, cursor }, filter);
      yield page.logs;
      cursor = page.next_cursor;
    }
  }

  #page(parameters: Record<string, string>, filter: string): Promise<Page> {
    const query = new URLSearchParams(filter === '' ? parameters : { ...parameters, filter });
    return this.client.ask(`logs/?${query}`, undefined, this.signal);
  }
}
