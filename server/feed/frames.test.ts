import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../pipeline/event.js';
import { stringifyJson } from '../../pipeline/json-text.js';
import { anyEvent, anyFilter } from '../../test/support/filters.js';
import { matcherOf } from '../parameters/filters.js';
import { errorFrame, eventsFrame, sliceEvents } from './frames.js';

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

  it('shows filters each event as if it were parsed as a whole', () => {
    const event = fc.record({ anyEvent, extra: fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()) });
    const merged = ({ anyEvent: known, extra }: { anyEvent: EventRecord; extra: object }) => ({
      ...extra,
      ...known,
    });
    fc.assert(
      fc.property(fc.array(event), anyFilter, (events, filter) => {
        const matches = matcherOf(filter);
        // As workers write them, and as others might: with more fields, objects among them.
        for (const records of [events.map(({ anyEvent }) => anyEvent), events.map(merged)]) {
          const sliced = sliceEvents(stringifyJson(records));
          expect(sliced.map(({ subject }) => matches(subject))).toEqual(records.map(matches));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['[{"id":"1"', '[{"id":"1', '[{"id":"1\\"}]'])('refuses %s, which ends too early', (text) => {
    expect(() => sliceEvents(text)).toThrow('cut off');
  });
});

it('frames are what docs/live-feed.md says', () => {
  const events = sliceEvents('[{"id":"1"},{"id":"2"}]');
  expect(eventsFrame(events, '2').toString()).toBe(
    '{"type":"events","events":[{"id":"1"},{"id":"2"}],"cursor":"2"}',
  );
  expect(errorFrame('a "b"').toString()).toBe('{"type":"error","message":"a \\"b\\""}');
});
