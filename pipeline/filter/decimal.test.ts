import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { compareDecimals, compareNumber, parseNumeral, plainText } from './decimal.js';

describe('parseNumeral', () => {
  test.each([
    ['12', '12'],
    ['-0012.50', '-12.50'],
    ['0', '0'],
    ['1e5', '1e5'],
    ['1E-300', '1E-300'],
  ])('reads %s as %s', (text, canonical) => {
    expect(parseNumeral(text)?.text).toBe(canonical);
  });

  test.each(['', '-', '+5', '.5', '5.', '1e1000', '0x10', '1_000', ' 1', '1 ', 'NaN', 'Infinity', '1.2.3'])(
    'does not read "%s"',
    (text) => {
      expect(parseNumeral(text)).toBeUndefined();
    },
  );
});

describe('comparison', () => {
  test('is that of numbers, however they are written', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.maxSafeInteger(),
        fc.integer({ min: -30, max: 30 }),
        (a, b, shift) => {
          const left = `${a}e${shift}`;
          const right = `${b}e${shift}`;
          expect(Math.sign(compareDecimals(left, right))).toBe(Math.sign(a - b));
          expect(compareDecimals(left, plainText(new LosslessNumber(left)))).toBe(0);
        },
      ),
    );
  });

  test.each<[number | bigint | LosslessNumber, string, number]>([
    [9007199254740992, '9007199254740993', -1],
    [9007199254740993n, '9007199254740993', 0],
    [12345678901234567891n, '12345678901234567890', 1],
    [0.1, '0.1000000000000000001', 0],
    [new LosslessNumber('0.1000000000000000001'), '0.1', 1],
    [new LosslessNumber('1e400'), '1e399', 1],
    [0, '1e-400', -1],
    [-5, '-4', -1],
    [0, '-0', 0],
    [5e-324, '0', 1],
    [1e21, '1000000000000000000000', 0],
  ])('%s against %s', (value, numeral, order) => {
    expect(Math.sign(compareNumber(value, parseNumeral(numeral)!))).toBe(order);
  });
});

test.each<[number | bigint | LosslessNumber, string]>([
  [0, '0'],
  [-1.5, '-1.5'],
  [1e21, '1000000000000000000000'],
  [1e-7, '0.0000001'],
  [12345678901234567891n, '12345678901234567891'],
  [new LosslessNumber('1.50'), '1.5'],
  [new LosslessNumber('120.0e1'), '1200'],
])('%s is printed as %s', (value, text) => {
  expect(plainText(value)).toBe(text);
});
