import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../test/support/recording-intake.js';
import type { FramedBlock } from '../framing/block.js';
import { SyslogFramer } from './framer.js';

const MAX_RECORD = 64;

function textsOf(blocks: FramedBlock[]): string[] {
  return blocks.flatMap((block) =>
    recordsOf(block).map((record) => (block.refused ? 'refused: ' : '') + record.toString('latin1')),
  );
}

/** What comes out when `bytes` come in pieces that end at the given offsets. */
function frame(bytes: Buffer, ends: readonly number[] = [], maxRecord = MAX_RECORD): string[] {
  const framer = new SyslogFramer(maxRecord);
  const texts: string[] = [];
  let start = 0;
  for (const end of [...ends].sort((a, b) => a - b)) {
    // Copies, as each read of a socket has a buffer of its own, which the framer may change.
    texts.push(...textsOf(framer.push(Buffer.from(bytes.subarray(start, Math.max(start, end))))));
    start = Math.max(start, end);
  }
  texts.push(...textsOf(framer.push(Buffer.from(bytes.subarray(start)))));
  texts.push(...textsOf(framer.end()));
  return texts;
}

function frameText(text: string): string[] {
  return frame(Buffer.from(text, 'latin1'));
}

const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`;

describe('LF framing', () => {
  it('cuts at each LF, without the CR, and skips what is empty', () => {
    expect(frameText('\n<13>one\r\n\n\r\n<14>two\n')).toEqual(['<13>one', '<14>two']);
  });

  it('hands complete lines over as one slice of the read', () => {
    const read = Buffer.from('<13>one\n<13>two\n<13>thr');
    const framer = new SyslogFramer(MAX_RECORD);
    framer.push(Buffer.from('<13>zero\n'));
    const blocks = framer.push(read);
    expect(blocks).toHaveLength(1);
    expect(blocks[0]!.body.buffer).toBe(read.buffer);
    expect(blocks[0]).toMatchObject({ count: 2 });
    expect(framer.held).toBe(7);
  });

  it('takes lines without a priority', () => {
    expect(frameText('{"message":"x"}\n10.0.0.1 - - [x]\n')).toEqual(['{"message":"x"}', '10.0.0.1 - - [x]']);
  });

  it('takes the unfinished last record of a connection', () => {
    expect(frameText('<13>one\n<13>two')).toEqual(['<13>one', '<13>two']);
  });

  it('leaves a stray NUL where it is, in the first record too', () => {
    expect(frameText('<13>a\0b\n<13>c\0\n<13>d\n')).toEqual(['<13>a\0b', '<13>c\0', '<13>d']);
  });

  it('does not take digits for a count', () => {
    expect(frameText('012 <13>x\n404 not found\n7 <b>\n')).toEqual(['012 <13>x', '404 not found', '7 <b>']);
    expect(frameText('1234567890 <13>absurd\n<14>next\n')).toEqual(['1234567890 <13>absurd', '<14>next']);
  });
});

describe('NUL framing', () => {
  it('lets records hold LF', () => {
    expect(frameText('<13>one\0<14>two\nmore\n\0')).toEqual(['<13>one', '<14>two\nmore']);
  });

  it('reads GELF', () => {
    expect(frameText('{"short_message":"a"}\0{"short_message":"b"}\0')).toHaveLength(2);
  });

  it('releases a first record when nothing follows it', () => {
    const framer = new SyslogFramer(MAX_RECORD);
    expect(framer.push(Buffer.from('<13>one\0'))).toEqual([]);
    expect(framer.undecided).toBe(true);
    expect(textsOf(framer.settle())).toEqual(['<13>one']);
    expect(textsOf(framer.push(Buffer.from('<14>two\nlines\0')))).toEqual(['<14>two\nlines']);
  });
});

describe('octet counting', () => {
  it('cuts by the counts and lets records hold LF and NUL', () => {
    expect(frameText(counted('<13>one\nmore') + counted('<14>t\0wo'))).toEqual([
      '<13>one\nmore',
      '<14>t\0wo',
    ]);
  });

  it('cuts the line end that some senders add, counted or not', () => {
    expect(frameText(`${counted('<13>one\n')}${counted('<14>two')}\n${counted('<15>three')}`)).toEqual([
      '<13>one',
      '<14>two',
      '<15>three',
    ]);
  });

  it('hands a record over with its last byte', () => {
    const framer = new SyslogFramer(MAX_RECORD);
    expect(textsOf(framer.push(Buffer.from(counted('<13>one'))))).toEqual(['<13>one']);
    expect(textsOf(framer.push(Buffer.from(counted('<13>two'))))).toEqual(['<13>two']);
  });

  it('hands out a record that holds what looks like a frame when nothing follows', () => {
    const framer = new SyslogFramer(MAX_RECORD);
    expect(framer.push(Buffer.from(counted('<13>one\n<14>quoted')))).toEqual([]);
    expect(framer.undecided).toBe(true);
    expect(textsOf(framer.settle())).toEqual(['<13>one\n<14>quoted']);
    expect(textsOf(framer.push(Buffer.from(counted('<13>next'))))).toEqual(['<13>next']);
  });

  it('keeps a record whole that quotes a frame, when its count is right', () => {
    const quoting = '<13>got:\n12 <14>quoted';
    expect(frameText(counted(quoting) + counted('<13>next'))).toEqual([quoting, '<13>next']);
  });
});

describe('an octet count that lies', () => {
  const next = counted('<14>next');

  it.each([
    ['too large, LF after the record', `30 <13>short\n${next}${counted('<15>third one')}`],
    ['too large, nothing after the record', `30 <13>short${next}${counted('<15>third one')}`],
    ['too large for a record', `999999999 <13>short\n${next}${counted('<15>third one')}`],
    ['too large for the connection', `60 <13>short\n${next}${counted('<15>third one')}`],
  ])('%s: swallows no neighbour', (_, text) => {
    expect(frameText(text)).toEqual(['<13>short', '<14>next', '<15>third one']);
  });

  it('too small: the rest is a record of its own', () => {
    expect(frameText(`6 <13>short${next}`)).toEqual(['<13>sh', 'ort', '<14>next']);
    expect(frameText(`6 <13>short\n${next}`)).toEqual(['<13>sh', 'ort', '<14>next']);
  });

  it('absent in mid-connection: the line is a record', () => {
    expect(frameText(`${next}<13>line\n${next}`)).toEqual(['<14>next', '<13>line', '<14>next']);
    expect(frameText(`${next}0012 <13>line\n${next}`)).toEqual(['<14>next', '0012 <13>line', '<14>next']);
  });
});

describe('a record over the limit', () => {
  const long = `<13>${'x'.repeat(MAX_RECORD)}`;
  const kept = `refused: ${long.slice(0, MAX_RECORD)}`;

  it.each([
    ['LF', `<13>a\n${long}\n<13>b\n`],
    ['NUL', `<13>a\0${long}\0<13>b\0`],
    ['octet counting', counted('<13>a') + counted(long) + counted('<13>b')],
  ])('is refused with its beginning, its neighbours are not: %s', (_, text) => {
    expect(frameText(text)).toEqual(['<13>a', kept, '<13>b']);
  });

  it.each([
    ['LF', '<13>a\n<13>', '\n<13>b\n'],
    ['octet counting', `${counted('<13>a')}${1600 * 64 * 1024 + 4} <13>`, counted('<13>b')],
  ])('of 100 MB is never held: %s', (_, start, end) => {
    const maxRecord = 1024 * 1024;
    const framer = new SyslogFramer(maxRecord);
    const texts = textsOf(framer.push(Buffer.from(start)));
    for (let sent = 0; sent < 1600; sent++) {
      texts.push(...textsOf(framer.push(Buffer.alloc(64 * 1024, 'x'))));
      expect(framer.held).toBeLessThanOrEqual(maxRecord + 64 * 1024);
    }
    texts.push(...textsOf(framer.push(Buffer.from(end))), ...textsOf(framer.end()));
    expect(texts.map((text) => text.slice(0, 13))).toEqual(['<13>a', 'refused: <13>', '<13>b']);
    expect(texts[1]).toHaveLength('refused: '.length + 64 * 1024);
  });
});

describe('however the bytes are split into reads', () => {
  // Few different bytes, so that what looks like counts, priorities and delimiters turns up everywhere.
  const soup = fc
    .array(
      fc.constantFrom(
        '<',
        '13>',
        '<13>',
        '\n',
        '\0',
        '\r',
        ' ',
        '1',
        '5 ',
        '12 <13>',
        '70 <1>',
        '{',
        'x',
        'xyz',
      ),
      { maxLength: 60 },
    )
    .map((parts) => Buffer.from(parts.join('')));
  const frames = fc
    .array(
      fc.tuple(fc.constantFrom('<13>a', '<14>b\nc', '<15>12 <13>d', '<16>'), fc.integer({ min: -3, max: 9 })),
      {
        maxLength: 8,
      },
    )
    .map((list) =>
      Buffer.from(list.map(([text, lie]) => `${Math.max(0, text.length + lie)} ${text}`).join('')),
    );

  it.each([
    ['anything', soup],
    ['counts of which some lie', frames],
  ])('the records are the same: %s', (_, input) => {
    fc.assert(
      fc.property(input, fc.array(fc.nat(200), { maxLength: 20 }), (bytes, ends) => {
        expect(frame(bytes, ends)).toEqual(frame(bytes));
        expect(frame(bytes, [...bytes.keys()])).toEqual(frame(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', 'é', '<', '>'), maxLength: 20 });
  const record = word.map((text) => `<13>${text}z`);
  const multiline = fc.array(record, { minLength: 1, maxLength: 2 }).map((lines) => lines.join('\n'));

  it.each([
    ['LF', record, (text: string) => `${text}\n`],
    ['NUL', record, (text: string) => `${text}\0`],
    ['octet counting', multiline, counted],
  ])('what goes in comes out: %s', (_, records, encode) => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 12 }), fc.array(fc.nat(400)), (texts, ends) => {
        const bytes = Buffer.from(texts.map(encode).join(''));
        const expected = texts.map((text) => Buffer.from(text).toString('latin1'));
        expect(frame(bytes, ends, 1000)).toEqual(expected);
      }),
    );
  });
});
