import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordsOf } from '../../../test/support/recording-intake.js';
import type { FramedBlock } from '../framing/block.js';
import { Columns } from './columns.js';

const pairs = (blocks: FramedBlock[]) =>
  blocks.flatMap((block) => recordsOf(block).map((record) => [String(record), block.columns]));

function lines(...texts: string[]): FramedBlock {
  return { body: Buffer.from(texts.map((text) => `${text}\n`).join('')), count: texts.length };
}

function lengths(...texts: string[]): FramedBlock {
  const records = texts.map((text) => Buffer.from(text));
  return {
    body: Buffer.concat(records),
    count: records.length,
    lengths: records.map(({ length }) => length),
  };
}

it('leaves blocks as they are where nothing names columns', () => {
  const block = lines('a', 'x #Fields: no');
  expect(new Columns(false).label([block])).toEqual([block]);
});

it('takes the first line of a file with a header, and no other', () => {
  const columns = new Columns(true);
  expect(pairs(columns.label([lines('a,b\r', '1,2'), lines('3,4')]))).toEqual([
    ['a,b', 'a,b'],
    ['1,2', 'a,b'],
    ['3,4', 'a,b'],
  ]);
});

it('leaves refused records in their place', () => {
  const refused = { ...lengths('#Fields: x'), refused: 'too long' };
  expect(new Columns(false, 'old').label([refused])).toEqual([{ ...refused, columns: 'old' }]);
});

it.each([
  ['lines', lines],
  ['records', lengths],
])('gives every record the last #Fields: line before it: %s', (_, make) => {
  const record = fc.constantFrom('#Fields: a', '#Fields: b c', 'x', ' #Fields: no', '1 2');
  fc.assert(
    fc.property(fc.array(fc.array(record, { minLength: 1, maxLength: 6 }), { maxLength: 4 }), (blocks) => {
      let current: string | undefined;
      const expected = blocks.flat().map((text) => {
        if (text.startsWith('#Fields:')) current = text;
        return [text, current];
      });
      expect(pairs(new Columns(false).label(blocks.map((texts) => make(...texts))))).toEqual(expected);
    }),
  );
});
