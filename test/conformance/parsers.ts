import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Detector } from '../../pipeline/detection/detector.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser, type ParserDefinition } from '../../pipeline/plugin.js';
import { makeEvent } from '../support/events.js';
import { parserSet } from '../support/parsers.js';

/*
 * What every parser must hold. `describeParser` runs it over one definition.
 */

/** Pieces that log records are made of, and pieces that break them. */
const PIECES = [
  ...[
    '{"',
    '"}',
    '":"',
    '":',
    ',"',
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    '\\"',
    '\\u0000',
    '\\ud800',
    '\\x',
    '\\xe4',
  ],
  ...[
    '<34>',
    '<191>1 ',
    '<192>',
    '<>',
    ' - ',
    '-',
    ' ',
    '  ',
    '\t',
    '\n',
    '\0',
    '\ufeff',
    '\ud800',
    'ü',
    '\u2028',
  ],
  ...[
    '2025-11-11T10:20:30.123Z',
    '2025-02-30T10:20:30Z',
    'Nov 11 10:20:30',
    'Feb 29 00:00:00',
    '11/Nov/2025:10:20:30 +0000',
  ],
  ...[
    '[id a="b"]',
    '[id a="\\]"]',
    'host',
    'app[12]:',
    'su:',
    '__proto__',
    'constructor',
    'message',
    'level',
    'time',
  ],
  ...[
    '1e400',
    '-0',
    '123456789012345678901',
    '1762856430',
    'GET / HTTP/1.1',
    ' 200 12 ',
    '"-"',
    '999',
    '%',
    '=',
  ],
];

const fuzzed: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** The record with a piece cut out, doubled or replaced. */
function mutated(record: string): fc.Arbitrary<string> {
  const place = fc.nat(record.length);
  return fc
    .array(fc.tuple(place, fc.nat(12), fc.constantFrom('', ...PIECES)), { minLength: 1, maxLength: 4 })
    .map((edits) => {
      let text = record;
      for (const [at, length, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + length);
      return text;
    });
}

/** Long enough that a quadratic reader is out of its time. */
const HOSTILE_LENGTH = 400_000;

/** Records that make a careless reader slow, deep or large, by their length. */
const HOSTILE: Record<string, (length: number) => string> = {
  blanks: (n) => ' '.repeat(n),
  quotes: (n) => '"'.repeat(n),
  backslashes: (n) => `{"a":"${'\\'.repeat(n)}`,
  'escaped quotes': (n) => `h - - [11/Nov/2025:10:20:30 +0000] "${'\\"'.repeat(n / 2)}`,
  'nested arrays': (n) => `{"a":${'['.repeat(n / 2)}${']'.repeat(n / 2)}}`,
  'open arrays': (n) => `{"a":${'['.repeat(n)}`,
  'many members': (n) => `{${Array.from({ length: n / 10 }, (_, i) => `"k${i}":1`).join(',')}}`,
  'many levels': (n) => `{${'"level":"info",'.repeat(n / 15)}"level":"info"}`,
  'many clashes': (n) => {
    const members = Array.from({ length: n / 20 }, (_, i) => `"k${i}":1`).join(',');
    return `{${members},"metadata":{${members}}}`;
  },
  'digits in JSON': (n) => `{"time":${'9'.repeat(n)}}`,
  digits: (n) => '1'.repeat(n),
  priorities: (n) => `<34>${'<34>'.repeat(n / 4)}`,
  'structured data': (n) => `<34>1 - - - - - ${'[a b="c"]'.repeat(n / 9)}`,
  'open structured data': (n) => `<34>1 - - - - - ${'[a b="c" '.repeat(n / 9)}`,
  parameters: (n) => `<34>1 - - - - - [a${Array.from({ length: n / 10 }, (_, i) => ` k${i}="v"`).join('')}]`,
  brackets: (n) => `h - u${' ['.repeat(n / 2)}`,
  'request of garbage': (n) => `h - - [11/Nov/2025:10:20:30 +0000] "${'GET '.repeat(n / 4)}" 200 1`,
  'hex escapes': (n) => `h - - [11/Nov/2025:10:20:30 +0000] "${'\\xe4'.repeat(n / 4)}" 200 1 "-" "-"`,
  tags: (n) => `<34>Nov 11 10:20:30 ${'a['.repeat(n / 2)}`,
  'words of a line': (n) => 'error '.repeat(n / 6),
};

export function describeParser(definition: ParserDefinition): void {
  describe(`parser ${definition.name}`, () => {
    let parser: Parser;
    beforeAll(() => {
      parser = parserSet([definition]).ordered[0]!.parser;
    });

    it('claims its sample, and detection gives it the sample', () => {
      expect(parser.parse(definition.sample, makeEvent(definition.sample))).toBe(CLAIMED);
      expect(new Detector(parserSet()).explain(definition.sample).format).toBe(definition.name);
    });

    it('fills the event under its own name', () => {
      const event = makeEvent(definition.sample);
      parser.parse(definition.sample, event);
      expect(event.format).toBe(definition.name);
    });

    it('says what its leads are: a record that begins otherwise is not claimed', () => {
      const { leads } = definition;
      if (leads === undefined) return;
      fc.assert(
        fc.property(fc.oneof(fuzzed, mutated(definition.sample)), (record) => {
          fc.pre(!leads.includes(record.charAt(0)));
          expect(parser.parse(record, makeEvent(record))).not.toBe(CLAIMED);
        }),
      );
    });

    it('never throws, keeps metadata a JSON object, and leaves alone what it does not claim', () => {
      fc.assert(
        fc.property(fc.oneof(fuzzed, mutated(definition.sample)), (record) => expectSound(parser, record)),
        { numRuns: 2_000 },
      );
    });

    it('gives the same for the same record, whatever came before', () => {
      fc.assert(
        fc.property(
          fc.array(mutated(definition.sample), { maxLength: 8 }),
          mutated(definition.sample),
          (before, record) => {
            const fresh = parserSet([definition]).ordered[0]!.parser;
            for (const other of before) parser.parse(other, makeEvent(other));
            expect(snapshot(parser, record)).toEqual(snapshot(fresh, record));
          },
        ),
        { numRuns: 300 },
      );
    });

    it.each(Object.keys(HOSTILE))('takes less than a millisecond per kilobyte for %s', (name) => {
      const record = HOSTILE[name]!(HOSTILE_LENGTH);
      expect(secondsFor(parser, record)).toBeLessThan(HOSTILE_LENGTH / 1_000 / 1_000);
    });

    it('does not pollute prototypes', () => {
      const record =
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"metadata":{"__proto__":1}}';
      for (const text of [record, `<34>1 - - - - - [__proto__ polluted="1"] ${record}`]) {
        const event = makeEvent(text);
        parser.parse(text, event);
        event.peekMetadata();
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }
    });
  });
}

function expectSound(parser: Parser, record: string): void {
  const event = makeEvent(record);
  const before = event.toJsonText();
  const verdict = parser.parse(record, event);
  if (verdict === CLAIMED) {
    const metadata: unknown = JSON.parse(event.metadataText());
    expect(metadata !== null && typeof metadata === 'object' && !Array.isArray(metadata)).toBe(true);
    expect(Number.isFinite(event.timestampMicros)).toBe(true);
    expectClean(event);
  } else {
    expect(verdict).toBeGreaterThanOrEqual(0);
    expect(verdict).toBeLessThanOrEqual(record.length);
    expect(event.toJsonText()).toBe(before);
  }
}

/** An event that says it is clean has only ASCII without NUL in its texts. */
function expectClean(event: LogEvent): void {
  if (!event.clean) return;
  for (const text of [event.source, event.application, event.message, event.metadataText()]) {
    expect(text).toMatch(/^[\x01-\x7f]*$/);
  }
}

function snapshot(parser: Parser, record: string): unknown {
  const event = makeEvent(record);
  const verdict = parser.parse(record, event);
  const { metadata, ...fields } = JSON.parse(event.toJsonText()) as Record<string, unknown>;
  return { verdict, fields, metadata, micros: event.timestampMicros };
}

/** Best of three, in seconds. */
function secondsFor(parser: Parser, record: string): number {
  const times = [0, 1, 2].map(() => {
    const event = makeEvent(record);
    const start = process.hrtime.bigint();
    parser.parse(record, event);
    return Number(process.hrtime.bigint() - start) / 1e9;
  });
  return Math.min(...times);
}
