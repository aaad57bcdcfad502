import { readLiveMessage } from '../../pipeline/live-message.js';
import { sliceEvents } from './frames.js';
import { type ChunkRange, Position, rangeOf } from './position.js';
import { Recent, type RecentChunk } from './recent.js';

/** The chunks that have come over the live bus since the subscription stands, each once. */
export class Arrivals {
  readonly recent = new Recent();
  #position: Position;
  #cursor: string | undefined;
  #settled = false;

  /**
   * @param pendingSince see {@link Position.ofListener}
   * @param since milliseconds since 1970
   */
  constructor(
    pendingSince: number,
    readonly since: number,
  ) {
    this.#position = Position.ofListener(pendingSince, since);
  }

  get position(): Position {
    return this.#position;
  }

  /** The position as clients get it. */
  get cursor(): string {
    this.#cursor ??= this.#position.toString();
    return this.#cursor;
  }

  /**
   * The events of a message; undefined where they have been here before: a chunk whose worker died is read again.
   *
   * @throws SyntaxError
   */
  receive(message: string): RecentChunk['events'] | undefined {
    const { chunk, events } = readLiveMessage(message);
    if (chunk.replay) return sliceEvents(events);
    const range = rangeOf(chunk);
    if (this.#isTwin(range)) return undefined;
    const sliced = sliceEvents(events);
    this.add({ range, events: sliced });
    return sliced;
  }

  add(chunk: RecentChunk): void {
    this.#move(this.#position.with(chunk.range));
    this.recent.add(chunk);
  }

  /** To be called once every chunk from before `since` has been worked off. */
  settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#move(this.#position.settled());
  }

  #move(position: Position): void {
    this.#position = position;
    this.#cursor = undefined;
  }

  #isTwin(range: ChunkRange): boolean {
    return !this.#position.lacks(range) && !this.#position.precedes(range.first);
  }
}
