import type { Random } from './random.js';

/** Makes one record, without a line end behind it. @param millis the line's time, in milliseconds since 1970 */
export type LineMaker = (millis: number) => string;

/** A kind of lines that can be generated; each is one file in formats/. */
export interface LineFormat {
  /** What `--format` says. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Media type of lines of this kind, for HTTP. */
  readonly contentType: 'application/x-ndjson' | 'text/plain';
  /** Whether a record can have line feeds in it. */
  readonly multiline?: boolean;
  /** A maker that draws from `random`; makers that share one take turns with it. */
  lines(random: Random): LineMaker;
  /** The same for a target that takes a record for each line; absent where `lines` does. */
  singleLines?(random: Random): LineMaker;
}
