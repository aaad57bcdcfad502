import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExactNumber, parseExact, simpleText, typeOf, writeExact } from './exact-json.js';

it('JSON comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(writeExact(parseExact(JSON.stringify(value))))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

it('a number that no double holds is written as it was', () => {
  const long = new ExactNumber('12345678901234567890');
  expect(writeExact({ a: [long, {}], b: 1.5 })).toBe(
    '{\n  "a": [\n    12345678901234567890,\n    {}\n  ],\n  "b": 1.5\n}',
  );
  expect([typeOf(long), simpleText(long), simpleText(null), simpleText(false)]).toEqual([
    ...['number', '12345678901234567890', undefined, 'false'],
  ]);
});
