import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '../test/support/batches.js';
import type { ChunkHeader } from './chunk.js';
import { decodeChunk, encodeChunk } from './chunk-codec.js';
import { PermanentError } from './errors.js';

const header: ChunkHeader = {
  id: '0192f0c1-2345-7abc-8def-0123456789ab',
  source: 'syslog',
  transport: 'tcp',
  receivedAtMicros: 1_762_856_430_000_000,
  framing: 'lines',
  count: 1,
  firstId: '123456789012345678',
  peers: [['192.0.2.1', 1]],
};

describe('a chunk', () => {
  it('gives records of any bytes back, one for one', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 30 }), (records) => {
        const { events } = decodeChunk(chunkOf(records));
        expect(events.map(({ raw }) => raw)).toEqual(records);
      }),
    );
  });

  it('cuts lines at LF and takes a CR before it away', () => {
    const body = Buffer.from('one\r\ntwo\n\nfo\rur\r\n');
    const { events } = decodeChunk(encodeChunk({ ...header, count: 4 }, [body]));
    expect(events.map(({ raw }) => raw)).toEqual(['one', 'two', '', 'fo\rur']);
  });

  it('numbers events from the first id on', () => {
    const { events } = decodeChunk(encodeChunk({ ...header, count: 3 }, [Buffer.from('a\nb\nc\n')]));
    expect(events.map(({ id }) => id)).toEqual([
      '123456789012345678',
      '123456789012345679',
      '123456789012345680',
    ]);
  });

  it('knows the sender of each record', () => {
    const peers: [string, number][] = [
      ['a', 2],
      ['b', 1],
      ['a', 1],
    ];
    const { events } = decodeChunk(
      encodeChunk({ ...header, count: 4, peers }, [Buffer.from('1\n2\n3\n4\n')]),
    );
    expect(events.map(({ source }) => source)).toEqual(['a', 'a', 'b', 'a']);
  });

  it('marks as clean only what COPY takes without a look', () => {
    const records = ['plain', 'grün', 'nul\0', '{"a":"\\u0000"}', '{"a":"\\ud800"}', 'back\\slash'];
    const cleanAlone = records.map((record) => decodeChunk(chunkOf([record])).events[0]!.clean);
    const cleanTogether = decodeChunk(chunkOf(records)).events.map(({ clean }) => clean);
    expect(cleanAlone).toEqual([true, false, false, false, false, true]);
    expect(cleanTogether).toEqual(cleanAlone);
  });

  it('refuses, with a reason, bytes that are no chunk or not the one announced', () => {
    const whole = encodeChunk({ ...header, count: 2 }, [Buffer.from('a\nb\n')]);
    expect(() => decodeChunk(Buffer.from('{"json":1}'))).toThrow(/not a chunk: begins with 0x7b226a73/);
    expect(() => decodeChunk(Buffer.alloc(0))).toThrow(PermanentError);
    expect(() => decodeChunk(whole.subarray(0, 20))).toThrow(/cut off/);
    expect(() => decodeChunk(whole.subarray(0, -2))).toThrow(/announces 2 records and has 1/);
  });

  it('never throws anything else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), (bytes, at) => {
        const chunk = chunkOf(['some', 'records']);
        chunk.set(bytes.subarray(0, Math.max(0, chunk.length - at)), Math.min(at, chunk.length));
        try {
          decodeChunk(chunk);
        } catch (error) {
          expect(error).toBeInstanceOf(PermanentError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
