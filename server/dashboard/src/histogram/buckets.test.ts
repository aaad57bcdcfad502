import { expect, it } from 'vitest';
import { LEVELS, type Level } from '../../../../pipeline/level.js';
import type { Histogram, LevelCounts, LogRecord } from '../api/types.js';
import { STACK, stacked, totals, withEvents } from './buckets.js';

const counts = (some: Partial<LevelCounts>) =>
  ({ ...Object.fromEntries(LEVELS.map((level) => [level, 0])), ...some }) as LevelCounts;
const histogram: Histogram = {
  step_seconds: 60,
  buckets: [
    { timestamp: '1970-01-01T00:00:00.000000Z', total: 5, by_level: counts({ ERROR: 2, INFO: 3 }) },
    { timestamp: '1970-01-01T00:01:00.000000Z', total: 1, by_level: counts({ DEBUG: 1 }) },
  ],
  ...{ exact: true, truncated: false, searched_back_to: null },
};
const heightOf = (level: Level, hidden: readonly Level[] = []) =>
  stacked(histogram, hidden).heights[STACK.indexOf(level)];

it('levels stand on those that are worse, hidden ones are flat', () => {
  expect(stacked(histogram, []).times).toEqual([0, 60]);
  expect([heightOf('ERROR'), heightOf('INFO'), heightOf('TRACE')]).toEqual([
    [2, 0],
    [5, 0],
    [5, 1],
  ]);
  expect(heightOf('TRACE', ['INFO'])).toEqual([2, 1]);
});

it('new logs go into their bucket, and time goes on', () => {
  const event = (second: number) =>
    ({ timestamp: new Date(second * 1000).toISOString(), level: 'WARN' }) as unknown as LogRecord;
  const grown = withEvents(histogram, [event(61), event(130), event(-5), event(999)], 125_000);
  expect(grown.buckets.map(({ total }) => total)).toEqual([5, 2, 1]);
  expect(totals(grown)).toEqual(counts({ ERROR: 2, INFO: 3, DEBUG: 1, WARN: 2 }));
  expect(totals(histogram).WARN).toBe(0);
});
