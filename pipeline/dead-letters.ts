import type { Transport } from './chunk.js';
import type { Micros } from './time.js';

/** How a record came in, where its letter has to tell the next try. */
export interface Arrival {
  readonly transport: Transport;
  readonly peer: string;
  readonly contentType?: string;
  readonly columns?: string;
}

/** A dead letter as it is kept. */
export interface KeptLetter {
  /** Names the letter: `chunk.index.stage`, the stage being the one that refused the record first. */
  readonly key: string;
  readonly eventId: string;
  readonly receivedAtMicros: Micros;
  readonly source: string;
  /** The stage that refused it last. */
  readonly stage: string;
  readonly reason: string;
  readonly sqlState: string | null;
  readonly column: string | null;
  /** How often it was refused. */
  readonly tries: number;
  readonly refusedAtMicros: Micros;
  /** It has been sent on its way again, and the outcome is not known yet. */
  readonly replaying: boolean;
  /** Bytes of the record as it came. */
  readonly size: number;
  /** All of it, or the beginning. */
  readonly raw: Buffer;
}

/** What letters are meant: all conditions must hold. */
export interface LetterConditions {
  readonly stage?: string;
  readonly source?: string;
  /** Text that the reason holds as it stands, without regard to case. */
  readonly reason?: string;
  /** Refused at this time or later. */
  readonly fromMicros?: Micros;
  /** Refused before. */
  readonly toMicros?: Micros;
  /** Only these. */
  readonly keys?: readonly string[];
}

export interface LetterQuery extends LetterConditions {
  /** 1 to 1000. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface LetterPage {
  /** Newest first, each with the beginning of its record. */
  readonly letters: KeptLetter[];
  readonly nextCursor: string | null;
}

/** A letter that is to go on its way again, always as the chunk of this id. */
export interface MarkedLetter {
  readonly replayChunk: string;
  readonly eventId: string;
  readonly receivedAtMicros: Micros;
  readonly source: string;
  readonly raw: Buffer;
  /** Absent in letters of older versions. */
  readonly arrival: Arrival | undefined;
  /** Those that lack the record. */
  readonly sinks: readonly string[];
}

/** What decides where a letter goes again. */
export interface LetterPlace {
  readonly stage: string;
  readonly source: string;
  /** The sinks its last replay was for; undefined when there was none. */
  readonly sinks: readonly string[] | undefined;
}

export interface MarkedPage {
  readonly letters: MarkedLetter[];
  /** Letters that cannot go again: the bytes of unreadable chunks, and those whose source leads nowhere today. */
  readonly unreplayable: number;
  /** Where the next page begins; absent on the last. */
  readonly next?: MarkPosition;
}

/** Between two pages: opaque to those who ask. */
export interface MarkPosition {
  readonly until: string;
  readonly after: readonly [refusedAt: string, chunkId: string, index: number, origin: string];
}

/** The letters as the store has them. Every method throws RetryableError while the database is away. */
export interface LetterStore {
  /** @throws UserError for a cursor or a key that is none. */
  listLetters(query: LetterQuery): Promise<LetterPage>;
  /** With the whole record. @throws UserError for a key that is none. */
  getLetter(key: string): Promise<KeptLetter | undefined>;
  /** @returns how many there were */
  dropLetters(conditions: LetterConditions): Promise<number>;
  /**
   * Marks a page of letters, oldest first, as sent again and returns them, those that carry a mark already too: whoever
   * made it may have died before it appended their chunks.
   *
   * @param sinksOf the sinks that lack a letter's record; undefined when it cannot go again
   */
  markLetters(
    conditions: LetterConditions,
    sinksOf: (place: LetterPlace) => readonly string[] | undefined,
    position?: MarkPosition,
  ): Promise<MarkedPage>;
}
