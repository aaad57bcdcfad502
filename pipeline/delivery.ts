import { createHash } from 'node:crypto';
import type { ChunkContext } from './chunk.js';
import type { Arrival } from './dead-letters.js';
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
  /** Bytes where they are no text. */
  raw: string | Buffer;
  /** How the record came in; absent for bytes that are no record. */
  arrival?: Arrival;
  /** Of a replay: the sinks it was for. */
  sinks?: readonly string[];
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
  readonly #deadLetters: DeadLetter[] = [];
  readonly #kept = new Set<DeadLetter>();
  /** Events that a stage left out on purpose, by stage. */
  readonly filtered = new Map<string, number>();
  /** Records that became dead letters and are kept as such, by stage. */
  readonly refused = new Map<string, number>();
  /** Which records were refused on their way, by stage, whoever keeps their letters. */
  readonly #refusedRecords = new Map<string, Set<number>>();
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
    const records = this.#refusedRecords.get(refusal.stage) ?? new Set();
    this.#refusedRecords.set(refusal.stage, records.add(event.index));
  }

  /** The places in the chunk of the records that these stages refused, also where another sink has their letters. */
  refusedBy(stages: ReadonlySet<string>): Set<number> {
    const places = [...this.#refusedRecords].map(([stage, records]) =>
      stages.has(stage) ? [...records] : [],
    );
    return new Set(places.flat());
  }

  /** @param index the record's place in the chunk */
  letterOf(index: number, refusal: Refusal): DeadLetter {
    return this.#letter(index, this.chunk.rawOf(index), refusal);
  }

  #letter(index: number, raw: string, refusal: Refusal): DeadLetter {
    const { id, idHigh, idLow, receivedAtMicros, source, sinks } = this.chunk;
    return {
      chunkId: id,
      index,
      eventId: idToString(idHigh, idLow + index),
      receivedAtMicros,
      source,
      raw,
      arrival: this.chunk.arrivalOf(index),
      ...(sinks !== undefined && { sinks }),
      ...refusal,
    };
  }

  /**
   * The letters of these stages, whoever has kept them already: each sink that gets the chunk keeps them with its own rows,
   * so that where its transaction is, they are. Kept twice they are there once.
   */
  lettersOf(stages: ReadonlySet<string>): DeadLetter[] {
    return this.#deadLetters.filter(({ stage }) => stages.has(stage));
  }

  /** The letters that no sink has kept. */
  unkeptLetters(): DeadLetter[] {
    return this.#deadLetters.filter((letter) => !this.#kept.has(letter));
  }

  /** Letters that are safe now, for the account; each counts once. */
  countKept(letters: readonly DeadLetter[]): void {
    for (const letter of letters) {
      if (this.#kept.has(letter)) continue;
      this.#kept.add(letter);
      this.refused.set(letter.stage, (this.refused.get(letter.stage) ?? 0) + 1);
    }
  }

  /** Letters that were kept, and counted, when the chunk was here before. */
  wereKept(letters: readonly DeadLetter[]): void {
    for (const letter of letters) this.#kept.add(letter);
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

const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** What the queue held and nobody can read. Its id follows from its bytes, so that it is kept once. */
export function letterOfUnreadable(bytes: Buffer, reason: string): DeadLetter {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return {
    chunkId: digest.replace(UUID_PARTS, '$1-$2-$3-$4-$5'),
    index: 0,
    eventId: '0',
    receivedAtMicros: Date.now() * 1000,
    source: '',
    stage: 'queue',
    reason,
    raw: bytes,
  };
}
