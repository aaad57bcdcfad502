import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOf, tokensOf, WILDCARD } from './tokens.js';

describe('the tokens of a message', () => {
  it.each([
    ['user alice logged in', 'user alice logged in'],
    ['took 12ms for 10.0.0.1:443', 'took <*> for <*>:<*>'],
    ['GET /api/users/42 HTTP/1.1', 'GET <*> <*>'],
    ['user=alice id=7, "retries":3', 'user=alice id=<*>, "retries":<*>'],
    ['a list (1, 2)\nand a stack trace 3', 'a list (<*>, <*>)'],
    ['a <*> b', 'a <*> b'],
    ['', ''],
    ['ÄÖ é ٣ 4', 'ÄÖ é ٣ <*>'],
  ])('%j become %j', (message, template) => {
    expect(tokensOf(message).join('')).toBe(template);
  });

  it('end after 1024 characters', () => {
    expect(tokensOf('word '.repeat(10_000)).join('')).toHaveLength(1024);
  });

  it('are the same when read from the template', () => {
    fc.assert(
      fc.property(words(), (message) => {
        const tokens = tokensOf(message);
        expect(tokensOf(tokens.join(''))).toEqual(tokens);
      }),
    );
  });
});

describe('the shape of a message', () => {
  it('is the same exactly for the same tokens', () => {
    fc.assert(
      fc.property(words(), words(), (one, other) => {
        fc.pre(!one.includes(WILDCARD) && !other.includes(WILDCARD));
        const same = JSON.stringify(tokensOf(one)) === JSON.stringify(tokensOf(other));
        expect(shapeOf(one) === shapeOf(other)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on what has digits in it', () => {
    fc.assert(
      fc.property(words(), fc.stringMatching(/^[a-z]*[0-9][a-z0-9.]*$/), (message, value) => {
        const tokens = tokensOf(message.replaceAll(WILDCARD, ''));
        const filled = tokens.map((token) => (token === WILDCARD ? value : token)).join('');
        expect(shapeOf(filled)).toBe(shapeOf(message.replaceAll(WILDCARD, '')));
      }),
    );
  });

  it('is a whole number that a double holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (message) => {
        expect(Number.isSafeInteger(shapeOf(message))).toBe(true);
      }),
    );
  });
});

/** Few different words and separators, so that equal messages come up. */
function words() {
  const part = fc.constantFrom(
    'user',
    'a',
    'b',
    '7',
    'x9',
    ' ',
    ' ',
    '=',
    ',',
    '(',
    ')',
    '<',
    '>',
    '*',
    '\n',
    'é',
  );
  return fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
}
