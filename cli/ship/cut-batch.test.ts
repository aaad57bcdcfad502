import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesToRead, type CutLimits, cutBatch } from './cut-batch.js';

const LIMITS: CutLimits = { batchBytes: 8, maxRecord: 6 };

function cut(text: string, takesRest = false): string | undefined {
  const bytes = Buffer.from(text);
  const found = cutBatch(bytes, LIMITS, takesRest);
  return found && bytes.toString('utf8', found.start, found.end);
}

it.each([
  ['ab\ncd\nef\n', 'ab\ncd\n'],
  ['ab\ncd', 'ab\n'],
  ['ab', undefined],
  ['', undefined],
  ['123456\nab\n', '123456\n'],
  ['ab\n1234567\n', 'ab\n'],
  ['1234567\n', '123456'],
  ['12345é7\n', '12345'],
  ['\0\0ab\n', 'ab\n'],
  ['\0\0', ''],
])('cuts %j as %j', (text, expected) => {
  expect(cut(text)).toBe(expected);
});

it('takes an unfinished line when nothing is to come', () => {
  expect(cut('ab', true)).toBe('ab');
});

it('loses and repeats no byte but leading NULs', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r', 'é', '1234567890'), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (text) => {
      const bytes = Buffer.from(text);
      let [at, joined] = [0, ''];
      while (at < bytes.length) {
        const read = bytes.subarray(at, at + bytesToRead(LIMITS));
        const { start, end } = cutBatch(read, LIMITS, at + read.length === bytes.length)!;
        expect(end).toBeGreaterThan(0);
        joined += read.toString('utf8', start, end);
        at += end;
      }
      expect(joined).toBe(text);
    }),
  );
});
