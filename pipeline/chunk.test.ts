import { describe, expect, it } from 'vitest';
import { ChunkContext, type ChunkHeader } from './chunk.js';

function chunk(more: Partial<ChunkHeader> = {}): ChunkContext {
  const header: ChunkHeader = {
    id: '01930000-0000-7000-8000-000000000000',
    source: 'test',
    transport: 'tcp',
    receivedAtMicros: 1,
    framing: 'lines',
    count: 3,
    firstId: '1',
    peers: [
      ['192.0.2.1', 2],
      ['192.0.2.2', 1],
    ],
    ...more,
  };
  return new ChunkContext(header, 0, () => '');
}

describe('ChunkContext', () => {
  it('tells the sender of each record', () => {
    const context = chunk();
    expect([0, 1, 2, 3].map((index) => context.peerOf(index))).toEqual([
      '192.0.2.1',
      '192.0.2.1',
      '192.0.2.2',
      '',
    ]);
  });

  it('remembers for each sender the line that named columns last', () => {
    const context = chunk();
    expect(context.columnsOf(0)).toBeUndefined();
    context.noteColumns(0, '#Fields: date time');
    expect(context.columnsOf(1)).toBe('#Fields: date time');
    expect(context.columnsOf(2)).toBeUndefined();
    context.noteColumns(1, '#Fields: time');
    expect(context.columnsOf(1)).toBe('#Fields: time');
  });

  it('falls back to the line that the source remembers', () => {
    const context = chunk({ columns: '#Fields: date' });
    expect(context.columnsOf(2)).toBe('#Fields: date');
    context.noteColumns(2, '#Fields: time');
    expect(context.columnsOf(2)).toBe('#Fields: time');
    expect(context.columnsOf(0)).toBe('#Fields: date');
  });

  it('has no memory in common with another chunk', () => {
    chunk().noteColumns(0, '#Fields: date');
    expect(chunk().columnsOf(0)).toBeUndefined();
  });
});
