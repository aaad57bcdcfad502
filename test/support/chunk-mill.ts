import { IdAllocator, idToString } from '../../pipeline/event-id.js';
import { eventText } from './doubles.js';

/** What one chunk brings to the live bus. */
export interface MilledChunk {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly message: string;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
}

/** Makes messages of the live bus as the chunks of one node bring them. */
export class ChunkMill {
  readonly #ids: IdAllocator;

  constructor(node: number) {
    this.#ids = new IdAllocator(node);
  }

  /** A message that brings these events; their own ids are not looked at. */
  message(events: readonly string[]): string {
    return this.#message(Math.max(1, events.length), events).message;
  }

  /** A chunk of events whose ids are those of the chunk. */
  chunk(count: number, fields: Parameters<typeof eventText>[1] = {}): MilledChunk {
    const at = Date.now();
    const { first, message } = this.#message(count, undefined, fields);
    const ids = Array.from({ length: count }, (_, index) => String(BigInt(first) + BigInt(index)));
    return { ids, texts: ids.map((id) => eventText(id, fields)), message, at };
  }

  #message(
    count: number,
    events: readonly string[] | undefined,
    fields: Parameters<typeof eventText>[1] = {},
  ): { first: string; message: string } {
    const previous = this.#ids.newest;
    const { high, low } = this.#ids.allot(count);
    const first = idToString(high, low);
    const texts =
      events ??
      Array.from({ length: count }, (_, index) => eventText(String(BigInt(first) + BigInt(index)), fields));
    const header = {
      first,
      count,
      ...(previous !== undefined && { previous: idToString(previous.high, previous.low) }),
    };
    return { first, message: `${JSON.stringify(header)}\n[${texts.join(',')}]` };
  }
}
