import { expect, test } from 'vitest';
import { Latencies, median } from './latencies.js';

test('percentiles in milliseconds', () => {
  const latencies = new Latencies();
  for (let micros = 1; micros <= 10_000; micros++) latencies.record(micros / 1_000);
  const { count, p50, p90, p99, max } = latencies.summary();
  expect(count).toBe(10_000);
  expect([p50, p90, p99, max].map((millis) => Math.round(millis * 10) / 10)).toEqual([5, 9, 9.9, 10]);
});

test('nothing recorded: zeros', () => {
  expect(new Latencies().summary()).toEqual({ count: 0, p50: 0, p90: 0, p99: 0, max: 0 });
});

test('median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});
