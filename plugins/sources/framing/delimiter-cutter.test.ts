import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../test/support/recording-intake.js';
import { type FramedBlock, KEPT_OF_REFUSED } from './block.js';
import { DelimiterCutter, LF, NUL } from './delimiter-cutter.js';

const textsOf = (blocks: FramedBlock[]) =>
  blocks.flatMap((block) => recordsOf(block).map((record) => (block.refused ? 'refused: ' : '') + record));

function cut(delimiter: typeof LF | typeof NUL, text: string, ends: number[] = [], maxRecord = 8): string[] {
  const cutter = new DelimiterCutter(delimiter, maxRecord);
  const bytes = Buffer.from(text);
  const texts: string[] = [];
  let start = 0;
  for (const end of [...ends.filter((end) => end < bytes.length).sort((a, b) => a - b), bytes.length]) {
    texts.push(...textsOf(cutter.push(bytes.subarray(start, end))));
    start = end;
  }
  return [...texts, ...textsOf(cutter.end())];
}

describe('records that end with LF', () => {
  it('come as one block per read, their bytes untouched', () => {
    const read = Buffer.from('one\ntwo\r\nthr');
    const cutter = new DelimiterCutter(LF, 100);
    const [block, ...others] = cutter.push(read);
    expect(others).toEqual([]);
    expect(block).toEqual({ body: read.subarray(0, 9), count: 2 });
    expect(block!.body.buffer).toBe(read.buffer);
    expect(cutter.held).toBe(3);
  });

  it('come without the empty ones between them', () => {
    expect(cut(LF, '\n\na\n\r\n\nb\n')).toEqual(['a', 'b']);
  });

  it('are refused over the limit, alone', () => {
    expect(cut(LF, '12345678\n123456789\nb\n1234567890')).toEqual([
      '12345678',
      'refused: 12345678',
      'b',
      'refused: 12345678',
    ]);
  });

  it('keep no more of a refused one than a dead letter needs', () => {
    const [text] = cut(LF, 'x'.repeat(100_000), [], 90_000);
    expect(text).toHaveLength('refused: '.length + KEPT_OF_REFUSED);
  });
});

describe('records that end with NUL', () => {
  it('may hold LF, and lose the one before their delimiter', () => {
    expect(cut(NUL, 'a\nb\0c\r\n\0\n\0d')).toEqual(['a\nb', 'c', 'd']);
  });
});

it.each([
  ['LF', LF],
  ['NUL', NUL],
] as const)('gives the same records however the bytes are split: %s', (_, delimiter) => {
  const text = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r', '\0', '1234', 'é'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(100)), (text, ends) => {
      expect(cut(delimiter, text, ends)).toEqual(cut(delimiter, text));
      expect(cut(delimiter, text, [...Buffer.from(text).keys()])).toEqual(cut(delimiter, text));
    }),
    { numRuns: 1000 },
  );
});
