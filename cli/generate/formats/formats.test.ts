import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Detector } from '../../../pipeline/detection/detector.js';
import { parserSet } from '../../../test/support/parsers.js';
import { steppingClock } from '../clock.js';
import { Random } from '../random.js';
import { Workload } from '../workload.js';
import { FORMATS } from './index.js';

const START = Date.UTC(2025, 10, 11, 23, 59, 58);
const ISO = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const VISIT =
  '(?:203\\.0\\.113|198\\.51\\.100)\\.\\d+ - [\\w-]+ \\[\\d\\d/Nov/2025:\\d\\d:\\d\\d:\\d\\d \\+0000] "[A-Z]+ /\\S* HTTP/[12]\\.[01]" \\d{3} (?:\\d+|-)';

const SHAPES: Record<string, RegExp> = {
  json: /^\{.*\}$/,
  'apache-common': new RegExp(`^${VISIT}$`),
  'apache-combined': new RegExp(`^${VISIT} "[^"]+" "[^"]+"$`),
  'nginx-access': new RegExp(`^${VISIT} "[^"]+" "[^"]+"$`),
  'syslog-rfc5424': new RegExp(
    `^<13[1-5]>1 ${ISO} \\w+-\\d\\d \\w+ \\d+ - \\[shop@32473 user_id="\\d+" request_id="[0-9a-f]{8}"\\] \\S.*$`,
  ),
  'syslog-rfc3164': /^<\d{1,2}>Nov 1[12] \d\d:\d\d:\d\d \w+-\d\d [\w/]+(?:\[\d+\])?: \S.*$/,
  plain: /^\S.*\S$/,
};

function linesOf(name: string, count: number, seed = 1): string[] {
  const format = FORMATS.find((known) => known.name === name)!;
  const random = new Random(seed);
  return new Workload(format.lines(random), steppingClock(random, START)).take(count);
}

test.each(FORMATS.map(({ name }) => name))('%s repeats its lines for a seed and only for that', (name) => {
  expect(linesOf(name, 200)).toEqual(linesOf(name, 200));
  expect(linesOf(name, 200)).not.toEqual(linesOf(name, 200, 2));
});

test('a format says so when its records can have several lines, and no record can end another', () => {
  for (const { name, multiline = name === 'everything' } of FORMATS) {
    const lines = linesOf(name, 200);
    expect(
      lines.some((line) => line.includes('\n')),
      name,
    ).toBe(multiline);
    for (const line of lines) expect(line, name).not.toMatch(/[\r\0]|\n$/);
  }
});

test.each(Object.entries(SHAPES))('every line of %s has its shape', (name, shape) => {
  for (const line of linesOf(name, 2_000)) expect(line).toMatch(shape);
});

test.each(Object.keys(SHAPES))('every line of %s is read as what it is', (name) => {
  const detector = new Detector(parserSet());
  const expected = name === 'nginx-access' ? 'apache-combined' : name;
  for (const line of linesOf(name, 200)) {
    // The format of a program's message is the more special one, and names the event.
    const { format, asked } = detector.explain(line);
    const [record] = asked.filter(({ claimed }) => claimed);
    expect([format, record?.format]).toContain(expected);
    expect(record?.within).toBe(undefined);
  }
});

test('json lines have exactly the fields of the reference workload', () => {
  for (const line of linesOf('json', 2_000)) {
    const record = JSON.parse(line);
    expect(Object.keys(record)).toEqual([
      'timestamp',
      'level',
      'source',
      'application',
      'message',
      'metadata',
    ]);
    expect(record.timestamp).toBe(new Date(record.timestamp).toISOString());
    expect(record.metadata).toEqual({
      user_id: expect.any(Number),
      request_id: expect.stringMatching(/^[0-9a-f]{8}$/),
      duration_ms: expect.any(Number),
    });
  }
});

describe('mixed', () => {
  test('is byte for byte what recorded benchmarks were made with', () => {
    const digest = createHash('sha256').update(linesOf('mixed', 20_000).join('\n')).digest('hex');
    expect(digest).toBe('05f6e8aa5d4474fb03f0fbdc9913fc2920ea19e6edd641e74fab8831a4bd058b');
  });

  const lines = linesOf('mixed', 100_000);
  const kinds = ['json', 'apache-combined', 'json', 'syslog-rfc5424'];

  test('is half JSON, a quarter Apache combined, a quarter RFC 5424, taking turns', () => {
    for (const [index, line] of lines.slice(0, 4_000).entries()) {
      expect(line).toMatch(SHAPES[kinds[index % 4]!]!);
    }
  });

  test('has 183 bytes a line on average, line end included', () => {
    const bytes = Buffer.byteLength(`${lines.join('\n')}\n`);
    expect(Math.round(bytes / lines.length)).toBe(183);
  });

  test('ascends by 0 to 19 ms a line', () => {
    const times = linesOf('json', 20_000).map((line) => Date.parse(JSON.parse(line).timestamp));
    const steps = times.slice(1).map((time, index) => time - times[index]!);
    expect(times[0]).toBe(START);
    expect(new Set(steps)).toEqual(new Set(Array.from({ length: 20 }, (_, step) => step)));
  });
});
