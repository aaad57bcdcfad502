import type { ChaosProgress } from './run.js';

const PLAIN_MILLIS = 10_000;
const number = new Intl.NumberFormat('en-US');

interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that changes on a terminal, a line every ten seconds elsewhere. */
export class Progress {
  #shownAt = 0;

  constructor(
    private readonly screen: Screen,
    private readonly total: { faults: number; records: number },
  ) {}

  show(progress: ChaosProgress): void {
    const { isTTY } = this.screen;
    if (!isTTY && performance.now() - this.#shownAt < PLAIN_MILLIS) return;
    this.#shownAt = performance.now();
    const text = this.#text(progress);
    this.screen.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  /** A line that stays. */
  say(line: string): void {
    this.screen.write(this.screen.isTTY ? `\r\x1b[K${line}\n` : `${line}\n`);
  }

  end(): void {
    if (this.screen.isTTY) this.screen.write('\r\x1b[K');
  }

  #text({ phase, seconds, injected, sent, answered }: ChaosProgress): string {
    const { faults, records } = this.total;
    return (
      `${Math.round(seconds)} s, ${phase}: ${injected} of ${faults} faults, ` +
      `${number.format(sent)} of ${number.format(records)} records sent, ${number.format(answered)} answered`
    );
  }
}
