import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../api/types.js';
import { LEVEL_VALUES, metadataNames, placeAt, suggestFields, suggestValues } from './completion.js';

/** The bar is the caret. */
function at(text: string) {
  return placeAt(text.replace('|', ''), text.indexOf('|'));
}

describe('completion', () => {
  it.each([
    ['|', { from: 0, to: 0, typed: '' }],
    ['lev|', { from: 0, to: 3, typed: 'lev' }],
    ['a -sou|rce', { from: 3, to: 9, typed: 'sou' }],
    ['level:|', { from: 6, to: 6, typed: '', field: 'level' }],
    ['(level:ER|)', { from: 7, to: 9, typed: 'ER', field: 'level' }],
    ['level:(WARN OR ER|)', { from: 15, to: 17, typed: 'ER', field: 'level' }],
    ['source:"web|', { from: 7, to: 11, typed: 'web', field: 'source' }],
    ['"connection fai|', undefined],
    ['10%|', undefined],
  ])('at %s', (text, place) => {
    expect(at(text)).toEqual(place);
  });

  it('offers names that begin so before those that hold it, and values ready to be put in', () => {
    const names = suggestFields({ from: 0, to: 1, typed: 's' }, ['status', 'user_s']).map(({ text }) => text);
    expect(names).toEqual(['source:', 'status:', 'message:', 'timestamp:', 'user_s:']);
    const place = { from: 0, to: 0, typed: '', field: 'source' };
    expect(suggestValues(place, [{ value: 'web 1', count: 3 }])).toEqual([
      { text: '"web 1" ', title: 'web 1', detail: '3' },
    ]);
    expect(suggestValues({ ...place, typed: 'err' }, LEVEL_VALUES).map(({ title }) => title)).toEqual([
      'ERROR',
    ]);
  });

  it('knows the names it has seen, the frequent first', () => {
    const log = (metadata: object) => ({ metadata }) as LogRecord;
    expect(metadataNames([log({ a: 1, level: 2, k: { b: 1 } }), log({ k: { b: 2 }, 'no name': 1 })])).toEqual(
      [...['k.b', 'a', 'metadata.level']],
    );
  });
});
