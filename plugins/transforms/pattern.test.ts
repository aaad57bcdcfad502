import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PermanentError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import { makeEvent } from '../../test/support/events.js';
import { makeTransform } from '../../test/support/transforms.js';
import pattern from './pattern.js';
import { LiteralPattern } from './support/literal-pattern.js';

async function read(options: Record<string, unknown>, message: string): Promise<LogEvent | null> {
  return (await makeTransform(pattern, options))(makeEvent(message));
}

it('captures what stands between literal texts', async () => {
  const event = await read(
    { pattern: '<ip> - <user> [<_>] "<method> <path> <_>" <status:int> <http.took:float>' },
    '192.0.2.7 - ann [11/Nov/2025:10:20:30 +0000] "GET /a HTTP/1.1" 200 0.25',
  );
  expect(event?.metadata).toEqual({
    ip: '192.0.2.7',
    user: 'ann',
    method: 'GET',
    path: '/a',
    status: 200,
    http: { took: 0.25 },
  });
});

it('sets the fields of the event, the last capture takes the rest', async () => {
  const event = await read(
    { pattern: '<timestamp> <level> <application>: <message>' },
    '2025-11-11T10:20:30Z warning auth: it is: late',
  );
  expect(event).toMatchObject({
    timestamp: '2025-11-11T10:20:30.000000Z',
    level: 'WARN',
    application: 'auth',
    message: 'it is: late',
  });
});

it('stands at the beginning of a text, unless it begins with a capture; what comes behind is left alone', async () => {
  expect((await read({ pattern: 'id=<key>;' }, 'id=7;more'))?.metadata).toEqual({ key: '7' });
  expect((await read({ pattern: 'id=<key>;' }, 'an id=7;more'))?.metadata).toEqual({});
  expect((await read({ pattern: '<_>id=<key>;' }, 'an id=7;more'))?.metadata).toEqual({ key: '7' });
});

it('takes brackets that are no capture as they are', async () => {
  expect((await read({ pattern: '<34>\\<a> <b>' }, '<34><a> x'))?.metadata).toEqual({ b: 'x' });
});

it('keeps, drops or refuses what does not match', async () => {
  expect((await read({ pattern: 'x<a>' }, 'abc'))?.metadata).toEqual({});
  expect(await read({ pattern: 'x<a>', on_mismatch: 'drop' }, 'abc')).toBeNull();
  await expect(read({ pattern: 'x<a>', on_mismatch: 'dead-letter' }, 'abc')).rejects.toThrow(PermanentError);
});

it('leaves what is there when told, and reads another field', async () => {
  const transform = await makeTransform(pattern, { pattern: '<a> <note>', field: 'note', overwrite: false });
  const event = makeEvent('x');
  event.metadata = { a: 'old', note: 'new rest' };
  expect(transform(event)?.metadata).toEqual({ a: 'old', note: 'rest' });
});

it.each([
  ['x', 'pattern: x captures nothing'],
  ['<_> x', 'captures nothing'],
  ['<a><b>', 'nothing between them'],
  ['<a:date>', '<a:date> has a type that is none; there are int'],
  ['<id>', '"id" cannot be changed'],
  ['<a.__proto__.b>', 'is not a name of a field'],
])('refuses %s', async (text, message) => {
  await expect(read({ pattern: text }, 'x')).rejects.toThrow(message);
});

it('finds what it was put together from', () => {
  const value = fc.stringMatching(/^[a-z0-9 ]{1,8}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, fc.constantFrom('|', '] "', '\n', '<5>')), { minLength: 1 }),
      value,
      (parts, last) => {
        const text = parts.map(([value, until]) => value + until).join('') + last;
        const source = `${parts.map(([, until], i) => `<f${i}>${until}`).join('')}<last>`;
        const captures = new LiteralPattern(source).match(text);
        expect(captures?.map(({ start, end }) => text.slice(start, end))).toEqual([
          ...parts.map(([value]) => value),
          last,
        ]);
      },
    ),
  );
});

it('never throws, and captures only what is in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (literal, text) => {
      const captures = new LiteralPattern(`<a> ${literal.replaceAll('<', '\\<')} <b>`).match(text) ?? [];
      for (const { start, end } of captures) expect(start <= end && end <= text.length).toBe(true);
    }),
  );
});

it('takes linear time', () => {
  const found = new LiteralPattern('<a> <b> <c>, <d>; <e>! <f>');
  for (const piece of [' ', ', ', '; ', 'a b ']) {
    const text = piece.repeat(500_000);
    const start = performance.now();
    found.match(text);
    expect(performance.now() - start).toBeLessThan(500);
  }
});
