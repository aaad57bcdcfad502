import type { Clock } from './clock.js';
import type { LineFormat } from './format.js';
import type { Random } from './random.js';

/** The next lines of one format, in order. */
export class Workload {
  readonly #line;

  constructor(
    format: LineFormat,
    random: Random,
    private readonly clock: Clock,
  ) {
    this.#line = format.lines(random);
  }

  /** `count` lines without line ends. */
  take(count: number): string[] {
    const lines = new Array<string>(count);
    for (let i = 0; i < count; i++) lines[i] = this.#line(this.clock());
    return lines;
  }
}
