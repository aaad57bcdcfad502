import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatSize, parseDuration, parseSize } from './units.js';

describe('durations', () => {
  it.each([
    ['0ms', 0],
    ['200ms', 200],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    [' 2s ', 2000],
  ])('%s is %d ms', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['', '200', 'ms', '-1s', '1 s', '1S', '1e3s', '.5s', '1w', `${'9'.repeat(400)}d`, '999999999999d'])(
    '%s is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('are written in the largest unit without a fraction', () => {
    expect([0, 200, 1500, 90_000, 3_600_000, 172_800_000].map(formatDuration)).toEqual([
      '0ms',
      '200ms',
      '1500ms',
      '90s',
      '1h',
      '2d',
    ]);
  });
});

describe('sizes', () => {
  it.each([
    ['512', 512],
    ['512B', 512],
    ['64KiB', 65_536],
    ['8MiB', 8_388_608],
    ['1GB', 1_000_000_000],
    ['1.5kB', 1500],
    ['0.3KiB', 307],
    ['2TiB', 2_199_023_255_552],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'MiB', '-1', '1 MiB', '8mb', '1e3', '8M', `${'9'.repeat(20)}TiB`])('%s is none', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it('are written in the largest unit without a fraction', () => {
    expect([0, 1500, 2048, 8_388_608].map(formatSize)).toEqual(['0B', '1500B', '2KiB', '8MiB']);
  });
});

it('what is written is read as the same', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
      expect(parseSize(formatSize(value))).toBe(value);
      expect(parseDuration(formatDuration(value))).toBe(value);
    }),
  );
});
