import { createHistogram } from 'node:perf_hooks';

/** Milliseconds. */
export interface LatencySummary {
  count: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Collects latencies to three digits. */
export class Latencies {
  readonly #micros = createHistogram({ figures: 3 });

  /** @param millis below 1 µs counts as 1 µs */
  record(millis: number): void {
    this.#micros.record(Math.max(1, Math.round(millis * 1_000)));
  }

  summary(): LatencySummary {
    const { count, max } = this.#micros;
    const at = (percent: number) => this.#micros.percentile(percent) / 1_000;
    return { count, p50: at(50), p90: at(90), p99: at(99), max: count === 0 ? 0 : max / 1_000 };
  }
}

/** The middle one, or the mean of the two in the middle. @throws RangeError when there is none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
