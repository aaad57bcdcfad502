import { describe, expect, it } from 'vitest';
import { ChunkContext } from '../../pipeline/chunk.js';
import { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { CsvReader } from './support/csv.js';
import { readDelimited } from './support/delimited.js';

/** Records of one chunk of the media type, read one after the other. */
function readChunk(records: readonly string[], contentType?: string, columns?: string): LogEvent[] {
  const header = {
    id: '01930000-0000-7000-8000-000000000000',
    source: 'test',
    transport: 'http' as const,
    receivedAtMicros: ARRIVAL_MICROS,
    framing: 'lengths' as const,
    count: records.length,
    firstId: '1',
    peers: [['192.0.2.1', records.length]] as [string, number][],
    ...(contentType === undefined ? {} : { contentType }),
    ...(columns === undefined ? {} : { columns }),
  };
  const chunk = new ChunkContext(header, 1, (index) => records[index]!);
  const reader = new CsvReader();
  return records.map((record, index) => {
    const event = new LogEvent(record, chunk, index, false);
    reader.parse(record, event);
    return event;
  });
}

describe('csv', () => {
  it('takes the names from the first record of text/csv, and types the values', () => {
    const [heading, event] = readChunk(
      [
        'time,Level,host,service,message,bytes,ok,note,empty',
        '2025-11-11 10:20:30,warning,web-1,shop,"disk ""sda"", 91 %\nfull",4096,true,007,',
      ],
      'text/csv; charset=utf-8',
    );
    expect(heading).toMatchObject({ format: 'csv', message: heading!.raw, metadata: {} });
    expect(event).toMatchObject({
      format: 'csv',
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'WARN',
      source: 'web-1',
      application: 'shop',
      message: 'disk "sda", 91 %\nfull',
      metadata: { original_level: 'warning', bytes: 4096, ok: true, note: '007' },
    });
  });

  it('takes the names that the source remembers, with any delimiter', () => {
    for (const mark of ['\t', ';', '|', ',']) {
      const [event] = readChunk(
        [['1762856430', 'x y', '-1.5'].join(mark)],
        undefined,
        ['ts', 'msg', 'n'].join(mark),
      );
      expect(event).toMatchObject({
        format: 'csv',
        timestamp: '2025-11-11T10:20:30.000000Z',
        message: 'x y',
        metadata: { n: -1.5 },
      });
    }
  });

  it('keeps what has no column, and leaves out what has no value', () => {
    const events = readChunk(['1,2,3,4', '5', '6,'], undefined, 'a,b');
    expect(events.map((event) => event.metadata)).toEqual([{ a: 1, b: 2, extra: [3, 4] }, {}, { a: 6 }]);
    expect(events.map((event) => event.format)).toEqual(['csv', 'plain', 'csv']);
  });

  it('keeps a time and a level that are none, and puts day and clock together', () => {
    const [odd, split] = readChunk(['soon,banana,x', '10:20:30,ERROR,y'], undefined, 'time,level,message');
    expect(odd).toMatchObject({
      level: 'INFO',
      timestampMicros: ARRIVAL_MICROS,
      metadata: { time: 'soon', level: 'banana' },
    });
    expect(split).toMatchObject({ timestamp: '2025-11-11T10:20:30.000000Z', level: 'ERROR', metadata: {} });
    const [whole] = readChunk(['2025-11-11,10:20:30,z'], undefined, 'date,time,message');
    expect(whole).toMatchObject({ timestamp: '2025-11-11T10:20:30.000000Z', metadata: {} });
  });

  it('has several columns of one name as an array, and a name for those without', () => {
    const [event] = readChunk(['1,2,3'], undefined, 'a,a,');
    expect(event!.metadata).toEqual({ a: [1, 2], column_3: 3 });
  });

  it('reads a heading with one row below it as one record', () => {
    const event = makeEvent('time,message,n\r\n2025-11-11T10:20:30Z,hello,1');
    expect(new CsvReader().parse(event.raw, event)).toBe(CLAIMED);
    expect(event).toMatchObject({ message: 'hello', metadata: { n: 1 } });
  });

  it.each([
    'time,message\n1,2\n3,4',
    'time,message\none column',
    'a,b\n1,2',
    'Hello, world, time\nx,y,z',
    'time,message',
    '2025-11-11,INFO,a line with commas',
  ])('does not claim %j without names', (record) => {
    expect(new CsvReader().parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });

  it('does not take the names of another format', () => {
    expect(readChunk(['a b'], undefined, '#Fields: date time')[0]!.format).toBe('plain');
    expect(readChunk(['a,b', '{"a":1}'], 'application/json').map((event) => event.format)).toEqual([
      'plain',
      'plain',
    ]);
  });

  it('does not claim a record whose quote is not closed', () => {
    expect(readChunk(['"a,b'], undefined, 'a,b')[0]!.format).toBe('plain');
  });
});

describe('a record of delimited text', () => {
  it.each([
    ['', ['']],
    ['a,b', ['a', 'b']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"",""""', ['', '"']],
    ['"a\nb"', ['a\nb']],
    ['a"b,c', ['a"b', 'c']],
    [' "a",b', [' "a"', 'b']],
    ['"a', undefined],
    ['"a"b,c', undefined],
    ['"a""', undefined],
  ])('%j is %j', (text, fields) => {
    expect(readDelimited(text, ',')).toEqual(fields);
  });

  it('reads no more fields than are asked for', () => {
    expect(readDelimited('a,b,c', ',', 2)).toEqual(['a', 'b']);
  });

  it('takes linear time', () => {
    for (const piece of ['"', ',', '"",', '"a"', 'a"']) {
      const start = performance.now();
      readDelimited(piece.repeat(500_000), ',');
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});
