import { describe, expect, it } from 'vitest';
import { agoText, clockText } from './clock.js';

describe('times', () => {
  const now = Date.parse('2025-11-11T10:00:00Z');

  it.each([
    [0, 'now'],
    [999, 'now'],
    [-5000, 'in 5 s'],
    [59_999, '59 s ago'],
    [60_000, '1 m ago'],
    [7_300_000, '2 h ago'],
    [200_000_000, '2 d ago'],
  ])('%i ms are %s', (millis, text) => {
    expect(agoText(millis)).toBe(text);
  });

  it('in UTC and by distance', () => {
    const timestamp = '2025-11-11T09:59:30.123456Z';
    expect(clockText(timestamp, 'utc', now)).toBe('2025-11-11 09:59:30.123');
    expect(clockText(timestamp, 'relative', now)).toBe('29 s ago');
    expect(clockText('-infinity', 'utc', now)).toBe('-infinity');
  });
});
