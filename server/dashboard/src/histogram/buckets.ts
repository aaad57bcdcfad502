import { LEVELS, type Level } from '../../../../pipeline/level.js';
import type { Histogram, LogRecord } from '../api/types.js';

/** Errors lie at the bottom, where their height can be compared. */
export const STACK: readonly Level[] = LEVELS.toReversed();

export interface Columns {
  /** Seconds since 1970. */
  readonly times: number[];
  /** For each level of {@link STACK} its own height on top of those before it. */
  readonly heights: number[][];
}

export function stacked({ buckets }: Histogram, hidden: readonly Level[]): Columns {
  const times = buckets.map(({ timestamp }) => Date.parse(timestamp) / 1000);
  const below = buckets.map(() => 0);
  const heights = STACK.map((level) =>
    buckets.map(({ by_level }, place) => {
      if (!hidden.includes(level)) below[place]! += by_level[level];
      return below[place]!;
    }),
  );
  return { times, heights };
}

/** The histogram with logs that have come since it was asked for. Later ones than its last bucket get buckets. */
export function withEvents(histogram: Histogram, events: readonly LogRecord[], now: number): Histogram {
  const stepMillis = histogram.step_seconds * 1000;
  const first = Date.parse(histogram.buckets[0]?.timestamp ?? '');
  if (Number.isNaN(first)) return histogram;
  const buckets = histogram.buckets.map((bucket) => ({ ...bucket, by_level: { ...bucket.by_level } }));
  for (let begin = first + buckets.length * stepMillis; begin <= now; begin += stepMillis) {
    const by_level = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
    buckets.push({ timestamp: new Date(begin).toISOString(), total: 0, by_level });
  }
  for (const { timestamp, level } of events) {
    const bucket = buckets[Math.floor((Date.parse(timestamp) - first) / stepMillis)];
    if (bucket === undefined) continue;
    bucket.total += 1;
    bucket.by_level[level] += 1;
  }
  return { ...histogram, buckets };
}

export function totals({ buckets }: Histogram): Record<Level, number> {
  const sum = (level: Level) => buckets.reduce((total, { by_level }) => total + by_level[level], 0);
  return Object.fromEntries(LEVELS.map((level) => [level, sum(level)])) as Record<Level, number>;
}
