import type { Random } from './random.js';

/** The longest record that is made. */
const LONGEST = 65_536;

/** What formats are made of, and what has broken programs before. */
const PIECES = [
  ...[
    '"',
    "'",
    '\\',
    '\\"',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    ',',
    ':',
    ';',
    '=',
    '|',
    '-',
    '/',
    '#',
    '%',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\u001b[31m',
    '\ufeff',
    '\u2028',
    '\ud800',
    '\udc00',
    '\ud83d\ude00',
    'é',
  ],
  ...['__proto__', '"__proto__":{"polluted":1},', 'constructor', 'toString', 'polluted=1', '__proto__=1 '],
  ...[
    '9007199254740993',
    '1e999',
    '-0',
    '0x1f',
    '1E400',
    '0.1234567890123456789',
    '99999999999999999999999999',
  ],
  ...[
    '\\u0000',
    '\\ud800',
    '\\x00',
    '\\xff',
    'NaN',
    'null',
    'true',
    '""',
    '{}',
    '[]',
    '[[[[',
    '{"a":',
    '2025-02-30T25:61:61Z',
  ],
];

type Mutation = (line: string, random: Random, lines: readonly string[]) => string;

const MUTATIONS: readonly Mutation[] = [
  function flipBit(line, random) {
    const at = random.below(line.length);
    return splice(line, at, 1, String.fromCharCode(line.charCodeAt(at) ^ (1 << random.below(8))));
  },
  function spliceTwo(line, random, lines) {
    const other = random.of(lines);
    return line.slice(0, random.below(line.length + 1)) + other.slice(random.below(other.length + 1));
  },
  function wrapInto(line, random, lines) {
    const other = random.of(lines);
    return splice(line, random.below(line.length + 1), 0, other);
  },
  function remove(line, random) {
    return splice(line, random.below(line.length), 1 + random.below(12), '');
  },
  function duplicate(line, random) {
    const from = random.below(line.length);
    return splice(line, from, 0, line.slice(from, from + 1 + random.below(30)));
  },
  function truncate(line, random) {
    return line.slice(0, random.below(line.length + 1));
  },
  function behead(line, random) {
    return line.slice(random.below(line.length + 1));
  },
  function insert(line, random) {
    return splice(line, random.below(line.length + 1), 0, random.of(PIECES));
  },
  function replaceNumber(line, random) {
    const number = /\d+/.exec(line.slice(random.below(line.length)));
    return number === null ? line : line.replace(number[0], random.of(PIECES));
  },
  function replaceText(line, random) {
    const at = random.below(line.length);
    return splice(line, at, 1 + random.below(4), random.of(PIECES));
  },
];

/** One of the lines, changed in one place, or in up to six; every fortieth made long by repeating a piece of it. */
export function mutated(random: Random, lines: readonly string[]): string {
  let line = random.of(lines);
  const places = random.below(3) === 0 ? 1 + random.below(6) : 1;
  for (let times = places; times > 0 && line !== ''; times--) {
    line = random.of(MUTATIONS)(line, random, lines);
  }
  if (random.below(40) === 0) line = lengthened(line, random);
  return line.slice(0, LONGEST);
}

function lengthened(line: string, random: Random): string {
  const from = random.below(line.length + 1);
  const piece = random.below(2) === 0 ? random.of(PIECES) : line.slice(from, from + 1 + random.below(40));
  if (piece === '') return line;
  const length = 1 << (8 + random.below(9));
  return splice(line, from, 0, piece.repeat(Math.ceil(length / piece.length)));
}

function splice(text: string, at: number, removed: number, inserted: string): string {
  return text.slice(0, at) + inserted + text.slice(at + removed);
}
