import { expect, it } from 'vitest';
import { ASSUMED_LEVEL, ASSUMED_TIME } from '../../pipeline/assumed.js';
import { Detector } from '../../pipeline/detection/detector.js';
import { defineParser, Type } from '../../pipeline/plugin.js';
import { PARSER_DEFINITIONS, parserSet } from '../../test/support/parsers.js';
import { SEED } from '../../test/support/seed.js';
import { RecordCheck } from './check.js';
import { mutated } from './mutate.js';
import { Random } from './random.js';
import { fuzz } from './run.js';
import { shrunk } from './shrink.js';

it('reads changed records soundly, each of them in time', () => {
  const { failures } = fuzz(new Detector(parserSet()), { inputs: 10_000, seed: SEED, failures: 1 });
  expect([...failures.values()].map(({ first }) => ({ seed: SEED, ...first }))).toEqual([]);
});

it('makes the same inputs of the same seed', () => {
  const lines = ['one line', 'two {"a": 1}'];
  const inputs = (seed: number) => Array.from({ length: 50 }, (_, i) => mutated(new Random(seed, i), lines));
  expect(inputs(7)).toEqual(inputs(7));
  expect(inputs(7)).not.toEqual(inputs(8));
});

it('tells what is wrong with a parser', () => {
  const check = (parse: (record: string) => string | undefined) => {
    const broken = defineParser({
      kind: 'parser',
      name: 'broken',
      summary: '',
      example: '',
      options: Type.Object({}),
      specificity: 100,
      sample: '!',
      create: () => ({
        parse(record, event) {
          if (!record.startsWith('!')) return 0;
          const metadata = parse(record);
          if (metadata === undefined) return 0;
          event.fill('broken', 0, 'INFO', '', '', '', metadata, ASSUMED_TIME | ASSUMED_LEVEL);
          return -1;
        },
      }),
    });
    const problem = new RecordCheck(new Detector(parserSet([...PARSER_DEFINITIONS, broken])));
    return (record: string) => problem.problemOf(record) ?? problem.differenceOf(record);
  };
  expect(check(() => '{"a":1}')('!')).toBeUndefined();
  expect(check(() => '{}')('!')).toContain('nothing is left');
  expect(check(() => '[]')('!')).toContain('no object');
  expect(check(() => '{"a":9007199254740992}')('!9007199254740993')).toContain('9007199254740992');
  expect(
    check(() => {
      throw new Error('oops');
    })('!'),
  ).toContain('oops');
  expect(
    check(() => {
      for (const end = performance.now() + 5; performance.now() < end; );
      return '{"a":1}';
    })('!'),
  ).toContain('slow');
  let seen = 0;
  expect(check(() => (seen++ % 2 === 0 ? '{"a":1}' : undefined))('!')).toContain('as the first');
});

it('shrinks a failure to what it takes', () => {
  const problemOf = (text: string) => (text.includes('a') && text.includes('z') ? 'a and z' : undefined);
  expect(shrunk('so many words and then a puzzle', problemOf)).toBe('az');
});
