import type { Clock } from './clock.js';
import type { LineMaker } from './format.js';

/** The next lines of one maker, in order. */
export class Workload {
  constructor(
    private readonly line: LineMaker,
    private readonly clock: Clock,
  ) {}

  /** `count` lines without line ends. */
  take(count: number): string[] {
    const lines = new Array<string>(count);
    for (let i = 0; i < count; i++) lines[i] = this.line(this.clock());
    return lines;
  }
}
