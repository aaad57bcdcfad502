import type { LiveEvent } from './frames.js';
import type { ChunkRange, Position } from './position.js';

/** A pause shorter than this is made good without asking the store. */
const KEPT_MILLIS = 10_000;
/** In characters of the events' text. */
const KEPT_BYTES = 16 * 1024 * 1024;

export interface RecentChunk {
  readonly range: ChunkRange;
  readonly events: readonly LiveEvent[];
}

interface Kept extends RecentChunk {
  readonly at: number;
  readonly bytes: number;
}

/** The chunks that came last, for those who have just missed them. */
export class Recent {
  readonly #kept: Kept[] = [];
  #bytes = 0;
  #forgotten = 0;

  /** Chunks there have been, for {@link since}. */
  get count(): number {
    return this.#forgotten + this.#kept.length;
  }

  add(chunk: RecentChunk, now = Date.now()): void {
    const bytes = chunk.events.reduce((sum, { text }) => sum + text.length, 0);
    this.#kept.push({ ...chunk, at: now, bytes });
    this.#bytes += bytes;
    let old = 0;
    while (this.#bytes > KEPT_BYTES || this.#kept[old]!.at < now - KEPT_MILLIS) {
      this.#bytes -= this.#kept[old]!.bytes;
      old += 1;
      if (old === this.#kept.length) break;
    }
    this.#kept.splice(0, old);
    this.#forgotten += old;
  }

  /** Those that came after there had been `count`, as far as they are kept. */
  since(count: number): readonly RecentChunk[] {
    return this.#kept.slice(Math.max(0, count - this.#forgotten));
  }

  /**
   * The chunks that `reached`, the server's position, has and `had` lacks.
   *
   * @returns undefined where not all of them are kept
   */
  missing(had: Position, reached: Position): readonly RecentChunk[] | undefined {
    const chunks = this.#kept.filter(({ range }) => had.lacks(range));
    const after = chunks.reduce((position, { range }) => position.with(range), had);
    return after.missing(reached).empty ? chunks : undefined;
  }
}
