import { describe, expect, it } from 'vitest';
import { boundMillis, nextMicro, rangeTitle, widened } from './range.js';

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

  it('grow to twice as much around the same middle, and not into the future', () => {
    const now = Date.parse('2025-11-11T12:00:00Z');
    const [from, to] = ['2025-11-11T10:00:00.000Z', '2025-11-11T10:10:00.000Z'];
    const wider = { from: '2025-11-11T09:55:00.000Z', to: '2025-11-11T10:15:00.000Z' };
    expect(widened(from, to, now)).toEqual(wider);
    expect(widened(from, '2025-11-11T11:59:00Z', now)).toMatchObject({ to: '' });
    expect(widened('', to, now)).toEqual({ from: '', to: '' });
  });

  it.each([
    ['2025-11-11T10:00:00.000009Z', '2025-11-11T10:00:00.000010Z'],
    ['2025-12-31T23:59:59.999999Z', '2026-01-01T00:00:00.000000Z'],
  ])('after %s comes %s', (time, next) => {
    expect(nextMicro(time)).toBe(next);
  });
});
