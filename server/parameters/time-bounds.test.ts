import { expect, it } from 'vitest';
import { readTimeBounds } from './time-bounds.js';

const NOW = Date.UTC(2025, 10, 11, 12) * 1000;
const minutes = (count: number) => NOW + count * 60_000_000;

it.each([
  ['2025-11-11T11:45:00Z', minutes(-15)],
  ['2025-11-11T12:45:00+01:00', minutes(-15)],
  // The same with its + not escaped in the address.
  ['2025-11-11T12:45:00 01:00', minutes(-15)],
  ['2025-11-11 11:45:00', minutes(-15)],
  ['-15m', minutes(-15)],
  ['-1.5h', minutes(-90)],
  ['-1d', minutes(-24 * 60)],
  ['-0s', NOW],
])('reads %s', (text, micros) => {
  expect(readTimeBounds(text, undefined, NOW)).toEqual({ fromMicros: micros });
  expect(readTimeBounds(undefined, text, NOW)).toEqual({ toMicros: micros });
});

it.each(['15m', '-', '-m', '-15', '-5y', '-999999999d', '2025-13-01T00:00:00Z', '1762862400', 'now'])(
  'refuses %s',
  (text) => {
    expect(() => readTimeBounds(text, undefined, NOW)).toThrow(
      `query parameter "from" is "${text}" but must be`,
    );
  },
);

it('refuses a range that ends before it begins', () => {
  expect(() => readTimeBounds('-5m', '-5m', NOW)).toThrow(
    'query parameter "from" (2025-11-11T11:55:00.000000Z) must be before "to" (2025-11-11T11:55:00.000000Z)',
  );
});
