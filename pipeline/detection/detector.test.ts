import { describe, expect, it } from 'vitest';
import { makeEvent } from '../../test/support/events.js';
import type { LogEvent } from '../event.js';
import { CLAIMED, type ParserDefinition } from '../plugin.js';
import { Detector } from './detector.js';
import { LoadedParser, ParserSet } from './parser-set.js';

/** A parser that claims records that hold a word, and otherwise stops at offset 2. */
function wordParser(format: string, word: string, specificity: number, leads?: string): LoadedParser {
  const parser = {
    parse(record: string, event: LogEvent): number {
      if (!record.includes(word)) return 2;
      event.fill(format, 0, 'WARN', '', '', record, '{}');
      return CLAIMED;
    },
  };
  return new LoadedParser(format, { name: format, specificity, leads } as ParserDefinition, parser);
}

function formatOf(detector: Detector, record: string): string {
  const event = makeEvent(record);
  detector.detect(event);
  return event.format;
}

describe('Detector', () => {
  it('asks special parsers before general ones, and at equal rank by name', () => {
    const detector = new Detector(
      new ParserSet([
        wordParser('general', 'x', 10),
        wordParser('b-special', 'x', 90),
        wordParser('a-special', 'x', 90),
      ]),
    );
    expect(formatOf(detector, 'xyz')).toBe('a-special');
  });

  it('asks only parsers whose records can begin so', () => {
    const detector = new Detector(
      new ParserSet([
        wordParser('angle', 'x', 90, '<'),
        wordParser('brace', 'x', 50, '{['),
        wordParser('any', 'x', 0),
      ]),
    );
    expect(formatOf(detector, '{x')).toBe('brace');
    expect(formatOf(detector, 'x')).toBe('any');
    expect(formatOf(detector, 'üx')).toBe('any');
    expect(formatOf(detector, '')).toBe('plain');
  });

  it('leaves a record that nobody claims plain and whole', () => {
    const event = makeEvent('hello');
    new Detector(new ParserSet([wordParser('other', 'x', 10)])).detect(event);
    expect(event).toMatchObject({ format: 'plain', message: 'hello', level: 'INFO', source: '192.0.2.1' });
  });

  it('says who was asked, where each stopped and who claimed the record', () => {
    const detector = new Detector(
      new ParserSet([
        wordParser('first', 'q', 90),
        wordParser('second', 'x', 50),
        wordParser('third', 'x', 10),
      ]),
    );
    const report = detector.explain('abxc');
    expect(report.asked).toEqual([
      { format: 'first', claimed: false, column: 3 },
      { format: 'second', claimed: true },
    ]);
    expect(report.format).toBe('second');
    expect(report.event.level).toBe('WARN');
    expect(report.why).toBe('second claimed it; asked before it: first stopped at column 3');
  });

  it('explains a record that nobody claims', () => {
    const detector = new Detector(new ParserSet([wordParser('first', 'q', 90, 'a')]));
    expect(detector.explain('abc').why).toBe('kept as plain: first stopped at column 3');
    expect(detector.explain('xbc').why).toBe(
      'kept as plain: no parser reads records that begin like this one',
    );
  });

  it('asks the one parser that is named, whatever the record begins with', () => {
    const detector = new Detector(
      new ParserSet([wordParser('first', 'x', 90, '<'), wordParser('second', 'x', 10)]),
    );
    expect(detector.explain('x', 'first').format).toBe('first');
    expect(() => detector.explain('x', 'none')).toThrow('no parser reads "none"; there are first, second');
  });
});

describe('which parsers are asked', () => {
  it('are, of a sentence that begins with a number, those that have no leads', () => {
    const detector = new Detector(
      new ParserSet([wordParser('stamped', 'x', 90, '0123456789'), wordParser('any', 'x', 10)]),
    );
    for (const [record, format] of [
      ['48 xylophones sold', 'any'],
      ['48 Xylophones sold x', 'stamped'],
      ['48x', 'stamped'],
      ['48 ', 'plain'],
      ['2025-11-11 x', 'stamped'],
    ] as const) {
      expect([record, formatOf(detector, record)]).toEqual([record, format]);
    }
  });

  it('may set fields one by one, also within an envelope: what they set is not taken for granted', () => {
    const outer = {
      parse(record: string, event: LogEvent): number {
        if (!record.startsWith('|')) return 0;
        event.fill('envelope', 5_000_000, 'WARN', 'host', 'program', record.slice(1), '{"outer":1}');
        return CLAIMED;
      },
    };
    const setting = {
      parse(record: string, event: LogEvent): number {
        event.format = 'inner';
        event.timestampMicros = 9_000_000;
        if (record.endsWith('!')) event.level = 'ERROR';
        event.message = record.toUpperCase();
        return CLAIMED;
      },
    };
    const definition = (more: object) =>
      ({ ...wordParser('x', 'x', 60).definition, ...more }) as ParserDefinition;
    const detector = new Detector(
      new ParserSet([
        new LoadedParser('envelope', definition({ name: 'envelope', envelope: true, leads: '|' }), outer),
        new LoadedParser('inner', definition({ name: 'inner', place: 'both', specificity: 50 }), setting),
      ]),
    );
    const inside = detector.explain('|hello!');
    expect(inside.event.metadata).toEqual({
      outer: 1,
      envelope: { timestamp: '1970-01-01T00:00:05.000000Z' },
    });
    expect(inside.event).toMatchObject({ level: 'ERROR', timestampMicros: 9_000_000, message: 'HELLO!' });
    expect(inside.event).toMatchObject({ source: 'host', application: 'program' });
    expect(detector.explain('|hello').event.level).toBe('WARN');
    expect(detector.explain('hello!').assumed).toEqual([]);
    expect(detector.explain('hello').assumed).toEqual(['level: INFO']);
  });

  it('are, of an envelope that names a program, those that read its messages', () => {
    const envelope = wordParser('envelope', '|', 95);
    const outer = {
      parse(record: string, event: LogEvent): number {
        const [program, message] = record.split('|');
        if (message === undefined) return 0;
        event.fill('envelope', 0, 'INFO', '', program!, message, '{}');
        return CLAIMED;
      },
    };
    const inner = wordParser('inner', 'x', 99);
    const definition = { ...inner.definition, place: 'message', programs: /^mail/ } as ParserDefinition;
    const detector = new Detector(
      new ParserSet([
        new LoadedParser('envelope', { ...envelope.definition, envelope: true }, outer),
        new LoadedParser('inner', definition, inner.parser),
      ]),
    );
    expect(['maild|x', 'cron|x', '|x', 'docker/4f|x'].map((record) => formatOf(detector, record))).toEqual([
      'inner',
      'envelope',
      'inner',
      'inner',
    ]);
  });
});
