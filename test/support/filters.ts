import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import type { EventRecord, Metadata } from '../../pipeline/event.js';
import { RegexError, readRegex } from '../../pipeline/filter/regex.js';
import { LEVELS } from '../../pipeline/level.js';

/*
 * Random events and random filters that share a small vocabulary, so that a filter is true of some events. Left out are
 * the two characters whose lower case is ASCII (U+0130 and U+212A): whether they are found depends on the locale of
 * the database.
 */

const words = fc.constantFrom(
  ...[
    'timeout',
    'TimeOut',
    'Störung',
    'STÖRUNG',
    'ΣΑΣ',
    'σας',
    'straße',
    'a',
    'b',
    'ab',
    '%',
    '_',
    "'",
    '\\',
    '$1',
  ],
  ...[
    '/api/health',
    '/api',
    'x*y',
    '"',
    '*',
    '😀',
    '\uffee',
    '\n',
    '\t',
    'true',
    'null',
    '',
    ' ',
    'a\nb',
    '2025',
  ],
);
const texts = fc.oneof(
  words,
  fc.array(words, { maxLength: 4 }).map((some) => some.join(' ')),
);

const addresses = fc.oneof(
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.0',
    '::1',
    '::ffff:10.0.0.1',
    '2001:db8::1',
    '10.0.0.256',
    '10.0.0',
    'fe80::1%1',
  ),
  fc.ipV4(),
  fc.ipV6(),
);
const networks = fc.oneof(
  fc.constantFrom(
    '10.0.0.0/8',
    '10.0.0.1/32',
    '0.0.0.0/0',
    '::/0',
    '2001:db8::/32',
    '::ffff:0:0/96',
    'fe80::/10',
  ),
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
);

const numbers = fc.constantFrom(
  ...['0', '1', '-1', '200', '404', '499', '500', '1.5', '-2.50', '200.0', '1e2', '1E+2', '5e-3', '0.005'],
  ...[
    '9007199254740992',
    '9007199254740993',
    '12345678901234567890',
    '1e400',
    '1e-400',
    '1e21',
    '123456789012345678e3',
  ],
  ...['0.1000000000000000055', '0.1'],
);
/** Texts in events that look like numbers, and some that only nearly do. */
const numberTexts = fc.oneof(
  numbers,
  fc.constantFrom('007', '1e999999', '+5', '1_000', '.5', '5.', '9'.repeat(41)),
);

const scalars = fc.oneof(
  texts,
  addresses,
  networks,
  numberTexts,
  numbers.map((text) => new LosslessNumber(text)),
  fc.boolean(),
  fc.constant(null),
);
const keys = fc.constantFrom('a', 'b', 'c', 'a.b', 'b.c', 'a.b.c', 'ip', 'ä');
const { values } = fc.letrec<{ values: unknown; objects: Metadata }>((tie) => ({
  values: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('values'), { maxLength: 3 }),
    tie('objects'),
  ),
  objects: fc.dictionary(keys, tie('values'), { maxKeys: 3 }) as fc.Arbitrary<Metadata>,
}));
const metadata = fc.dictionary(keys, values, { maxKeys: 4 });

const MOMENTS = ['2025-11-10T23:59:59.999999Z', '2025-11-11T00:00:00.000000Z', '2025-11-11T10:20:30.123456Z'];
const moments = fc.constantFrom(...MOMENTS, '2025-11-12T00:00:00.000000Z');
const ids = fc.constantFrom('0', '1', '5', '10', '9223372036854775807');

export const anyEvent: fc.Arbitrary<EventRecord> = fc.record({
  id: ids,
  timestamp: moments,
  received_at: moments,
  level: fc.constantFrom(...LEVELS),
  source: fc.oneof(texts, addresses, numberTexts),
  application: texts,
  message: texts,
  metadata,
  format: fc.constantFrom('json', 'plain'),
});

// --- Filters ---

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
/** The text as a word, each special character escaped. */
const escaped = (text: string) => text.replace(/[^A-Za-z0-9äöüÄÖÜΣΑσας\ud800-\udfff./:-]/g, '\\$&');

const plainWords = fc
  .oneof(words, numberTexts, addresses)
  .filter((text) => text !== '' && !/^[+\-!]/.test(text));
const bare = plainWords
  .map(escaped)
  .filter((text) => !/^(AND|OR|NOT)$|^\//.test(text) || text.startsWith('/'));
const patterns = fc
  .array(
    fc.oneof(
      words.filter((text) => text !== ''),
      numbers,
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((parts) =>
    fc.constantFrom(
      `*${parts.map(escaped).join('*')}`,
      `${parts.map(escaped).join('*')}*`,
      parts.map(escaped).join('*'),
    ),
  );
const regexes = fc.constantFrom(
  ...[
    'time(d)? ?out',
    '^a',
    'b$',
    '^$',
    '',
    '[^a-z]',
    'a.b',
    '\\bab\\b',
    '\\d+',
    '\\s',
    '\\S\\W',
    '(?:a|b){2,3}',
  ],
  ...[
    '^-?\\d{1,3}(?:\\.\\d+)?$',
    '[\\d.]+',
    'ö|Ö',
    '^.*?a',
    '\\x61',
    '[*_%\\\\]',
    '(a+)+b',
    'a|',
    '(|b)a',
    '[\\n\\t]',
  ],
);
const limits = fc.oneof(numbers, texts.map(quote), fc.constantFrom('a', 'b', '"5"'));
const ranges = fc
  .tuple(
    fc.constantFrom('[', '{'),
    fc.oneof(limits, fc.constant('*')),
    fc.oneof(limits, fc.constant('*')),
    fc.constantFrom(']', '}'),
  )
  .map(([open, lower, upper, close]) => `${open}${lower} TO ${upper}${close}`);
const comparisons = fc.tuple(fc.constantFrom('>', '>=', '<', '<='), limits).map((parts) => parts.join(''));
const anyValue = fc.oneof(
  fc.constant('*'),
  texts.map(quote),
  bare,
  numbers,
  patterns,
  networks,
  ranges,
  comparisons,
  regexes.map((source) => `~"${source.replaceAll('"', '\\"')}"`),
);
const names = fc.constantFrom(
  'source',
  'application',
  'message',
  'format',
  'a',
  'b',
  'a.b',
  'a.b.c',
  'ip',
  'ä',
  'metadata.a',
);
const times = fc.oneof(
  moments,
  fc.constantFrom('2025-11-11', '2025-11-10T23:59:59.999999Z', '2025-11-11T01:00:00+01:00'),
);
const levelValues = fc.constantFrom(
  'error',
  'Warning',
  '>=WARN',
  '<info',
  '[DEBUG TO ERROR}',
  'E*',
  '~"^[EF]"',
  '*',
  '"err"',
);
const operators = fc.constantFrom('', '>', '>=', '<', '<=');

const terms = fc.oneof(
  texts.map(quote),
  bare,
  patterns,
  { arbitrary: fc.tuple(names, anyValue).map(([name, value]) => `${name}:${value}`), weight: 6 },
  levelValues.map((value) => `level:${value}`),
  fc
    .tuple(fc.constantFrom('timestamp', 'received_at'), operators, times)
    .map(([name, ...rest]) => `${name}:${rest.join('')}`),
  fc.tuple(operators, ids).map((parts) => `id:${parts.join('')}`),
  fc.tuple(names, anyValue, anyValue).map(([name, one, other]) => `${name}:(${one} OR NOT ${other})`),
);

/** Every one of them can be parsed. */
export const anyFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    terms,
    tie('filter').map((filter) => `NOT (${filter})`),
    terms.map((term) => `NOT ${term}`),
    fc
      .tuple(tie('filter'), fc.constantFrom(' ', ' AND ', ' OR ', ' || ', ' && '), tie('filter'))
      .map((parts) => `(${parts.join('')})`),
  ),
})).filter;

// --- Regular expressions ---

const regexAtoms = fc.constantFrom(
  ...[
    'a',
    'b',
    'ö',
    ' ',
    '.',
    '^',
    '$',
    '\\d',
    '\\w',
    '\\s',
    '\\D',
    '\\W',
    '\\S',
    '\\b',
    '\\.',
    '\\\\',
    '\\x61',
    '{',
    '}',
    '-',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[a-c1-3]',
    '[\\d.-]',
    '[^\\s]',
    '[\\]\\[^]',
    '[ö-ü]',
    '\\n',
    '\\t',
    '/',
    '"',
    ']',
    ',',
  ],
);
const quantifiers = fc.constantFrom(
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{1,3}',
  '{0,2}',
  '{1,}',
  '{2,3}?',
);
const quantified = (part: fc.Arbitrary<string>) => fc.tuple(part, quantifiers).map((both) => both.join(''));

/** Every one of them is allowed. */
export const anyRegex: fc.Arbitrary<string> = fc
  .letrec<{ regex: string }>((tie) => ({
    regex: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.array(quantified(regexAtoms), { maxLength: 4 }).map((parts) => parts.join('')),
      fc.tuple(tie('regex'), tie('regex')).map((both) => both.join('')),
      fc.tuple(tie('regex'), tie('regex')).map((both) => both.join('|')),
      quantified(tie('regex').map((regex) => `(${regex})`)),
      quantified(tie('regex').map((regex) => `(?:${regex})`)),
    ),
  }))
  .regex.filter(isAllowed);

function isAllowed(source: string): boolean {
  try {
    readRegex(source);
    return true;
  } catch (error) {
    if (error instanceof RegexError) return false;
    throw error;
  }
}

/** Short enough for engines that backtrack. */
export const regexTexts = fc
  .array(fc.constantFrom(...'aabbc12 .\n\tö_-{}[]^$\\/"٣\u2028\v'), { maxLength: 10 })
  .map((some) => some.join(''));
