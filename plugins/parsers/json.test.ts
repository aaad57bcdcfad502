import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { GENERAL_RULES } from './support/json/fields.js';
import { JsonReader } from './support/json/reader.js';
import { JsonRecordReader } from './support/json/record.js';
import { learnShape } from './support/json/shape-learner.js';

function read(record: string): LogEvent {
  const event = makeEvent(record);
  expect(new JsonReader('json').parse(record, event)).toBe(CLAIMED);
  return event;
}

function readObject(object: unknown): LogEvent {
  return read(JSON.stringify(object));
}

describe('fields', () => {
  it('takes time, level, source, application, message and spreads metadata', () => {
    const event = readObject({
      timestamp: '2025-11-11T10:20:30.123Z',
      level: 'ERROR',
      source: 'web-1',
      application: 'auth',
      message: 'no',
      metadata: { user_id: 123, nested: { a: [1] } },
    });
    expect(event).toMatchObject({
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'ERROR',
      source: 'web-1',
      application: 'auth',
      message: 'no',
      format: 'json',
    });
    expect(event.metadataText()).toBe('{"user_id":123,"nested":{"a":[1]}}');
    expect(event.clean).toBe(true);
  });

  it('knows other names, and the better name wins without losing the other', () => {
    const event = readObject({
      '@timestamp': '2025-11-11T10:20:30Z',
      severity: 'warn',
      hostname: 'h',
      msg: 'm',
      log: 'l',
    });
    expect(event).toMatchObject({
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'WARN',
      source: 'h',
      message: 'm',
    });
    expect(event.metadata).toEqual({ log: 'l' });
    expect(readObject({ log: 'l', msg: 'm' }).metadata).toEqual({ log: 'l' });
  });

  it.each([
    ['2025-11-11T10:20:30.123456789Z', '2025-11-11T10:20:30.123456Z'],
    ['2025-11-11 10:20:30,5+0130', '2025-11-11T08:50:30.500000Z'],
    [1762856430, '2025-11-11T10:20:30.000000Z'],
    [1762856430.25, '2025-11-11T10:20:30.250000Z'],
    ['1762856430123', '2025-11-11T10:20:30.123000Z'],
    [1762856430123456, '2025-11-11T10:20:30.123456Z'],
    ['1762856430123456789', '2025-11-11T10:20:30.123456Z'],
    ['11/Nov/2025:10:20:30 +0100', '2025-11-11T09:20:30.000000Z'],
  ])('reads the time %j', (time, expected) => {
    expect(readObject({ time }).timestamp).toBe(expected);
  });

  it.each([
    'yesterday',
    '',
    12.5,
    -1,
    null,
    true,
    {},
    [],
    '2025-02-30T00:00:00Z',
    '1e400',
    '2025-11-11T10:20:30Zx',
  ])('keeps the time %j, which is none, in the metadata', (time) => {
    const event = readObject({ time });
    expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    expect(event.metadata).toEqual({ time });
  });

  it('takes the second-best time when the best is unusable', () => {
    const event = readObject({ timestamp: 'soon', time: 1762856430 });
    expect(event.timestamp).toBe('2025-11-11T10:20:30.000000Z');
    expect(event.metadata).toEqual({ timestamp: 'soon' });
  });

  it.each([
    ['warning', 'WARN', { original_level: 'warning' }],
    ['info', 'INFO', {}],
    ['Fatal', 'FATAL', {}],
    [30, 'INFO', { original_level: 30 }],
    ['50', 'ERROR', { original_level: '50' }],
    [3, 'ERROR', { original_level: 3 }],
    ['banana', 'INFO', { level: 'banana' }],
    [99, 'INFO', { level: 99 }],
    [null, 'INFO', { level: null }],
  ])('reads the level %j as %s', (level, expected, metadata) => {
    const event = readObject({ level });
    expect(event.level).toBe(expected);
    expect(event.metadata).toEqual(metadata);
  });

  it('keeps the level under its own name when original_level is taken', () => {
    expect(readObject({ level: 'warning', original_level: 1 }).metadata).toEqual({
      level: 'warning',
      original_level: 1,
    });
  });

  it('keeps an unusable message in the metadata and shows the record', () => {
    const record = '{"message":{"a":1},"host":["h"]}';
    const event = read(record);
    expect(event.message).toBe(record);
    expect(event.source).toBe('192.0.2.1');
    expect(event.metadata).toEqual({ message: { a: 1 }, host: ['h'] });
  });

  it('loses nothing where metadata and the record have a name both', () => {
    const event = readObject({ user: 'a', metadata: { user: 'b', other: 1, metadata: 2 } });
    expect(event.metadata).toEqual({ user: 'a', other: 1, metadata: { user: 'b', metadata: 2 } });
    expect(readObject({ user: 'a', metadata: { metadata: 2 } }).metadata).toEqual({ user: 'a', metadata: 2 });
    expect(readObject({ metadata: 'text', user: 'a' }).metadata).toEqual({ metadata: 'text', user: 'a' });
  });

  it('takes the last of several members with one name', () => {
    const event = read('{"level":"info","level":"error","message":"a","message":"b"}');
    expect(event).toMatchObject({ level: 'ERROR', message: 'b' });
  });
});

describe('text', () => {
  it('undoes escapes in texts and keeps them in the metadata', () => {
    const event = read('{"message":"a\\n\\"b\\" \\u00e9","m\\u0073g2":"\\u00e9"}');
    expect(event.message).toBe('a\n"b" é');
    expect(event.metadataText()).toBe('{"m\\u0073g2":"\\u00e9"}');
    expect(event.clean).toBe(false);
  });

  it('never changes a number', () => {
    const numbers = '{"a":12345678901234567890,"b":0.1000000000000000055,"c":1e400,"d":-0,"e":1.0}';
    expect(read(numbers).metadataText()).toBe(numbers);
  });

  it('reads 10,000 nested arrays and a string of a megabyte', () => {
    const nested = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(read(nested).metadataText()).toBe(nested);
    const long = 'x'.repeat(2 ** 20);
    expect(readObject({ message: long }).message).toBe(long);
  });

  it('takes linear time for many objects that may hold a field, with escapes and without', () => {
    for (const written of ['', '\\n']) {
      const record = `{"a":"${written}"${',"host":{"name":1,"x":{}}'.repeat(20_000)}}`;
      const millis = [0, 1, 2].map(() => {
        const start = performance.now();
        read(record);
        return performance.now() - start;
      });
      expect(Math.min(...millis)).toBeLessThan(record.length / 1_000);
    }
  });

  it.each([
    ['{"a":1,}', 7],
    ['{"a":01}', 6],
    ['{"a":1}}', 7],
    ['{"a":1} {"b":2}', 8],
    ['{"a":"\t"}', 6],
    ['{"a":"x', 7],
    ["{'a':1}", 1],
    ['{"a":tru}', 5],
    ['{"a":"\\q"}', 7],
    ['{"a":[1,]}', 8],
    ['{"a":[1}}', 7],
    ['[1]', 0],
    ['', 0],
    ['\ufeff{}', 0],
  ])('stops in %j at %i', (record, offset) => {
    expect(new JsonReader('json').parse(record, makeEvent(record))).toBe(offset);
  });
});

describe('as JSON.parse', () => {
  const names = fc.oneof(
    fc.constantFrom(
      'message',
      'level',
      'time',
      'timestamp',
      'host',
      'metadata',
      'original_level',
      '__proto__',
    ),
    fc.string({ maxLength: 5 }),
  );
  const objects = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
  const spaced = fc.tuple(objects, fc.constantFrom(undefined, 1, '\t'));
  const records = spaced.map(([object, indent]) => JSON.stringify(object, undefined, indent));

  it('claims what JSON.parse reads as an object, and nothing else', () => {
    const edited = fc.tuple(
      records,
      fc.nat(),
      fc.constantFrom('', '"', '\\', ',', '}', '{', ' ', '0', '\n', 'e', '.', '-'),
    );
    fc.assert(
      fc.property(edited, ([record, at, piece]) => {
        const place = at % (record.length + 1);
        const text = record.slice(0, place) + piece + record.slice(place + 1);
        expect(new JsonReader('json').parse(text, makeEvent(text)) === CLAIMED).toBe(isObjectText(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('loses no value', () => {
    fc.assert(
      fc.property(records, (record) => {
        const event = read(record);
        const kept = JSON.stringify(JSON.parse(event.metadataText())) + event.message;
        for (const [name, value] of Object.entries(JSON.parse(record) as object)) {
          if (!GENERAL_RULES.has(name)) {
            expect(kept).toContain(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '{"level":"warning","message":"m"}',
    '{"level":30,"a":1,"message":"m","b":{"c":[1,"x"]},"metadata":{"d":null}}',
    '{"time":1762856430,"severity":"notice","metadata":{ "d" : 1 }}',
    '{"host":{"name":"h"},"hostname":"web-1","metadata":{}}',
    '{ "msg": "m", "pid": 12345678901234567890 }',
  ])('reads %s by its learned shape', (record) => {
    const reader = new JsonReader('json');
    for (let i = 0; i < 20; i++)
      expect(fieldsBy(reader, record)).toEqual(fieldsBy(new JsonRecordReader('json'), record));
    expect(learnShape(record)?.read(record, makeEvent(record))).toBe(true);
  });

  it('reads by a learned shape what the general reader reads', () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('2025-11-11T10:20:30Z', 1762856430, 'info', 'warning', 30, 'a"b', 'ü'),
    );
    const shapes = fc.array(names, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        shapes,
        fc.array(fc.array(values, { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 4 }),
        (keys, rows) => {
          const reader = new JsonReader('json');
          const lines = rows.map(
            (row) =>
              `{${keys.map((key, i) => `${JSON.stringify(key)}:${JSON.stringify(row[i])}`).join(', ')}}`,
          );
          for (let i = 0; i < 40; i++) reader.parse(lines[0]!, makeEvent(lines[0]!));
          for (const line of lines)
            expect(fieldsBy(reader, line)).toEqual(fieldsBy(new JsonRecordReader('json'), line));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function fieldsBy(reader: JsonReader | JsonRecordReader, record: string): unknown {
  const event = makeEvent(record);
  expect(reader.parse(record, event)).toBe(CLAIMED);
  return { ...(JSON.parse(event.toJsonText()) as object), clean: event.clean };
}
