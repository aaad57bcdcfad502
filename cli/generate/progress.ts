import type { Account } from './target.js';

const TERMINAL_MILLIS = 200;
const PLAIN_MILLIS = 10_000;
const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Where progress is written; process.stderr. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells people how far it is: one line that changes on a terminal, a line every ten seconds elsewhere. */
export class Progress {
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly screen: Screen,
    private readonly account: Account,
  ) {
    this.#timer = setInterval(() => this.#show(), screen.isTTY ? TERMINAL_MILLIS : PLAIN_MILLIS).unref();
  }

  /** Ends it with the summary. */
  finish(): void {
    clearInterval(this.#timer);
    if (this.screen.isTTY) this.screen.write('\r\x1b[K');
    this.screen.write(`${summary(this.account, this.#seconds())}\n`);
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1_000;
  }

  #show(): void {
    const text = summary(this.account, this.#seconds());
    this.screen.write(this.screen.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }
}

/** `sent 1,000 lines in 1.25 s, 800 lines/s; accepted 998, rejected 2 (line too long)` */
export function summary(account: Account, seconds: number): string {
  const { sent, accepted, rejected, failed, reason } = account;
  const lines = `${number.format(sent)} ${sent === 1 ? 'line' : 'lines'}`;
  const pace = `sent ${lines} in ${seconds.toFixed(2)} s, ${number.format(sent / seconds)} lines/s`;
  if (!account.answered) return pace;
  const answers = `accepted ${number.format(accepted)}, rejected ${number.format(rejected)}`;
  const failures = failed > 0 ? `, failed ${number.format(failed)}` : '';
  return `${pace}; ${answers}${failures}${reason === undefined ? '' : ` (${reason})`}`;
}
