import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readApiTokens, SCOPES } from './api-tokens.js';

const tokensOf = (text: string) => readApiTokens(text).tokens.map(({ token, scopes }) => [token, ...scopes]);

describe('API_TOKENS', () => {
  it.each([
    [
      'one, two,',
      [
        ['one', 'admin'],
        ['two', 'admin'],
      ],
    ],
    [
      'ship:ingest,see:read',
      [
        ['ship', 'ingest'],
        ['see', 'read'],
      ],
    ],
    ['both:read+ingest', [['both', 'ingest', 'read']]],
    [
      'Zm9v+/==,a=b&c;d?',
      [
        ['Zm9v+/==', 'admin'],
        ['a=b&c;d?', 'admin'],
      ],
    ],
    ['a:b:read', [['a:b', 'read']]],
    ['a:b:admin', [['a:b', 'admin']]],
    ['x:READ', [['x', 'read']]],
    ['', []],
  ])('%s is read', (text, tokens) => {
    expect(readApiTokens(text).problems).toEqual([]);
    expect(tokensOf(text)).toEqual(tokens);
  });

  it.each([
    [
      'good,s3cret:reed',
      'entry 2 has a colon with no scopes behind it: allowed are ingest, read, admin with + between',
    ],
    ['s3cret:', 'entry 1 has a colon with no scopes'],
    ['s3cret:read+', 'entry 1 has a colon with no scopes'],
    ['s3cret:pa55', 'entry 1 has a colon with no scopes'],
    [':read', 'entry 1 has scopes, but no token before its colon'],
    ['s3crét', 'entry 1 is not visible ASCII'],
    ['s3 cret', 'entry 1 is not visible ASCII'],
  ])('%s is refused without being shown', (text, problem) => {
    const { problems } = readApiTokens(text);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    for (const secret of ['s3', 'reed', 'pa55']) expect(problems.join()).not.toContain(secret);
  });

  it('gives back any token that has its scopes behind it', () => {
    const token = fc.stringMatching(/^[\x21-\x2b\x2d-\x7e]{1,40}$/);
    fc.assert(
      fc.property(token, fc.subarray([...SCOPES], { minLength: 1 }), (token, scopes) => {
        expect(tokensOf(`first,${token}:${scopes.join('+')}`)[1]).toEqual([token, ...scopes]);
      }),
    );
  });
});
