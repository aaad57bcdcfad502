import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFrame, eventsFrame, LiveEvent, laterId, sliceEvents } from './frames.js';

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

it('the id of an event is found at its begin or anywhere', () => {
  expect(new LiveEvent('{"id":"42","message":"\\"id\\":\\"7\\""}').id).toBe('42');
  expect(new LiveEvent('{"message":"a","id":"42"}').id).toBe('42');
});

it('ids are ordered by their value', () => {
  expect(laterId('9', '10')).toBe('10');
  expect(laterId('412316860416001', '412316860416000')).toBe('412316860416001');
});

it('frames are what docs/live-feed.md says', () => {
  const events = [new LiveEvent('{"id":"1"}'), new LiveEvent('{"id":"2"}')];
  expect(eventsFrame(events, '2').toString()).toBe(
    '{"type":"events","events":[{"id":"1"},{"id":"2"}],"cursor":"2"}',
  );
  expect(errorFrame('a "b"').toString()).toBe('{"type":"error","message":"a \\"b\\""}');
});
