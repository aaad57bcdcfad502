import { describe, expect, it } from 'vitest';
import { mergeMetadata } from './merge-metadata.js';

describe('mergeMetadata', () => {
  it.each([
    ['{}', '{}', {}],
    ['{"a":1}', '{}', { a: 1 }],
    ['{}', '{"a":1}', { a: 1 }],
    ['{"a":1}', '{"b":2}', { a: 1, b: 2 }],
    ['{"a":1}', '{"a":2,"b":3}', { a: 1, b: 3, metadata: { a: 2 } }],
    ['{"a":1}', '{"b":"\\"a\\""}', { a: 1, b: '"a"' }],
    ['{"a":1}', '{"b":"a"}', { a: 1, b: 'a' }],
    ['{"a":1}', '{"\\u0061":2}', { a: 1, metadata: { a: 2 } }],
    ['{"a":1}', '{"a":2,"metadata":{"c":3}}', { a: 1, metadata: { a: 2, metadata: { c: 3 } } }],
    ['{"metadata":1}', '{"metadata":2}', { metadata: 1, inner_metadata: { metadata: 2 } }],
    [
      '{"a":1,"metadata":1,"inner_metadata":2}',
      '{"a":3}',
      { a: 1, metadata: 1, inner_metadata: 2, inner_inner_metadata: { a: 3 } },
    ],
  ])('of %s and %s', (outer, inner, expected) => {
    expect(JSON.parse(mergeMetadata(outer, inner))).toEqual(expected);
  });

  it('changes no number and pollutes nothing', () => {
    const text = mergeMetadata('{"a":12345678901234567890}', '{"a":0.12345678901234567890123,"b":1e400}');
    expect(text).toContain('12345678901234567890');
    expect(text).toContain('0.12345678901234567890123');
    const merged = mergeMetadata('{"a":1}', '{"a":2,"__proto__":{"polluted":1}}');
    expect(merged).toContain('"__proto__":{"polluted":1}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
