import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../test/support/recording-intake.js';
import type { LineCutter } from './line-joiner.js';
import { lineCutters, type MultilineOption, multilineMistakes } from './options.js';

const LIMITS = { timeout: 1000, max_lines: 500, max_bytes: 256 * 1024 };

function cut(
  option: MultilineOption,
  text: string,
  ends: readonly number[] = [],
  maxRecord = 1024 * 1024,
): string[] {
  const cutter = lineCutters(option, maxRecord)();
  const bytes = Buffer.from(text);
  const texts: string[] = [];
  let start = 0;
  const take = (blocks: ReturnType<LineCutter['push']>) => {
    for (const block of blocks) texts.push(...recordsOf(block).map(String));
  };
  for (const end of [...ends.filter((end) => end < bytes.length).sort((a, b) => a - b), bytes.length]) {
    take(cutter.push(Buffer.from(bytes.subarray(start, end))));
    start = end;
  }
  take(cutter.end());
  return texts;
}

const BLOCKS: [string, string][] = [
  [
    'Java',
    'java.lang.IllegalStateException: bad\n\tat a.B.c(B.java:12)\nCaused by: java.io.IOException: gone\n\t... 3 more',
  ],
  ['Java, nested', 'a.B: x\n  nested exception is:\nc.D: y\n\n\tat a.B.c(B.java:1)'],
  [
    'a line and its Python trace',
    'ERROR failed\nTraceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: x',
  ],
  [
    'Python, chained',
    'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "b.py", line 2\nValueError: 2',
  ],
  [
    'Go',
    'panic: oops\n[signal SIGSEGV: x]\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/a.go:1 +0x1\ncreated by main.main\n\t/a.go:2\nexit status 2',
  ],
  ['Node', 'TypeError: x\n    at f (/a.js:1:2) {\n  code: 1\n}'],
  [
    '.NET',
    'System.Exception: x\n   at A.B() in c:/a.cs:line 1\n--- End of stack trace from previous location ---\n   at A.C()',
  ],
  ['Ruby', "a.rb:1:in `f': x (E)\n\tfrom a.rb:2:in `g'"],
  [
    'PHP',
    'PHP Fatal error:  Uncaught Exception: x in /a.php:1\nStack trace:\n#0 /a.php(2): f()\n#1 {main}\n  thrown in /a.php on line 1',
  ],
  [
    'Dart',
    'Unhandled exception:\nBad state: x\n#0      main (a.dart:1:2)\n<asynchronous suspension>\n#1      f (a.dart:2)',
  ],
  ['JSON', '{\n  "a": {\n    "b": 1\n  }\n}'],
  [
    'the slow log',
    '# Time: 2025-11-11T10:20:30Z\n# User@Host: a[a] @ b []\n# Query_time: 1.5\nSET timestamp=1;\nSELECT 1\nFROM t;',
  ],
  ['a journal export', '__CURSOR=s=1\nMESSAGE=hello\n_PID=1'],
  ['XML', '<Event xmlns="x">\n<System>\n</System>\n</Event>'],
];

describe('auto', () => {
  it.each(BLOCKS)('joins %s', (_, block) => {
    expect(
      cut('auto', `before\n${block}\n`)
        .slice(block.startsWith('ERROR') ? 1 : 0)
        .join('|'),
    ).toContain(block);
    expect(cut('auto', `${block}\n`)).toEqual([block]);
  });

  it('tells two records of each kind apart, and what follows them', () => {
    for (const [name, block] of BLOCKS) {
      if (name.startsWith('PHP') || name === 'the slow log') continue;
      const line = '2025-11-11 10:20:30 INFO next';
      const gap = name === 'a journal export' ? '\n' : '';
      expect(cut('auto', `${block}\n${gap}${line}\n${line}\n`), name).toEqual([block, line, line]);
    }
    const [, slow] = BLOCKS.find(([name]) => name === 'the slow log')!;
    expect(cut('auto', `${slow}\n${slow}\n`)).toEqual([slow, slow]);
  });

  it('leaves lines of their own alone', () => {
    const lines = [
      '{"a":1}',
      '[error] x',
      '# comment',
      '<34>1 x',
      'Starting',
      'from here',
      'goroutines: 5',
      '...',
      '}x',
    ];
    expect(cut('auto', lines.join('\n'))).toEqual(lines);
    expect(cut('auto', '{"a":1}\n  indented\n')).toEqual(['{"a":1}', '  indented']);
  });

  it('keeps line ends within a record, and empty lines, but none between records', () => {
    expect(cut('auto', 'a\r\n b\r\n\r\n c\r\n\r\n\r\nd\r\n')).toEqual(['a\r\n b\r\n\r\n c', 'd']);
  });

  it('gives lines as they lie where nothing is joined', () => {
    const read = Buffer.from('one\ntwo\nthree\n');
    const [block, ...others] = lineCutters('auto', 1024)().push(read);
    expect(others).toEqual([]);
    expect(block).toEqual({ body: read.subarray(0, 8), count: 2 });
    expect(block!.body.buffer).toBe(read.buffer);
  });
});

describe('rules', () => {
  it('know records by how they start, go on or end', () => {
    expect(cut({ ...LIMITS, start: '^\\d{4}-' }, 'x\n2025-1 a\nb\n2025-2 c\n')).toEqual([
      'x',
      '2025-1 a\nb',
      '2025-2 c',
    ]);
    expect(cut({ ...LIMITS, continue: '^[|+]' }, 'a\n| b\n+ c\nd\n')).toEqual(['a\n| b\n+ c', 'd']);
    expect(cut({ ...LIMITS, end: ';$' }, 'a\nb;\nc;\nd\n')).toEqual(['a\nb;', 'c;', 'd']);
    expect(cut({ ...LIMITS, start: '^%{TIMESTAMP_ISO8601}' }, '2025-11-11 10:20:30 a\nb\n')).toEqual([
      '2025-11-11 10:20:30 a\nb',
    ]);
  });

  it('cut a record that is too long and go on, nothing lost', () => {
    const text = Array.from({ length: 10 }, (_, i) => `x${i}`).join('\n');
    expect(cut({ ...LIMITS, start: '^!', max_lines: 4 }, text)).toEqual([
      'x0\nx1\nx2\nx3',
      'x4\nx5\nx6\nx7',
      'x8\nx9',
    ]);
    expect(cut({ ...LIMITS, start: '^!', max_bytes: 5 }, text).join('\n')).toBe(text);
  });

  it('are refused where they are no pattern, take too long, or say nothing', () => {
    expect(multilineMistakes({ ...LIMITS, start: '(a+)+$' })[0]).toMatchObject({
      message: expect.stringMatching(/^start: .*exponential/),
    });
    expect(multilineMistakes({ ...LIMITS, continue: '(' })[0]).toMatchObject({
      option: 'multiline',
      message: expect.stringMatching(/^continue: /),
    });
    expect(multilineMistakes({ ...LIMITS })[0]).toMatchObject({ option: 'multiline' });
    expect(multilineMistakes('auto')).toEqual([]);
  });
});

describe('however the bytes are split', () => {
  const pieces = BLOCKS.flatMap(([, block]) => block.split('\n')).concat(
    '',
    '',
    '{',
    '}',
    'plain',
    '\r',
    '{"a":1}',
    '  x',
  );
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((lines) => lines.join('\n'));
  it.each<[string, MultilineOption]>([
    ['auto', 'auto'],
    ['start', { ...LIMITS, start: '^[a-z]', max_lines: 5 }],
    ['end', { ...LIMITS, end: '\\d$', max_bytes: 60 }],
  ])('the records are the same and have all lines: %s', (_, option) => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(1000)), (text, ends) => {
        const whole = cut(option, text);
        expect(cut(option, text, ends)).toEqual(whole);
        const lines = (of: string) =>
          of
            .split(/\r*\n/)
            .map((line) => line.replace(/\r$/, ''))
            .filter((line) => line !== '');
        expect(lines(whole.join('\n'))).toEqual(lines(text));
      }),
      { numRuns: 500 },
    );
  });
});

it('says how much it holds back', () => {
  const cutter = lineCutters('auto', 1024)();
  cutter.push(Buffer.from('one\ntwo\n\n'));
  expect(cutter.held).toBe(5);
  expect(cutter.wait).toBe(300);
  cutter.push(Buffer.from(' more\nthr'));
  expect(cutter.held).toBe(14);
  expect(cutter.release!().flatMap((block) => recordsOf(block).map(String))).toEqual(['two\n\n more']);
  expect(cutter.held).toBe(3);
  expect(cutter.wait).toBeUndefined();
});

const PAIRS = new URL('../../../../shared/corpora/pairs/detect_exceptions.ndjson', import.meta.url);

it.skipIf(!existsSync(PAIRS))('joins the traces of public test suites', () => {
  const cases = readFileSync(PAIRS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { raw: string });
  const joined = cases.filter(({ raw }) => cut('auto', `INFO before\n${raw}INFO after\n`).length <= 3);
  expect(joined.length).toBe(cases.length);
});
