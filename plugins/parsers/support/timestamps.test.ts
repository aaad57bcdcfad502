import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatMicros, parseRfc3339 } from '../../../pipeline/time.js';
import { AccessStampReader, BsdStampReader, IsoStampReader } from './timestamps.js';

const digits = (size: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: size, maxLength: size });
const inRange = (to: number) =>
  fc.integer({ min: 0, max: to }).map((number) => String(number).padStart(2, '0'));

it('reads ISO stamps as parseRfc3339 does, whatever it has read before', () => {
  const reader = new IsoStampReader();
  const stamp = fc
    .tuple(
      digits(4).filter((year) => year >= '0100'),
      ...[inRange(13), inRange(32), inRange(24), inRange(60), inRange(61)],
      fc.constantFrom('', '.5', ',123', '.1234567', '.123456789'),
      fc.constantFrom('', 'Z', 'z', '+01:00', '-0730', '+24:00', '+23:59', '-00:60'),
      fc.constantFrom('T', 't', ' '),
    )
    .map(
      ([y, mo, d, h, mi, s, fraction, zone, between]) =>
        `${y}-${mo}-${d}${between}${h}:${mi}:${s}${fraction}${zone}`,
    );
  fc.assert(
    fc.property(stamp, fc.nat(5), (text, at) => {
      const micros = reader.read(`${'x'.repeat(at)}${text}`, at);
      expect(reader.end).toBe(at + text.length);
      expect(Number.isNaN(micros) ? undefined : micros).toBe(parseRfc3339(text));
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  '',
  '2025',
  '2025-11-11',
  '2025-11-11T10:20',
  '2025/11/11T10:20:30',
  '2025-11-11X10:20:30',
  '\0',
  'a'.repeat(40),
])('finds no ISO stamp in %j', (text) => {
  const reader = new IsoStampReader();
  for (const stamp of [text, '2025-11-11T10:20:30Z', text]) reader.read(stamp, 0);
  expect(reader.end).toBe(-1);
});

it('ends before what does not belong to the stamp', () => {
  const reader = new IsoStampReader();
  reader.read('2025-11-11T10:20:30. x', 0);
  expect(reader.end).toBe(19);
  reader.read('2025-11-11T10:20:30.5Zx', 0);
  expect(reader.end).toBe(22);
});

it.each([
  ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000000Z'],
  ['10/Oct/2000:13:55:36.25 +0000', '2000-10-10T13:55:36.250000Z'],
  ['31/DEC/1999:23:59:60 +0000', '1999-12-31T23:59:59.999999Z'],
])('reads the access log time %s', (text, expected) => {
  const reader = new AccessStampReader();
  expect(formatMicros(reader.read(text, 0))).toBe(expected);
  expect(reader.end).toBe(text.length);
});

it('tells unreal days from what is no stamp', () => {
  const access = new AccessStampReader();
  expect(access.read('31/Nov/2025:10:20:30 +0000', 0)).toBeNaN();
  expect(access.end).toBe(26);
  expect(access.read('31/Foo/2025:10:20:30 +0000', 0)).toBeNaN();
  expect(access.end).toBe(-1);
});

it('knows leap years', () => {
  const reader = new BsdStampReader();
  const read = (text: string) => reader.read(text, 0, Date.UTC(2025, 0, 1) * 1000);
  expect(formatMicros(read('Feb 29 2000 00:00:00'))).toBe('2000-02-29T00:00:00.000000Z');
  expect(read('Feb 29 1900 00:00:00')).toBeNaN();
  expect(read('Apr 31 00:00:00')).toBeNaN();
  expect(reader.end).toBe(15);
});
