/**
 * Where lines go. Life: `open`, then `send` one after the other, then `close`, each once; `close` also after a `send`
 * that failed.
 */
export interface Target {
  /** For people: `tcp://127.0.0.1:5514`. */
  readonly description: string;
  /** True once whoever read the lines has had enough (`| head`): nothing more is sent, and that is no fault. */
  readonly ended: boolean;
  readonly account: Account;
  /** Set where a record ends with its line, with the way in which it would not; other records keep their line feeds. */
  readonly lineByLine?: string;
  /** @throws EnvironmentError when nobody is there. */
  open(): Promise<void>;
  /** Takes the lines and resolves when it can take more. @throws EnvironmentError when the target has gone. */
  send(lines: readonly string[]): Promise<void>;
  /** Resolves once all that was sent has been handed over; with `now` it gives up what would have to wait. */
  close(now: boolean): Promise<void>;
}

/** What became of the lines. Where the target answers, accepted + rejected + failed is sent in the end. */
export class Account {
  sent = 0;
  /** Whether the target says what it took; else only `sent` means anything. */
  answered = false;
  accepted = 0;
  rejected = 0;
  /** Neither taken nor refused: no answer came, or one that was an error. */
  failed = 0;
  /** The last reason for a rejected or failed line. */
  reason: string | undefined;
}
