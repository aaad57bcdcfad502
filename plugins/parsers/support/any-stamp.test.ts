import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSUMED_DAY, ASSUMED_YEAR, ASSUMED_ZONE } from '../../../pipeline/assumed.js';
import { formatMicros } from '../../../pipeline/time.js';
import { AnyStampReader } from './any-stamp.js';

const ARRIVAL = Date.UTC(2025, 10, 11, 12) * 1000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

function read(text: string): string | undefined {
  const reader = new AnyStampReader();
  const micros = reader.read(text, 0, ARRIVAL);
  return reader.end === text.length && !Number.isNaN(micros) ? formatMicros(micros) : undefined;
}

const pad = (number: number, size = 2) => String(number).padStart(size, '0');

/** The parts of an instant as clocks in UTC show it. */
function partsOf(millis: number) {
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  return {
    y: String(year),
    yy: pad(year % 100),
    month: date.getUTCMonth(),
    mo: pad(date.getUTCMonth() + 1),
    d: pad(date.getUTCDate()),
    day: date.getUTCDate(),
    weekday: DAYS[date.getUTCDay()]!,
    yday: pad(Math.floor((millis - Date.UTC(year, 0, 1)) / 86_400_000) + 1, 3),
    h: pad(date.getUTCHours()),
    twelve: String(date.getUTCHours() % 12 || 12),
    half: date.getUTCHours() < 12 ? 'AM' : 'PM',
    mi: pad(date.getUTCMinutes()),
    s: pad(date.getUTCSeconds()),
  };
}

type Shape = (parts: ReturnType<typeof partsOf>, fraction: string) => string;

const SHAPES: Record<string, Shape> = {
  'ISO with T and Z': (p, f) => `${p.y}-${p.mo}-${p.d}T${p.h}:${p.mi}:${p.s}${f}Z`,
  'ISO with a blank': (p, f) => `${p.y}-${p.mo}-${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  'ISO with a zone word': (p, f) => `${p.y}-${p.mo}-${p.d} ${p.h}:${p.mi}:${p.s}${f} UTC`,
  'Go, where the zone has no name': (p, f) => `${p.y}-${p.mo}-${p.d} ${p.h}:${p.mi}:${p.s}${f} +0000 +00`,
  'ISO with an offset after a blank': (p, f) => `${p.y}-${p.mo}-${p.d} ${p.h}:${p.mi}:${p.s}${f} +0000`,
  'slashes, year first': (p, f) => `${p.y}/${p.mo}/${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  'dots, year first': (p, f) => `${p.y}.${p.mo}.${p.d}-${p.h}:${p.mi}:${p.s}${f}`,
  'colons, year first': (p, f) => `${p.y}:${p.mo}:${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  'year and month name': (p, f) => `${p.y}-${MONTHS[p.month]}-${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  'day of the year': (p, f) => `${p.y}-${p.yday}T${p.h}:${p.mi}:${p.s}${f}`,
  'access log': (p, f) => `${p.d}/${MONTHS[p.month]}/${p.y}:${p.h}:${p.mi}:${p.s}${f} +0000`,
  'day first, month name': (p, f) => `${p.d}-${MONTHS[p.month]}-${p.y} ${p.h}:${p.mi}:${p.s}${f}`,
  'day first, short year': (p, f) => `${p.d}-${MONTHS[p.month]}-${p.yy} ${p.h}:${p.mi}:${p.s}${f}`,
  'RFC 1123': (p, f) => `${p.weekday}, ${p.d} ${MONTHS[p.month]} ${p.y} ${p.h}:${p.mi}:${p.s}${f} GMT`,
  asctime: (p, f) => `${p.weekday} ${MONTHS[p.month]} ${p.d} ${p.h}:${p.mi}:${p.s}${f} ${p.y}`,
  date: (p, f) => `${p.weekday} ${MONTHS[p.month]} ${p.d} ${p.h}:${p.mi}:${p.s}${f} UTC ${p.y}`,
  'Java (util.logging)': (p, f) =>
    `${MONTHS[p.month]} ${p.day}, ${p.y} ${p.twelve}:${p.mi}:${p.s}${f} ${p.half}`,
  'full month name': (p, f) => `${NAMES[p.month]} ${p.day}, ${p.y} ${p.h}:${p.mi}:${p.s}${f}`,
  'month in capitals': (p, f) => `${p.d} ${MONTHS[p.month]!.toUpperCase()} ${p.y} ${p.h}:${p.mi}:${p.s}${f}`,
  'American, twelve hours': (p, f) => `${p.mo}/${p.d}/${p.y} ${p.twelve}:${p.mi}:${p.s}${f} ${p.half}`,
  'German, dots': (p, f) => `${p.d}.${p.mo}.${p.y} ${p.h}:${p.mi}:${p.s}${f}`,
  compact: (p, f) => `${p.y}${p.mo}${p.d}T${p.h}${p.mi}${p.s}${f}Z`,
  'compact date': (p, f) => `${p.y}${p.mo}${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  'compact without anything between': (p) => `${p.y}${p.mo}${p.d}${p.h}${p.mi}${p.s}`,
  'older MySQL': (p, f) => `${p.yy}${p.mo}${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
  Spark: (p, f) => `${p.yy}/${p.mo}/${p.d} ${p.h}:${p.mi}:${p.s}${f}`,
};

describe('any instant in any shape is read back', () => {
  // Two digits of a year are taken for 1969 to 2068.
  const instants = fc.integer({ min: Date.UTC(1970, 0, 1) / 1000, max: Date.UTC(2068, 11, 31) / 1000 });
  const fractions = fc.option(fc.integer({ min: 0, max: 999_999_999 }).map((nanos) => pad(nanos, 9)));

  it.each(Object.keys(SHAPES))('%s', (name) => {
    fc.assert(
      fc.property(instants, fractions, fc.constantFrom('.', ','), (second, nanos, mark) => {
        const text = SHAPES[name]!(partsOf(second * 1000), nanos === null ? '' : mark + nanos);
        const used = nanos === null || !/[.,]\d{9}/.test(text) ? '000000' : nanos.slice(0, 6);
        expect(read(text)).toBe(`${new Date(second * 1000).toISOString().slice(0, 19)}.${used}Z`);
      }),
      { numRuns: 200 },
    );
  });

  it('whatever was read before, wherever it stands, and whatever follows it', () => {
    const shape = fc.constantFrom(...Object.values(SHAPES));
    const behind = fc.constantFrom('', ' message', '] x', ' - x', '\tx', '|x');
    const reader = new AnyStampReader();
    fc.assert(
      fc.property(instants, shape, behind, fc.nat(4), (second, write, rest, before) => {
        const text = `${'x'.repeat(before)}${write(partsOf(second * 1000), '')}`;
        expect(reader.read(text + rest, before, ARRIVAL)).toBe(second * 1e6);
        expect(reader.end).toBe(text.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each([
  ['1762856430 x', '2025-11-11T10:20:30.000000Z'],
  ['1762856430.123456789 x', '2025-11-11T10:20:30.123456Z'],
  ['1762856430123 x', '2025-11-11T10:20:30.123000Z'],
  ['1762856430123456 x', '2025-11-11T10:20:30.123456Z'],
  ['1762856430123456789 x', '2025-11-11T10:20:30.123456Z'],
  ['@4000000069130df807270e00 x', '2025-11-11T10:20:30.120000Z'],
  ['31/Dec/1999:23:59:60 +0000', '1999-12-31T23:59:59.999999Z'],
  ['2025-11-11 10:20:30 EST x', '2025-11-11T15:20:30.000000Z'],
  ['2025-11-11 10:20:30.5 +0100 CET x', '2025-11-11T09:20:30.500000Z'],
  ['Tue Nov 11 2025 10:20:30 GMT+0100 (Central European Standard Time)', '2025-11-11T09:20:30.000000Z'],
  ['2025-11-11 12:05 am', '2025-11-11T00:05:00.000000Z'],
  ['11:12:2025 10:20:30', '2025-11-12T10:20:30.000000Z'],
  ['25/11/2025 10:20:30', '2025-11-25T10:20:30.000000Z'],
  ['2025-11-11T10:20:30:250', '2025-11-11T10:20:30.250000Z'],
  ['2025-11-11', '2025-11-11T00:00:00.000000Z'],
])('reads %s', (text, expected) => {
  const reader = new AnyStampReader();
  expect(formatMicros(reader.read(text, 0, ARRIVAL))).toBe(expected);
  expect(text.slice(reader.end)).toMatch(/^(?: x)?$/);
});

it.each([
  ['Nov 11 10:20:30 host', '2025-11-11T10:20:30.000000Z', ASSUMED_YEAR | ASSUMED_ZONE],
  ['Nov  1 10:20:30 2024x', '2025-11-01T10:20:30.000000Z', ASSUMED_YEAR | ASSUMED_ZONE],
  ['Dec 31 10:20:30 UTC', '2024-12-31T10:20:30.000000Z', ASSUMED_YEAR],
  ['10:20:30.123 x', '2025-11-11T10:20:30.123000Z', ASSUMED_DAY | ASSUMED_ZONE],
  ['23:59:59 x', '2025-11-11T23:59:59.000000Z', ASSUMED_DAY | ASSUMED_ZONE],
  [
    '00:00:01 x',
    '2025-11-12T00:00:01.000000Z',
    ASSUMED_DAY | ASSUMED_ZONE,
    Date.UTC(2025, 10, 11, 23) * 1000,
  ],
  ['2025-11-11 10:20:30 x', '2025-11-11T10:20:30.000000Z', ASSUMED_ZONE],
  ['2025-11-11 10:20:30Z x', '2025-11-11T10:20:30.000000Z', 0],
])('says what %s does not say', (text, expected, assumed, arrival = ARRIVAL) => {
  const reader = new AnyStampReader();
  expect(formatMicros(reader.read(text, 0, arrival))).toBe(expected);
  expect(reader.assumed).toBe(assumed);
});

it.each([
  ...[
    '',
    'x',
    'Nov',
    'Nov 11',
    'Nov 11 x',
    'Mondays are free',
    'Marc 11 10:20:30',
    'septe. 7, 2025 10:20:30',
  ],
  ...['2025', '2025-11', '2025-11-11x', '2025-11-11 x', '20251111', '192.168.1.1:80', '10:20', '10:20:30:40'],
  ...[
    '10:20:30:a0::1',
    '123456789',
    '12345',
    '@4',
    '@400000006913',
    '5,000-9,999',
    '11-11',
    '1/2',
    '1762856430/5',
  ],
])('finds no stamp in %j', (text) => {
  const reader = new AnyStampReader();
  expect(reader.read(text, 0, ARRIVAL)).toBeNaN();
  expect(reader.end).toBe(-1);
});

it.each([
  '2025-02-30 10:20:30',
  '31 Nov 2025 10:20:30',
  '2025-11-11 25:20:30',
  '20251311 102030',
  '2025-366T10:20:30',
])('tells that %s is no real time from what is no stamp', (text) => {
  const reader = new AnyStampReader();
  expect(reader.read(text, 0, ARRIVAL)).toBeNaN();
  expect(reader.end).toBe(text.length);
});
