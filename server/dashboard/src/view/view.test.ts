import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../../../pipeline/level.js';
import { NARROWEST, WIDEST } from './columns.js';
import { CLOCKS, FIRST_VIEW, PAGES, readView, type View, writeView } from './view.js';

const name = fc.string({ unit: 'grapheme', minLength: 1 });
const column = fc.record(
  { field: name, width: fc.integer({ min: NARROWEST, max: WIDEST }) },
  { requiredKeys: ['field'] },
);
const anyView: fc.Arbitrary<View> = fc.record({
  page: fc.constantFrom(...PAGES),
  filter: fc.string({ unit: 'grapheme' }),
  from: fc.string({ unit: 'grapheme' }),
  to: fc.string({ unit: 'grapheme' }),
  live: fc.boolean(),
  hidden: fc.uniqueArray(fc.constantFrom(...LEVELS)),
  newest: fc.constantFrom('top', 'bottom'),
  columns: fc.array(column, { minLength: 1 }),
  wrap: fc.boolean(),
  fields: fc.boolean(),
  clock: fc.constantFrom(...CLOCKS),
  facets: fc.array(name),
  sort: fc.constantFrom('count', 'new'),
  open: fc.string({ unit: 'grapheme' }),
});

describe('the view in the address', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        expect(readView(writeView(view))).toEqual(view);
      }),
    );
  });

  it('reads any text at all', () => {
    fc.assert(fc.property(fc.string(), (text) => void readView(text)));
  });

  it('of the first view is empty, and names only what differs', () => {
    expect(writeView(FIRST_VIEW)).toBe('');
    expect(writeView({ ...FIRST_VIEW, filter: 'level:ERROR', wrap: true })).toBe(
      'filter=level%3AERROR&wrap=1',
    );
  });

  it('what makes no sense is as in the first view', () => {
    expect(readView('?page=nowhere&wrap=maybe&columns=&hidden=LOUD&clock=utc')).toEqual({
      ...FIRST_VIEW,
      clock: 'utc',
    });
  });
});
