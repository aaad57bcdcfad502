import type { ChunkContext } from './chunk.js';
import type { LogEvent } from './event.js';
import { idToString } from './event-id.js';

/** A record that could not be stored as asked. Unique by chunk, index and stage, so that a replay adds none. */
export interface DeadLetter {
  chunkId: string;
  /** The record's place in the chunk. */
  index: number;
  eventId: string;
  receivedAtMicros: number;
  /** The source it came in by. */
  source: string;
  /** The stage that refused it. */
  stage: string;
  reason: string;
  /** Where PostgreSQL refused it. */
  sqlState?: string;
  column?: string;
  raw: string;
}

export interface Refusal {
  stage: string;
  reason: string;
  sqlState?: string;
  column?: string;
}

/** How one chunk ended: every sink has it, or it has to be delivered again. */
export type Outcome = { type: 'done' } | { type: 'failed'; error: unknown };

/**
 * The handle of one chunk on its way through the graph.
 *
 * States: open → done | failed. It is open until each sink that the chunk can reach has said `sinkDone`, then `onEnd`
 * is called with `done` and the worker acknowledges the chunk to the queue; the first `fail` ends it as failed and
 * leaves the chunk in the queue.
 */
export class Delivery {
  #deadLetters: DeadLetter[] = [];
  /** Events that a stage left out on purpose, by stage. */
  readonly filtered = new Map<string, number>();
  /** Records that became dead letters and are kept as such, by stage. */
  readonly refused = new Map<string, number>();
  #sinksLeft: number;
  #ended = false;

  constructor(
    readonly chunk: ChunkContext,
    sinks: number,
    private readonly onEnd: (outcome: Outcome) => void,
  ) {
    this.#sinksLeft = sinks;
  }

  reject(event: LogEvent, refusal: Refusal): void {
    this.#deadLetters.push(this.#letter(event.index, event.raw, refusal));
  }

  /** @param index the record's place in the chunk */
  letterOf(index: number, refusal: Refusal): DeadLetter {
    return this.#letter(index, this.chunk.rawOf(index), refusal);
  }

  #letter(index: number, raw: string, refusal: Refusal): DeadLetter {
    const { id, idHigh, idLow, receivedAtMicros, source } = this.chunk;
    return {
      chunkId: id,
      index,
      eventId: idToString(idHigh, idLow + index),
      receivedAtMicros,
      source,
      raw,
      ...refusal,
    };
  }

  /** The letters nobody has kept yet; who takes them keeps them, or gives them back. */
  takeDeadLetters(): DeadLetter[] {
    const letters = this.#deadLetters;
    this.#deadLetters = [];
    return letters;
  }

  /** Letters that are safe now, for the account. */
  countKept(letters: readonly DeadLetter[]): void {
    for (const { stage } of letters) this.refused.set(stage, (this.refused.get(stage) ?? 0) + 1);
  }

  giveBackDeadLetters(letters: readonly DeadLetter[]): void {
    this.#deadLetters.push(...letters);
  }

  filter(stage: string, count: number): void {
    if (count > 0) this.filtered.set(stage, (this.filtered.get(stage) ?? 0) + count);
  }

  sinkDone(): void {
    this.#sinksLeft -= 1;
    if (this.#sinksLeft === 0) this.#end({ type: 'done' });
  }

  fail(error: unknown): void {
    this.#end({ type: 'failed', error });
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onEnd(outcome);
  }
}
