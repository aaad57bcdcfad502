import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFrame, eventsFrame, LiveEvent, sliceEvents } from './frames.js';

describe('sliceEvents', () => {
  it('keeps the text of each event to the letter', () => {
    const texts = [
      '{"id":"1","n":12345678901234567890}',
      '{ "id": "2", "s": "}],{\\"\\\\" }',
      '{"id":"3","a":[{},[{}]]}',
    ];
    expect(sliceEvents(`[${texts.join(', ')}]`).map(({ text }) => text)).toEqual(texts);
  });

  it('cuts any array of objects as JSON.parse does', () => {
    const events = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(events, fc.constantFrom(undefined, 1), (array, indent) => {
        const sliced = sliceEvents(JSON.stringify(array, null, indent));
        expect(sliced.map(({ text }) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(array)));
      }),
    );
  });

  it.each(['[{"id":"1"', '[{"id":"1', '[{"id":"1\\"}]'])('refuses %s, which ends too early', (text) => {
    expect(() => sliceEvents(text)).toThrow('cut off');
  });
});

it('frames are what docs/live-feed.md says', () => {
  const events = [new LiveEvent('{"id":"1"}'), new LiveEvent('{"id":"2"}')];
  expect(eventsFrame(events, '2').toString()).toBe(
    '{"type":"events","events":[{"id":"1"},{"id":"2"}],"cursor":"2"}',
  );
  expect(errorFrame('a "b"').toString()).toBe('{"type":"error","message":"a \\"b\\""}');
});
