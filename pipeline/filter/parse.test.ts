import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_FILTER_CHARACTERS, parseFilter } from './parse.js';
import { FilterSyntaxError } from './syntax-error.js';
import type { FilterTree, ValueTest } from './tree.js';

/** The tree in a form short enough to be read beside the filter. */
function shape(tree: FilterTree): unknown {
  switch (tree.type) {
    case 'and':
    case 'or':
      return { [tree.type]: tree.operands.map(shape) };
    case 'not':
      return { not: shape(tree.operand) };
    case 'search':
      return tree.pattern.join('*');
    case 'level':
      return { level: tree.levels.join(' ') };
    case 'text':
      return { [tree.field]: testShape(tree.test) };
    case 'metadata':
      return { [`metadata ${tree.name}`]: testShape(tree.test) };
    default:
      return tree;
  }
}

function testShape(test: ValueTest): unknown {
  switch (test.type) {
    case 'equals':
      return test.text;
    case 'pattern':
      return { pattern: test.pattern.join('*') };
    case 'regex':
      return { regex: test.regex.text };
    case 'network':
      return { network: test.network.text };
    case 'numbers':
    case 'texts': {
      const { lower, upper } = test.limits;
      const text = (value: string | { text: string }) =>
        typeof value === 'string' ? `'${value}'` : value.text;
      const parts: string[] = [];
      if (lower !== undefined) parts.push(`>${lower.inclusive ? '=' : ''} ${text(lower.value)}`);
      if (upper !== undefined) parts.push(`<${upper.inclusive ? '=' : ''} ${text(upper.value)}`);
      return parts.join(', ');
    }
    default:
      return test.type;
  }
}

function mistakeIn(filter: string): FilterSyntaxError {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error;
    throw error;
  }
  throw new Error(`${filter} can be read`);
}

describe('the examples of the product page', () => {
  test.each<[string, unknown]>([
    ['level:ERROR', { level: 'ERROR' }],
    ['level:(ERROR OR WARN)', { or: [{ level: 'ERROR' }, { level: 'WARN' }] }],
    ['application:auth -source:host3', { and: [{ application: 'auth' }, { not: { source: 'host3' } }] }],
    ['"connection failed"', 'connection failed'],
    ['timeout', 'timeout'],
    ['status:>=500', { 'metadata status': '>= 500' }],
    ['status:[400 TO 499]', { 'metadata status': '>= 400, <= 499' }],
    ['duration_ms:>1.5', { 'metadata duration_ms': '> 1.5' }],
    ['path:/api*', { 'metadata path': { pattern: '/api*' } }],
    ['client_ip:10.0.0.1', { 'metadata client_ip': '10.0.0.1' }],
    ['client_ip:10.0.0.0/8', { 'metadata client_ip': { network: '10.0.0.0/8' } }],
    ['k8s.pod.name:web-*', { 'metadata k8s.pod.name': { pattern: 'web-*' } }],
    ['user_id:*', { 'metadata user_id': 'exists' }],
    ['NOT user_id:*', { not: { 'metadata user_id': 'exists' } }],
    ['message:~"time(d)? ?out"', { message: { regex: 'time(d)? ?out' } }],
    ['(a OR b) AND c', { and: [{ or: ['a', 'b'] }, 'c'] }],
    ['GET /api/health', { and: ['GET', '/api/health'] }],
    ['timestamp:>2025-11-11T00:00:00Z', { type: 'time', field: 'timestamp', from: 1762819200_000_001 }],
    ['10.0.0.1', '10.0.0.1'],
    ['user@example.com', 'user@example.com'],
    ['foo\\:bar', 'foo:bar'],
  ])('%s', (filter, expected) => {
    expect(shape(parseFilter(filter))).toEqual(expected);
  });
});

describe('operators', () => {
  test.each<[string, unknown]>([
    ['', { type: 'all' }],
    [' \t\n', { type: 'all' }],
    ['*', { type: 'all' }],
    ['*:*', { type: 'all' }],
    ['a b c', { and: ['a', 'b', 'c'] }],
    ['a OR b c', { or: ['a', { and: ['b', 'c'] }] }],
    ['a AND b OR NOT c d', { or: [{ and: ['a', 'b'] }, { and: [{ not: 'c' }, 'd'] }] }],
    ['a && b || !c', { or: [{ and: ['a', 'b'] }, { not: 'c' }] }],
    ['NOT NOT a', 'a'],
    ['-(a OR b)', { not: { or: ['a', 'b'] } }],
    ['!"a b"', { not: 'a b' }],
    ['+a +b -c', { and: ['a', 'b', { not: 'c' }] }],
    ['(a)(b)c', { and: ['a', 'b', 'c'] }],
    ['level:(>=WARN -FATAL)', { and: [{ level: 'WARN ERROR FATAL' }, { not: { level: 'FATAL' } }] }],
    ['status:(>=400 AND <500)', { and: [{ 'metadata status': '>= 400' }, { 'metadata status': '< 500' }] }],
    ['source:(a OR (b c))', { or: [{ source: 'a' }, { and: [{ source: 'b' }, { source: 'c' }] }] }],
  ])('%s', (filter, expected) => {
    expect(shape(parseFilter(filter))).toEqual(expected);
  });

  test.each([
    'and',
    'or',
    'not found',
    'ANDROID',
    'NOTICE',
    'ORDER',
    'a - b',
    '--flag',
    '---',
    'a&b',
    'x||y',
    'C++',
    '-',
  ])('%s has none', (filter) => {
    const words = filter.split(' ');
    expect(shape(parseFilter(filter))).toEqual(words.length === 1 ? filter : { and: words });
  });
});

describe('words that look like fields and are none', () => {
  test.each([
    '10.0.0.1:8080',
    '12:30:45',
    'http://host/path?a=b&c=d#e',
    'std::vector',
    'fe80::1',
    '2001:db8::1',
    'fe80:0:0:0:1:2:3:4',
    'aa:bb:cc:dd:ee:ff',
    '::1',
    'a=b',
    '[error]',
    '<nil>',
    '{x}',
    "it's",
    'C\\temp',
    'a"b',
    '/var/log/x.log',
    '/regex/',
    '~x',
    'größe',
    'ein😀',
  ])('%s', (filter) => {
    expect(shape(parseFilter(filter))).toBe(filter);
  });
});

describe('fields and values', () => {
  test.each<[string, unknown]>([
    ['level: warning', { level: 'WARN' }],
    ['level:>=WARN', { level: 'WARN ERROR FATAL' }],
    ['level:[debug TO error}', { level: 'DEBUG INFO WARN' }],
    ['level:*', { level: 'TRACE DEBUG INFO WARN ERROR FATAL' }],
    ['level:err*', { level: 'ERROR' }],
    ['level:~"^[EF]"', { level: 'ERROR FATAL' }],
    ['message:timeout', 'timeout'],
    ['message:"a b"', 'a b'],
    ['message:*', { message: 'exists' }],
    ['_exists_:user_id', { 'metadata user_id': 'exists' }],
    ['metadata.level:x', { 'metadata level': 'x' }],
    ['client_ip:::1', { 'metadata client_ip': '::1' }],
    ['ip:2001:db8::/32', { 'metadata ip': { network: '2001:db8::/32' } }],
    ['ip:"10.0.0.0/8"', { 'metadata ip': '10.0.0.0/8' }],
    ['path:"/api*"', { 'metadata path': '/api*' }],
    ['path:/api\\*', { 'metadata path': '/api*' }],
    ['url:http://x/y', { 'metadata url': 'http://x/y' }],
    ['n:-5', { 'metadata n': '-5' }],
    ['n:{1 TO *}', { 'metadata n': '> 1' }],
    ['n:[* TO *]', { 'metadata n': 'exists' }],
    ['n:["a b" TO c}', { 'metadata n': ">= 'a b', < 'c'" }],
    ['n:>=1a', { 'metadata n': ">= '1a'" }],
    ['app.kubernetes.io/name:web', { 'metadata app.kubernetes.io/name': 'web' }],
    ['größe:5', { 'metadata größe': '5' }],
    ['x:a\\ b', { 'metadata x': 'a b' }],
    ['"C:\\temp\\\\x \\"y\\""', 'C:\\temp\\x "y"'],
    ['x:~"a\\"\\\\b"', { 'metadata x': { regex: 'a\\"\\\\b' } }],
    ['id:>5', { type: 'id', from: 6n, to: 9223372036854775807n }],
    ['id:<0', { type: 'id', from: 1n, to: 0n }],
    ['id:>9223372036854775807', { type: 'id', from: 1n, to: 0n }],
  ])('%s', (filter, expected) => {
    expect(shape(parseFilter(filter))).toEqual(expected);
  });

  test.each<[string, number | undefined, number | undefined]>([
    ['timestamp:2025-11-11', 0, 86_400_000_000],
    ['timestamp:>2025-11-11', 86_400_000_000, undefined],
    ['timestamp:<=2025-11-11', undefined, 86_400_000_000],
    ['timestamp:[2025-11-11 TO 2025-11-12}', 0, 86_400_000_000],
    ['timestamp:2025-11-11T00:00:01Z', 1_000_000, 1_000_001],
    ['timestamp:>="2025-11-11 01:00:00+01:00"', 0, undefined],
    ['timestamp:>-15m', 3600_000_000 - 15 * 60_000_000 + 1, undefined],
    ['timestamp:>=now-1h', 0, undefined],
    ['timestamp:<now', undefined, 3600_000_000],
  ])('%s', (filter, from, before) => {
    const midnight = 1762819200_000_000;
    const tree = parseFilter(filter, midnight + 3600_000_000);
    expect(tree).toEqual({
      type: 'time',
      field: 'timestamp',
      ...(from !== undefined && { from: midnight + from }),
      ...(before !== undefined && { before: midnight + before }),
    });
  });
});

describe('mistakes', () => {
  test.each<[string, number, string[]]>([
    ['level:', 6, ['(', '[', 'a comparison', 'a value', 'text in quotes', '~']],
    ['level:(ERROR', 12, [')', 'AND', 'OR']],
    ['level:eror2', 6, ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
    ['level:x*', 6, ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
    ['"abc', 4, ['a closing "', 'more text']],
    ['a OR', 4, ['!', '(', '+', '-', 'NOT', 'a field', 'a word', 'text in quotes']],
    ['a)', 1, ['AND', 'OR', 'the end of the filter']],
    ['"a"b', 3, ['AND', 'OR', 'the end of the filter']],
    ['status:[400 499]', 12, ['TO']],
    ['status:[400 TO 499', 18, [']']],
    ['message:~timeout', 9, ['text in quotes']],
    ['message:~"(?=a)"', 10, ['(…)', '(?:…)']],
    ['x:~"ab(c"', 8, [')']],
    ['x:>', 3, ['a value', 'text in quotes']],
    ['status >= 500', 7, ['status:>=500', 'the characters in quotes']],
    ['id:abc', 3, ['a decimal number from 0 to 9223372036854775807']],
    ['id:1*', 3, ['a decimal number']],
    ['timestamp:yesterday', 10, ['2025-11-11T10:20:30Z', '2025-11-11', '-15m']],
    ['timestamp:2025-11-31', 10, ['2025-11-11T10:20:30Z', '2025-11-11', '-15m']],
    ['timestamp:9999-12-31', 10, ['a time from 0001-01-01 to 9999-12-30']],
    ['timestamp:2025*', 10, ['2025-11-11T10:20:30Z', '2025-11-11', '-15m']],
    ['ip:10.0.0.0/33', 3, ['/0 to /32', 'the text in quotes']],
    ['metadata:x', 0, ['metadata.name']],
  ])('%s', (filter, position, expected) => {
    const mistake = mistakeIn(filter);
    expect({ position: mistake.position, expected: mistake.expected }).toEqual({ position, expected });
  });

  test('have the place, what was expected and a caret in their message', () => {
    expect(mistakeIn('level:(ERROR OR WARN').message).toBe(
      'filter, position 20: the filter ends too early; expected ")", AND or OR\n' +
        '  level:(ERROR OR WARN\n' +
        '                      ^',
    );
    expect(mistakeIn('source:a\tlevel:bad').message).toMatch(/\n {2}source:a level:bad\n {17}\^$/);
  });

  test('show the neighbourhood of the caret in a long filter', () => {
    const lines = mistakeIn(`${'word '.repeat(100)}) ${'word '.repeat(100)}`).message.split('\n');
    expect(lines[1]).toMatch(/^ {2}….{40}\).{39}…$/);
    expect(lines[1]!.indexOf(')')).toBe(lines[2]!.indexOf('^'));
  });
});

describe('limits', () => {
  test('refuse a filter that is too long', () => {
    parseFilter('a'.repeat(MOST_FILTER_CHARACTERS));
    expect(mistakeIn('a'.repeat(MOST_FILTER_CHARACTERS + 1)).message).toContain('at most 4096 characters');
  });

  test('refuse parentheses 51 deep, of terms and of values', () => {
    parseFilter(`${'('.repeat(50)}a${')'.repeat(50)}`);
    parseFilter('(a) '.repeat(200));
    expect(mistakeIn(`${'('.repeat(51)}a${')'.repeat(51)}`).message).toContain('more than 50 parentheses');
    expect(mistakeIn(`x:${'('.repeat(51)}a${')'.repeat(51)}`).message).toContain('more than 50 parentheses');
  });

  test('refuse more regular expressions than PostgreSQL keeps', () => {
    parseFilter('a:~"b" '.repeat(16));
    expect(mistakeIn('a:~"b" '.repeat(17)).message).toContain('more than 16 regular expressions');
  });

  test('refuse names that go too deep', () => {
    parseFilter(`${'a.'.repeat(15)}a:1`);
    expect(mistakeIn(`${'a.'.repeat(16)}a:1`).position).toBe(0);
  });

  test.each([
    '(',
    ')',
    '-',
    '!',
    'NOT ',
    '"',
    '\\',
    ':',
    'a:',
    'a:(',
    '*',
    '((a) ',
    'a:-',
    '[',
    '~"',
    'a OR ',
    'a:>',
    '0',
  ])('end %j repeated quickly', (piece) => {
    const filter = piece.repeat(Math.floor(MOST_FILTER_CHARACTERS / piece.length));
    const started = performance.now();
    expectOnlySyntaxErrors(filter);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

function expectOnlySyntaxErrors(filter: string): void {
  try {
    parseFilter(filter);
  } catch (error) {
    expect(error).toBeInstanceOf(FilterSyntaxError);
    const { position, message } = error as FilterSyntaxError;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThanOrEqual(filter.length);
    expect(message).toMatch(/\n *\^$/);
  }
}

describe('any text', () => {
  const PIECES = [
    ...[
      'a',
      'b:',
      'level:',
      'timestamp:',
      'id:',
      'message:',
      '"',
      '~"',
      '\\',
      '*',
      '[',
      ']',
      '{',
      '}',
      ' TO ',
      '>',
      '>=',
    ],
    ...[
      '(',
      ')',
      ' ',
      'AND',
      'OR',
      'NOT',
      '&&',
      '||',
      '!',
      '-',
      '+',
      ':',
      '::',
      '/',
      '10.0.0.0/8',
      '5',
      'ERROR',
      '2025-11-11',
    ],
    ...['\0', '\ud800', '😀', '?', '.', '^', '$', '(?:', '_exists_:', '-5m', '*:*', '\n'],
  ];

  test('is read or refused with a FilterSyntaxError', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), expectOnlySyntaxErrors), {
      numRuns: 2000,
    });
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((some) => some.join(''));
    fc.assert(fc.property(pieces, expectOnlySyntaxErrors), { numRuns: 2000 });
  });
});
