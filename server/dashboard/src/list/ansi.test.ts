import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ansiSpans, withoutAnsi } from './ansi.js';

const shown = (text: string) => ansiSpans(text).map(({ text, classes }) => [text, ...classes].join(' '));

describe('escapes of terminals', () => {
  it.each([
    ['plain', ['plain']],
    ['\x1b[31mred\x1b[0m and \x1b[1;92mbright\x1b[m', ['red ansi-1', ' and ', 'bright ansi-10 bold']],
    ['\x1b[38;5;196mred\x1b[39m none', ['red ansi-1', ' none']],
    ['\x1b[38;2;10;20;250mblue', ['blue ansi-4']],
    ['\x1b[48;5;1;4mline\x1b[24m', ['line underline']],
    ['\x1b]8;;https://example.com\x07link\x1b]8;;\x07', ['link']],
    ['\x1b[2K\x1b[1Gdone\x07', ['done']],
    ['a\tb\nc', ['a\tb\nc']],
    ['cut \x1b[3', ['cut ']],
  ])('%j is shown as %j', (text, spans) => {
    expect(shown(text)).toEqual(spans);
  });

  it('never come through, and nothing else is lost', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\x1b[31m', '\x1b[', '\x1b]0;t', '\x1b', '\x9b1m', '\0', '\x07'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const joined = ansiSpans(text)
          .map((span) => span.text)
          .join('');
        expect(joined).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        expect(withoutAnsi(text)).toBe(joined);
      }),
    );
  });
});
