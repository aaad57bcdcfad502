import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRegex, regexTexts } from '../../test/support/filters.js';
import { matchesRegex, RegexError, readRegex } from './regex.js';

describe('what every engine reads alike', () => {
  test.each<[string, string, boolean]>([
    ['time(d)? ?out', 'request timed out', true],
    ['Time', 'timeout', false],
    ['^/api/v[12]/', '/api/v2/users', true],
    ['\\d{3}$', 'status 500', true],
    ['\\d', '٣', false],
    ['\\bfoo\\b', 'a foo.', true],
    ['\\bfoo\\b', 'foobar', false],
    ['a.b', 'a\nb', false],
    ['a[^x]b', 'a\nb', true],
    ['b$', 'b\n', false],
    ['[\\d.-]+', '-1.5', true],
    ['\\x41\\.\\/\\-', 'A./-', true],
    ['{x}', 'a{x}', true],
    ['ö+?', 'größe', true],
    ['', '', true],
    ['(|a)b', 'b', true],
  ])('%s in %j: %s', (source, text, expected) => {
    expect(matchesRegex(readRegex(source))(text)).toBe(expected);
  });

  test('means the same to RE2 and JavaScript', () => {
    fc.assert(
      fc.property(anyRegex, regexTexts, (source, text) => {
        const regex = readRegex(source);
        expect(matchesRegex(regex)(text)).toBe(new RegExp(regex.re2, 'u').test(text));
        expect(matchesRegex(regex)(text)).toBe(new RegExp(regex.postgres, 'u').test(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is refused, at its place', () => {
  test.each<[string, number, string]>([
    ['(a)\\1', 3, 'back-reference'],
    ['a(?=b)', 1, 'lookaround'],
    ['(?i)a', 0, 'flags'],
    ['(?P<x>a)', 0, 'names'],
    ['\\p{L}', 0, '\\p'],
    ['a\\Z', 1, '\\Z'],
    ['[[:alpha:]]', 1, '[:alpha:]'],
    ['[z-a]', 1, 'range'],
    ['[]a]', 1, 'needs a character'],
    ['[a', 2, 'no end'],
    ['(a', 2, 'no end'],
    ['a)', 1, 'closes nothing'],
    ['a**', 2, 'cannot be repeated'],
    ['a|*', 2, 'nothing to repeat'],
    ['^*', 1, 'a place'],
    ['a{256}', 1, 'up to 255'],
    ['a{3,2}', 1, 'ends before'],
    ['(a?){2}', 4, 'may be empty'],
    ['(\\w{200}x){3}', 0, 'too large'],
    ['\\', 1, 'backslash'],
    ['\\xZZ', 2, 'hexadecimal'],
    [`${'('.repeat(51)}${')'.repeat(51)}`, 51, 'deep'],
  ])('%s', (source, position, reason) => {
    let refusal: unknown;
    try {
      readRegex(source);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RegexError);
    expect((refusal as RegexError).position).toBe(position);
    expect((refusal as RegexError).message).toContain(reason);
  });
});

test('takes linear time where backtracking would take exponential', () => {
  const started = performance.now();
  for (const source of ['(a+)+b', '(a|a)*b', '(.*a)*b', '^(\\w+\\s?)*$']) {
    matchesRegex(readRegex(source))(`${'a'.repeat(100_000)}!`);
  }
  expect(performance.now() - started).toBeLessThan(2000);
});
