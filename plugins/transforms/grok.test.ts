import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import { makeEvent } from '../../test/support/events.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { makeTransform } from '../../test/support/transforms.js';
import { namedPatterns } from '../patterns/named-patterns.js';
import grok from './grok.js';
import { compilePattern } from './support/named-groups.js';

async function read(options: Record<string, unknown>, message: string): Promise<LogEvent | null> {
  return (await makeTransform(grok, options))(makeEvent(message));
}

const metadataOf = async (options: Record<string, unknown>, message: string) =>
  (await read(options, message))?.metadata;

const ACCESS = '192.0.2.7 - ann [11/Nov/2025:10:20:30 +0000] "GET /a?b=c HTTP/1.1" 200 512 "-" "curl/8.5"';

describe('names', () => {
  it('are ours where there is one, unless told otherwise', async () => {
    const match = '%{COMBINEDAPACHELOG}';
    const event = await read({ match }, ACCESS);
    expect(event?.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    expect(event?.metadata).toEqual({
      client_ip: '192.0.2.7',
      user: 'ann',
      method: 'GET',
      request: '/a?b=c',
      http_version: '1.1',
      status: 200,
      bytes: 512,
      user_agent: 'curl/8.5',
    });
    expect(await metadataOf({ match, ecs: 'v1' }, ACCESS)).toMatchObject({
      source: { address: '192.0.2.7' },
      http: {
        request: { method: 'GET' },
        response: { status_code: 200, body: { bytes: 512 } },
        version: '1.1',
      },
    });
    expect(await metadataOf({ match, ecs: 'legacy' }, ACCESS)).toMatchObject({
      clientip: '192.0.2.7',
      ident: '-',
      response: '200',
      agent: '"curl/8.5"',
    });
  });

  it('are taken with brackets, dots and types', async () => {
    const match =
      '%{WORD:[http][method]} %{INT:http.status:int} %{NUMBER:took:float} %{WORD:ok:boolean} (?<[a][b]>\\w+)';
    expect(await metadataOf({ match }, 'GET 200 1.50 true x')).toEqual({
      http: { method: 'GET', status: 200 },
      took: 1.5,
      ok: true,
      a: { b: 'x' },
    });
  });

  it('that come twice in one match become a list', async () => {
    expect(await metadataOf({ match: '%{IP:peer} %{IP:peer}' }, '192.0.2.1 192.0.2.2')).toEqual({
      peer: ['192.0.2.1', '192.0.2.2'],
    });
  });
});

it('tries patterns in their order', async () => {
  const options = { match: ['^user %{WORD:user}', '%{WORD:first}'] };
  expect(await metadataOf(options, 'user ann')).toEqual({ user: 'ann' });
  expect(await metadataOf(options, 'hello')).toEqual({ first: 'hello' });
});

it('keeps, drops or refuses what does not match', async () => {
  expect((await read({ match: '^x' }, 'abc'))?.message).toBe('abc');
  expect(await read({ match: '^x', on_mismatch: 'drop' }, 'abc')).toBeNull();
  await expect(read({ match: '^x', on_mismatch: 'dead-letter' }, 'abc')).rejects.toThrow(PermanentError);
});

it('leaves what is there when told, and reads another field', async () => {
  const transform = await makeTransform(grok, {
    match: '%{WORD:user} %{GREEDYDATA:note}',
    field: 'note',
    overwrite: false,
  });
  const event = makeEvent('x');
  event.metadata = { note: 'ann says hello', user: 'bob' };
  expect(transform(event)?.metadata).toEqual({ user: 'bob', note: 'says hello' });
});

it('reads files of patterns as Logstash writes them', async () => {
  const folder = temporaryFolder('grok');
  writeFileSync(
    join(folder, 'orders'),
    '# ours\n\nORDER [A-Z]{2}\\d++-\\h{4}\nPAIR %{ORDER:from}>%{ORDER:to}\n',
  );
  expect(await metadataOf({ match: '%{PAIR}', patterns_dir: folder }, 'x AB1-00ff>CD2-1234')).toEqual({
    from: 'AB1-00ff',
    to: 'CD2-1234',
  });
  const file = join(folder, 'orders');
  expect(await metadataOf({ match: '%{ORDER:id_}', pattern_files: [file] }, 'AB1-00ff')).toEqual({
    id_: 'AB1-00ff',
  });
});

it('says where a file is wrong', async () => {
  const file = join(temporaryFolder('grok'), 'p');
  writeFileSync(file, 'GOOD \\w+\nBAD (\\d)\\1\n');
  await expect(read({ match: 'x', pattern_files: [file] }, '')).rejects.toThrow(
    `pattern_files: ${file}, line 2: BAD: the back reference \\1 is not known`,
  );
  writeFileSync(file, 'ALONE\n');
  await expect(read({ match: 'x', pattern_files: [file] }, '')).rejects.toThrow(
    `${file}, line 1: must be a name`,
  );
});

it.each([
  [{ match: '%{IPP:a}' }, 'match: no pattern is called "IPP"; did you mean "IP"?'],
  [{ match: ['x', '%{IP:a:date}'] }, 'match: pattern 2: %{IP:a:date} must be'],
  [{ match: '(?=(a+)+$)(?<b>a)' }, 'match: (?=(a+)+$)(?<b>a) can take exponential time'],
  [{ match: '(?>a|ab)c' }, 'match: (?>a|ab)c has an atomic group'],
  [{ match: '\\w++\\w' }, 'match: \\w++\\w has an atomic group'],
  [{ match: '\\Kx' }, 'match: \\K is not known'],
  [{ match: '%{A}', patterns: { A: 'x%{A}' } }, 'match: a named pattern stands for itself'],
  [
    {
      match: '%{J}',
      patterns: Object.fromEntries(
        [...'ABCDEFGHIJ'].map((n, i, all) => [n, i ? `%{${all[i - 1]}}`.repeat(9) : 'xxxx']),
      ),
    },
    'too long',
  ],
  [{ match: 'x', patterns: { A: '(x' } }, 'patterns: A: Unterminated group'],
  [{ match: '%{WORD:id}' }, 'match: "id" cannot be changed'],
  [{ match: 'x', patterns_dir: '/nowhere' }, 'patterns_dir: /nowhere cannot be read'],
])('refuses %j', async (options, message) => {
  await expect(read(options, 'x')).rejects.toThrow(message);
});

it.each([
  ['(?i)error (?-i)X', 'ERROR X', 'error x'],
  ['(?m)a.b', 'a\nb', 'ab'],
  ['a.b', 'a-b', 'a\nb'],
  ['^b$', 'a\nb\nc', 'ab'],
  ['\\Ab', 'b', 'a\nb'],
  ['b\\z', 'ab', 'b\nc'],
  ['^[[:alpha:]_]+$', 'ab_', 'a1'],
  ['^\\h+$', 'ff09', 'xx'],
  ['(?x) a b  # comment\n c', 'abc', 'a b c'],
  ["(?'n'a)(?#note)b", 'ab', 'a'],
  ['^(?>\\\\.|[^"\\\\]+)+"', 'a\\"b"', 'abc'],
  ['^a{,2}b$', 'aab', 'aaab'],
  ['^[]a]+$', ']a', 'b'],
  ['^(?i:[a-c]x)$', 'BX', 'dx'],
  ['(?i)a|b', 'B', 'c'],
  ['\\p{Alpha}\\R', 'a\r\n', '1\n'],
])('reads the syntax of Oniguruma: %s', (pattern, good, bad) => {
  const { matcher } = compilePattern(pattern, new Map(), 'oniguruma');
  expect(matcher.match(good)).not.toBeNull();
  expect(matcher.match(bad)).toBeNull();
});

describe('the named patterns', () => {
  const naming = ['fields', 'v1', 'legacy'] as const;

  it('are all sound and run in linear time', () => {
    for (const set of naming) {
      const named = namedPatterns(set);
      for (const name of named.keys()) {
        expect(compilePattern(`%{${name}:found}`, named, 'oniguruma').matcher.isLinear, name).toBe(true);
      }
    }
  }, 60_000);

  it.each([
    ['SYSLOGLINE', 'Nov 11 10:20:30 web-1 sshd[42]: Accepted password'],
    [
      'HAPROXYHTTP',
      'Nov 11 10:20:30 lb haproxy[9]: 192.0.2.7:4711 [11/Nov/2025:10:20:30.123] front back/web1 1/2/3/4/10 200 99 - - ---- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
    ],
    ['REDISLOG', '[42] 11 Nov 10:20:30.123 * Saving'],
    ['RUBY_LOGGER', 'I, [2025-11-11T10:20:30.123456 #42]  INFO -- app: started'],
    ['MONGO3_LOG', '2025-11-11T10:20:30.123+0000 I NETWORK  [listener] connection accepted'],
    [
      'BIND9',
      '11-Nov-2025 10:20:30.123 queries: info: client @0x7f 192.0.2.7#4711 (example.com): query: example.com IN A +E(0)K (192.0.2.53)',
    ],
    ['CRONLOG', 'Nov 11 10:20:30 web-1 CRON[42]: (root) CMD (run-parts /etc/cron.hourly)'],
    ['POSTGRESQL', '11-11-2025 10:20:30 UTC ann mydb 42'],
    ['NAGIOSLOGLINE', '[1762856430] HOST ALERT: web-1;DOWN;HARD;3;no answer'],
    ['RAILS3', 'Started GET "/orders" for 192.0.2.7 at 2025-11-11 10:20:30 +0000'],
    ['JAVASTACKTRACEPART', '\tat com.example.App.main(App.java:12)'],
    ['SYSLOG5424LINE', '<34>1 2025-11-11T10:20:30Z web-1 app 42 ID7 [a b="c\\"]"] hello'],
  ])('%s matches', (name, line) => {
    for (const set of naming) {
      const { matcher } = compilePattern(`\\A%{${name}}`, namedPatterns(set), 'oniguruma');
      expect(matcher.match(line)).not.toBeNull();
    }
  });

  it('take no longer than a few ms for any kilobyte', () => {
    const named = namedPatterns('fields');
    for (const name of [
      'COMBINEDAPACHELOG',
      'HAPROXYHTTP',
      'SYSLOGLINE',
      'EXIM',
      'URI',
      'S3_ACCESS_LOG',
      'NAGIOSLOGLINE',
    ]) {
      const { matcher } = compilePattern(`%{${name}}.*%{DATA:x} %{DATA:y}!$`, named, 'oniguruma');
      for (const piece of ['a ', '1.', '"', '\\"', '[', ';', ': ']) {
        const text = piece.repeat(50_000);
        const start = performance.now();
        matcher.match(text);
        expect(performance.now() - start, `${name} ${piece}`).toBeLessThan(2_000);
      }
    }
  }, 60_000);
});
