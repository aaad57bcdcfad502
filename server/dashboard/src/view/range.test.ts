import { describe, expect, it } from 'vitest';
import { boundMillis, nextMicro, rangeTitle } from './range.js';

describe('ranges', () => {
  it.each([
    ['-15m', 1_000_000 - 900_000],
    ['-1.5s', 998_500],
    ['1970-01-01T00:00:01Z', 1000],
    ['', undefined],
    ['-15 minutes ago', undefined],
  ])('%s begins at %s', (text, millis) => {
    expect(boundMillis(text, 1_000_000)).toBe(millis);
  });

  it('have titles', () => {
    expect([rangeTitle('-1h', ''), rangeTitle('', ''), rangeTitle('-3h', '')]).toEqual([
      'Last hour',
      'All time',
      'Last 3h',
    ]);
  });

  it.each([
    ['2025-11-11T10:00:00.000009Z', '2025-11-11T10:00:00.000010Z'],
    ['2025-12-31T23:59:59.999999Z', '2026-01-01T00:00:00.000000Z'],
  ])('after %s comes %s', (time, next) => {
    expect(nextMicro(time)).toBe(next);
  });
});
