import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonString, parseJson, storableJson, storableText, stringifyJson } from './json-text.js';

describe('JSON text', () => {
  it('changes no number on its way through an object', () => {
    for (const number of [
      ...['12345678901234567890', '-9007199254740993', '1762856430.123456789', '0.1234567890123456789'],
      ...['1e400', '1.5', '0', '-3', '9007199254740991', '123456789.12345678'],
    ]) {
      expect(stringifyJson(parseJson(`{"n":[${number}]}`))).toBe(`{"n":[${number}]}`);
    }
  });

  it('writes any string as JSON does', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(jsonString(text)) === text));
    expect(jsonString('\ud800')).toBe('"\\ud800"');
  });

  it('takes from JSON what JSONB cannot hold, and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const stored = JSON.stringify(JSON.parse(storableJson(JSON.stringify(value))));
        expect(stored).toBe(JSON.stringify(mapStrings(value, storableText)));
      }),
    );
  });

  it('knows an escaped backslash from an escape', () => {
    expect(storableJson(String.raw`"\\u0000 \u0000 \\\u0000 \ud83d\ude00 \ud83d \ude00"`)).toBe(
      String.raw`"\\u0000 \ufffd \\\ufffd \ud83d\ude00 \ufffd \ufffd"`,
    );
  });
});

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)]),
  );
}
