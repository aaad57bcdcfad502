import type { PipelineState } from '../api/types.js';

type Counters = PipelineState['stages'][number]['counters'];
export type Rates = ReadonlyMap<string, Partial<Record<keyof Counters, number>>>;

/** How fast each counter has grown between two looks; one that has shrunk began anew. */
export function ratesBetween(before: PipelineState, after: PipelineState, seconds: number): Rates {
  const earlier = new Map(before.stages.map(({ name, counters }) => [name, counters]));
  return new Map(
    after.stages.map(({ name, counters }) => {
      const rates = Object.entries(counters).map(([key, count]) => {
        const grown = count - (earlier.get(name)?.[key as keyof Counters] ?? 0);
        return [key, grown < 0 ? 0 : grown / seconds];
      });
      return [name, Object.fromEntries(rates)];
    }),
  );
}
