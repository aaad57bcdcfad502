/** Tells, line after line of one sender, which belong together. Keeps a memory of its own of the record at hand. */
export interface JoinRule {
  /**
   * Whether the line belongs to the record before it. Called for each line that is not empty, in order.
   *
   * @param bytes the line is `start`…`end`, without its line end
   * @param open whether there is a record that it could belong to
   */
  continues(bytes: Buffer, start: number, end: number, open: boolean): boolean;
  /** An empty line; true when the record ends with it. */
  empty(): boolean;
  /** Whether the record is surely complete with the last line, so that nobody need wait for another. */
  readonly complete: boolean;
  /** There is no record at hand any more: it was taken as it is. */
  forget(): void;
}

export interface JoinLimits {
  /** A record is taken when nothing came for so long. */
  readonly timeoutMillis: number;
  readonly maxLines: number;
  readonly maxBytes: number;
}
