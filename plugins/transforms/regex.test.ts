import { expect, it } from 'vitest';
import { PermanentError, UserError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import { makeEvent } from '../../test/support/events.js';
import { makeTransform } from '../../test/support/transforms.js';
import { NAMED_PATTERNS } from '../patterns/named-patterns.js';
import regex from './regex.js';
import { compilePattern } from './support/named-groups.js';

async function read(options: Record<string, unknown>, message: string): Promise<LogEvent | null> {
  return (await makeTransform(regex, options))(makeEvent(message));
}

it('puts named groups and named patterns into the metadata, numbers where asked', async () => {
  const pattern =
    'order (?<order_id>\\w+) from %{IP:client_ip} took %{NUMBER:duration_ms:float}ms, %{INT:items:int} items';
  const event = await read({ pattern }, 'order A7 from 192.0.2.7 took 12.50ms, 3 items');
  expect(event?.metadata).toEqual({ order_id: 'A7', client_ip: '192.0.2.7', duration_ms: 12.5, items: 3 });
});

it('sets the fields of the event that groups are named after', async () => {
  const pattern =
    '^%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:level} %{HOSTNAME:source} %{PROG:application}: %{GREEDYDATA:message}$';
  const event = await read({ pattern }, '2025-11-11 10:20:30,123 warning web-1 auth: password is weak');
  expect(event).toMatchObject({
    timestamp: '2025-11-11T10:20:30.123000Z',
    level: 'WARN',
    source: 'web-1',
    application: 'auth',
    message: 'password is weak',
  });
});

it('keeps what is no time and no level in the metadata', async () => {
  const event = await read({ pattern: '(?<timestamp>\\w+) (?<level>\\w+)' }, 'yesterday banana');
  expect(event?.metadata).toEqual({ timestamp: 'yesterday', level: 'banana' });
  expect(event?.level).toBe('INFO');
});

it('keeps whole numbers beyond a double as they are', async () => {
  const event = await read({ pattern: '%{INT:order:int}' }, 'order 9223372036854775807');
  expect(event?.metadataText()).toBe('{"order":9223372036854775807}');
});

it('takes the first group that matched where a field is named twice', async () => {
  const pattern = '(?:ip=%{IP:peer}|host=%{HOSTNAME:peer})';
  expect((await read({ pattern }, 'host=web-1'))?.metadata).toEqual({ peer: 'web-1' });
  expect((await read({ pattern }, 'ip=192.0.2.1'))?.metadata).toEqual({ peer: '192.0.2.1' });
});

it('reads another field when told, and dots go inward', async () => {
  const transform = await makeTransform(regex, { pattern: '^(?<first>\\w+)', field: 'http.path' });
  const event = makeEvent('x');
  event.metadata = { http: { path: 'abc/def' } };
  expect(transform(event)?.metadata).toEqual({ http: { path: 'abc/def' }, first: 'abc' });
});

it('keeps, drops or refuses what does not match', async () => {
  expect((await read({ pattern: '^x' }, 'abc'))?.message).toBe('abc');
  expect(await read({ pattern: '^x', on_mismatch: 'drop' }, 'abc')).toBeNull();
  await expect(read({ pattern: '^x', on_mismatch: 'dead-letter' }, 'abc')).rejects.toThrow(PermanentError);
});

it('knows the named patterns of the stage', async () => {
  const patterns = { ORDER: '[A-Z]{2}\\d+', PAIR: '%{ORDER:from}-%{ORDER:to}' };
  expect((await read({ pattern: '%{PAIR}', patterns }, 'ship AB1-CD2'))?.metadata).toEqual({
    from: 'AB1',
    to: 'CD2',
  });
});

it('reads long records in linear time, with the same groups', async () => {
  const pattern = '^(?<a>\\S+) .* %{WORD:b} .* (?<c>\\S+) .* end$';
  const start = performance.now();
  const long = await read({ pattern }, `x ${'y '.repeat(50_000)}`);
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(long?.metadataText()).toBe('{}');
  expect((await read({ pattern }, `1 ${'- '.repeat(800)}2 - 3 - end`))?.metadata).toEqual({
    a: '1',
    b: '2',
    c: '3',
  });
});

it.each([
  [{ pattern: '%{IPP:a}' }, 'pattern: no pattern is called "IPP"; did you mean "IP"?'],
  [{ pattern: '(a+)+$' }, 'pattern: (a+)+$ can take exponential time'],
  [{ pattern: '(?<a>x' }, 'pattern: /(?<a>x/: Unterminated group'],
  [
    { pattern: '%{IP:a:date}' },
    'pattern: %{IP:a:date} must be %{NAME}, %{NAME:field}, %{NAME:field:int} or :float',
  ],
  [{ pattern: '%{A}', patterns: { A: 'x%{A}' } }, 'pattern: a named pattern stands for itself'],
  [{ pattern: '%{WORD:id}' }, 'pattern: "id" cannot be changed'],
  [{ pattern: '%{WORD:a.__proto__.b}' }, 'pattern: "a.__proto__.b" is not a name of a field'],
])('refuses %j', async (options, message) => {
  const attempt = makeTransform(regex, options);
  await expect(attempt).rejects.toThrow(UserError);
  await expect(attempt).rejects.toThrow(message);
});

it('has named patterns that are all sound', () => {
  for (const name of NAMED_PATTERNS.keys()) {
    // The parts of Exim's lines come in any order, which only a linear matcher may try: grok's.
    if (name.startsWith('EXIM')) continue;
    expect(() => compilePattern(`^%{${name}:found}$`, NAMED_PATTERNS)).not.toThrow();
  }
});

it.each([
  ['IPV4', ['192.0.2.255', '0.0.0.0'], ['192.0.2.256', '1.2.3']],
  ['IPV6', ['::1', '2001:db8::7334', 'fe80::1%eth0', '::ffff:192.0.2.1'], ['web-1', '1.2.3.4']],
  ['HOSTNAME', ['web-1', 'a.example.com'], ['-x', 'a b']],
  ['INT', ['-12', '+7'], ['1.5']],
  ['NUMBER', ['1.5', '.5', '-3'], ['x']],
  ['QUOTEDSTRING', ['"a \\" b"', "'x'"], ['"a']],
  ['UUID', ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567']],
  ['MAC', ['00:1a:2b:3c:4d:5e', '001a.2b3c.4d5e', '00-1A-2B-3C-4D-5E'], ['00:1a']],
  ['PATH', ['/var/log/x.log', 'C:\\logs\\x.log'], ['x']],
  ['URI', ['https://user@example.com:8080/a?b=c', 'file:///etc/x'], ['example.com']],
  ['LOGLEVEL', ['ERROR', 'warn', 'Information', 'CRIT'], ['Errors', 'banana']],
  ['TIMESTAMP_ISO8601', ['2025-11-11T10:20:30.123Z', '2025-11-11 10:20:30,123 +01:00'], ['11.11.2025']],
  ['HTTPDATE', ['11/Nov/2025:10:20:30 +0000'], ['2025-11-11']],
  ['SYSLOGTIMESTAMP', ['Nov 11 10:20:30', 'Nov  1 10:20:30'], ['11 Nov']],
  ['EMAILADDRESS', ['first.last+tag@example.com'], ['example.com']],
  ['JAVACLASS', ['com.example.App$1'], ['1x']],
])('%s matches what it should', (name, good, bad) => {
  const pattern = new RegExp(compilePattern(`^%{${name}}$`, NAMED_PATTERNS).source);
  for (const text of good) expect(text).toMatch(pattern);
  for (const text of bad) expect(text).not.toMatch(pattern);
});
