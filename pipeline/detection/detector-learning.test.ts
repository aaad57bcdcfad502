import { describe, expect, it } from 'vitest';
import { ChunkContext } from '../chunk.js';
import { LogEvent } from '../event.js';
import { CLAIMED, type ParserDefinition } from '../plugin.js';
import { Detector } from './detector.js';
import { LoadedParser, ParserSet } from './parser-set.js';

/** A parser that claims records that hold a word, and notes the records it is asked for. */
function wordParser(format: string, word: string, specificity: number, asked: string[]): LoadedParser {
  const parser = {
    parse(record: string, event: LogEvent): number {
      asked.push(format);
      if (!record.includes(word)) return 0;
      event.fill(format, 0, 'WARN', '', '', record, '{}');
      return CLAIMED;
    },
  };
  return new LoadedParser(format, { name: format, specificity } as ParserDefinition, parser);
}

function eventOf(source: string, record: string): LogEvent {
  const header = {
    id: '01930000-0000-7000-8000-000000000000',
    source,
    transport: 'tcp' as const,
    receivedAtMicros: 0,
    framing: 'lengths' as const,
    count: 1,
    firstId: '1',
    peers: [],
  };
  return new LogEvent(record, new ChunkContext(header, record.length, () => record), 0, true);
}

describe('learning', () => {
  function setUp(): { detector: Detector; ask: (source: string, record: string) => [string, string[]] } {
    const asked: string[] = [];
    const detector = new Detector(
      new ParserSet([
        wordParser('special', 's', 90, asked),
        wordParser('common', 'c', 60, asked),
        wordParser('loose', 'l', 20, asked),
      ]),
    );
    return {
      detector,
      ask: (source, record) => {
        asked.length = 0;
        const event = eventOf(source, record);
        detector.detect(event);
        return [event.format, [...asked]];
      },
    };
  }

  it('asks first who claimed the last record of the stream that began alike', () => {
    const { ask } = setUp();
    expect(ask('a', 'xc')).toEqual(['common', ['special', 'common']]);
    expect(ask('a', 'xc')).toEqual(['common', ['common']]);
    expect(ask('a', 'yc')).toEqual(['common', ['special', 'common']]);
    expect(ask('b', 'xc')).toEqual(['common', ['special', 'common']]);
    expect(ask('a', 'xc')).toEqual(['common', ['common']]);
  });

  it('asks the others when it refuses, and it only once', () => {
    const { ask } = setUp();
    ask('a', 'xc');
    expect(ask('a', 'xs')).toEqual(['special', ['common', 'special']]);
    expect(ask('a', 'xs')).toEqual(['special', ['special']]);
    expect(ask('a', 'xc')).toEqual(['common', ['special', 'common']]);
  });

  it('tells a mixed stream apart record by record', () => {
    const { ask } = setUp();
    const formats = ['xc', 'xs', 'xl', 'x', 'xs', 'xc', 'x', 'xl'].map((record) => ask('a', record)[0]);
    expect(formats).toEqual(['common', 'special', 'loose', 'plain', 'special', 'common', 'plain', 'loose']);
  });

  it('never asks a loose parser before its turn', () => {
    const { ask } = setUp();
    ask('a', 'xl');
    expect(ask('a', 'xlsc')).toEqual(['special', ['special']]);
  });

  it('does not let what explain is asked teach it anything', () => {
    const { detector, ask } = setUp();
    detector.explain('xc');
    expect(ask('', 'xc')[1]).toEqual(['special', 'common']);
  });
});
