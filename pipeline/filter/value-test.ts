import { type Numeral, parseNumeral } from './decimal.js';
import { type Limits, mapLimits } from './limits.js';
import { parseNetwork } from './network.js';
import { RegexError, readRegex } from './regex.js';
import {
  asksForPresence,
  type Comparison,
  type Located,
  limitsOf,
  type Mistake,
  type RangeValue,
  type RegexValue,
  type SimpleValue,
} from './syntax.js';
import type { ValueTest } from './tree.js';

/** What a value asks of a text field or of metadata. */
export function valueTest(value: SimpleValue, mistake: Mistake): ValueTest {
  switch (value.type) {
    case 'phrase':
      return equals(value.pattern[0]);
    case 'word':
      if (asksForPresence(value)) return { type: 'exists' };
      if (value.pattern.length > 1) return { type: 'pattern', pattern: value.pattern };
      return networkOrEquals({ text: value.pattern[0], at: value.at }, mistake);
    case 'regex':
      return regexTest(value, mistake);
    default:
      return rangeTest(value);
  }
}

function equals(text: string): ValueTest {
  const number = parseNumeral(text);
  return { type: 'equals', text, ...(number !== undefined && { number }) };
}

function networkOrEquals(word: Located, mistake: Mistake): ValueTest {
  const reading = parseNetwork(word.text);
  if (reading === undefined) return equals(word.text);
  if ('network' in reading) return { type: 'network', network: reading.network };
  return mistake(word.at, `"${word.text}" is no network: it has more bits than an address`, [
    `/0 to /${reading.mostBits}`,
    'the text in quotes',
  ]);
}

/** @throws what `mistake` throws, with the place inside the regular expression. */
export function regexTest(value: RegexValue, mistake: Mistake): Extract<ValueTest, { type: 'regex' }> {
  try {
    return { type: 'regex', regex: readRegex(value.text) };
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return mistake(value.at + error.position, `in the regular expression, ${error.message}`, error.expected);
  }
}

/** Numbers when every limit is one, otherwise texts. */
function rangeTest(value: Comparison | RangeValue): ValueTest {
  const limits = limitsOf(value);
  if (limits.lower === undefined && limits.upper === undefined) return { type: 'exists' };
  const numbers = mapLimits(limits, ({ text }) => parseNumeral(text));
  if (allRead(numbers)) return { type: 'numbers', limits: numbers };
  return { type: 'texts', limits: mapLimits(limits, ({ text }) => text) };
}

function allRead(limits: Limits<Numeral | undefined>): limits is Limits<Numeral> {
  return [limits.lower, limits.upper].every((limit) => limit === undefined || limit.value !== undefined);
}
