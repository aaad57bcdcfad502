import {
  compareDecimals,
  compareNumber,
  isJsonNumber,
  isNumberText,
  type JsonNumber,
  plainText,
} from './decimal.js';
import { isWithin } from './limits.js';
import { liesIn } from './network.js';
import { matchesWhole, type TextTest } from './pattern.js';
import { matchesRegex } from './regex.js';
import type { ValueTest } from './tree.js';

type JsonTest = (value: unknown) => boolean;

/** The test for a text: a field of the event, or a string in metadata. */
export function textTest(test: ValueTest): TextTest {
  switch (test.type) {
    case 'exists':
      return (text) => text !== '';
    case 'equals':
      return (text) => text === test.text;
    case 'pattern':
      return matchesWhole(test.pattern);
    case 'regex':
      return matchesRegex(test.regex);
    case 'network': {
      const inNetwork = liesIn(test.network);
      return (text) => text === test.network.text || inNetwork(text);
    }
    case 'numbers':
      return (text) =>
        isNumberText(text) && isWithin(test.limits, (limit) => compareDecimals(text, limit.text));
    case 'texts':
      return (text) => isWithin(test.limits, (limit) => compareTexts(text, limit));
  }
}

/** The test for a value in metadata. */
export function jsonValueTest(test: ValueTest): JsonTest {
  if (test.type === 'exists') return (value) => value !== null && value !== undefined;
  const forText = textTest(test);
  const forNumber = numberTest(test, forText);
  const constants = test.type === 'equals' || test.type === 'pattern' || test.type === 'regex';
  return (value) => {
    if (typeof value === 'string') return forText(value);
    if (isJsonNumber(value)) return forNumber(value);
    if (typeof value === 'boolean') return constants && forText(String(value));
    return value === null && test.type === 'equals' && test.text === 'null';
  };
}

function numberTest(test: ValueTest, forText: TextTest): (value: JsonNumber) => boolean {
  switch (test.type) {
    case 'equals': {
      const { number } = test;
      return (value) => number !== undefined && compareNumber(value, number) === 0;
    }
    case 'numbers':
      return (value) => isWithin(test.limits, (limit) => compareNumber(value, limit));
    case 'pattern':
    case 'regex':
      return (value) => forText(plainText(value));
    default:
      return () => false;
  }
}

/** By code points, as PostgreSQL compares UTF-8 in collation "C"; `<` would compare UTF-16 code units. */
function compareTexts(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Code units of a surrogate pair stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
