import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayElements, jsonErrorOffset } from './json-scanner.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const soup = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\',
      '"',
      '\\u12',
      '1',
      '-0.5e3',
      '01',
      'null',
      ' ',
      '\n',
      '\t',
      '\0',
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''));

describe('jsonErrorOffset', () => {
  it('says of any text what JSON.parse says', () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(jsonErrorOffset(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 20_000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonErrorOffset(text)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['', 0],
    ['{"a":1,}', 7],
    ['{"a":tru}', 5],
    ['[1,2', 4],
    ['{"a":"x\u0001"}', 7],
    ['{}x', 2],
    ['{"a" 1}', 5],
    ['"\\q"', 1],
    ['"open', 5],
    ['{"message":"long enough that V8 says no position","b":nope}', 54],
  ])('%j breaks off at %i', (text, offset) => {
    expect(isJson(text)).toBe(false);
    expect(jsonErrorOffset(text)).toBe(offset);
  });

  it('is not deep where the text is', () => {
    expect(jsonErrorOffset('['.repeat(100_000))).toBe(100_000);
  });
});

describe('arrayElements', () => {
  function cut(text: string): string[] | undefined {
    const bytes = Buffer.from(text);
    const elements = arrayElements(bytes);
    const texts: string[] = [];
    for (let next = elements.next(); ; next = elements.next()) {
      if (next.done) return next.value ? texts : undefined;
      texts.push(bytes.toString('utf8', ...next.value));
    }
  }

  it('keeps the text of each element', () => {
    expect(cut(' [ {"a":[1,2],"b":"],\\",["} , 12345678901234567890 ,"é" ]\n')).toEqual([
      '{"a":[1,2],"b":"],\\",["}',
      '12345678901234567890',
      '"é"',
    ]);
    expect(cut('[ ]')).toEqual([]);
  });

  it('finds the elements of any array', () => {
    const arrays = fc.array(fc.jsonValue(), { maxLength: 6 });
    fc.assert(
      fc.property(arrays, fc.constantFrom(0, 1, 2), (values, indent) => {
        expect(cut(JSON.stringify(values, null, indent))).toEqual(
          values.map((value) => cutOne(value, indent)),
        );
      }),
    );
    function cutOne(value: unknown, indent: number): string {
      const pad = ' '.repeat(indent);
      return indent === 0
        ? JSON.stringify(value)
        : JSON.stringify(value, null, indent).replaceAll('\n', `\n${pad}`);
    }
  });

  it.each(['{}', '[1', '[1]]', '[]]', '[{]', '', '1', '[}{]'])('%j is no array', (text) => {
    expect(cut(text)).toBeUndefined();
  });

  it('takes 10,000 nested arrays', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(cut(`[${deep},1]`)).toEqual([deep, '1']);
  });
});
