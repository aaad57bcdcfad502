import type { Screen } from '../generate/progress.js';

const TERMINAL_MILLIS = 200;
const PLAIN_MILLIS = 10_000;
const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const size = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** What was shipped since the start. */
export interface ShipAccount {
  files: number;
  lines: number;
  bytes: number;
  rejected: number;
  /** Bytes that are there and not shipped. */
  behind: number;
}

/** Tells people how far it is: one line that changes on a terminal, a line every ten seconds with news elsewhere. */
export class ShipProgress {
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #last = '';

  constructor(
    private readonly screen: Screen,
    private readonly account: ShipAccount,
  ) {
    this.#timer = setInterval(() => this.#show(), screen.isTTY ? TERMINAL_MILLIS : PLAIN_MILLIS).unref();
  }

  /** Says something that stays on the screen. */
  say(text: string): void {
    this.screen.write(`${this.screen.isTTY ? '\r\x1b[K' : ''}${text}\n`);
  }

  /** Ends it with the summary. */
  finish(): void {
    clearInterval(this.#timer);
    this.say(shipSummary(this.account, this.#seconds()));
  }

  #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  #show(): void {
    if (this.screen.isTTY) {
      this.screen.write(`\r\x1b[K${shipSummary(this.account, this.#seconds())}`);
      return;
    }
    const news = JSON.stringify(this.account);
    if (news !== this.#last) this.say(shipSummary(this.account, this.#seconds()));
    this.#last = news;
  }
}

/** `2 files, 12,345 lines, 1.2 MB/s, 4.5 MB behind` */
export function shipSummary({ files, lines, bytes, rejected, behind }: ShipAccount, seconds: number): string {
  const parts = [
    `${number.format(files)} ${files === 1 ? 'file' : 'files'}`,
    `${number.format(lines)} ${lines === 1 ? 'line' : 'lines'}`,
    `${bytesText(bytes / seconds)}/s`,
    `${bytesText(behind)} behind`,
  ];
  if (rejected > 0) parts.push(`${number.format(rejected)} rejected`);
  return parts.join(', ');
}

function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${size.format(value)} ${UNITS[unit]}`;
}
