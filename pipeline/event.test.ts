import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeEvent } from '../test/support/events.js';
import type { LogEvent } from './event.js';

const NAME = 'added';

/** An event that came with this metadata as text. */
function eventWith(metadataText: string): LogEvent {
  const event = makeEvent('x');
  event.fill('json', event.timestampMicros, 'INFO', '', '', 'x', metadataText);
  return event;
}

it('adds a text to metadata of any shape, read before, changed before or neither', () => {
  const metadata = fc.dictionary(fc.string(), fc.jsonValue());
  const spaces = fc.constantFrom('', ' ', '\n  ');
  const before = fc.constantFrom<((event: LogEvent) => void)[]>(
    () => {},
    (event) => event.peekMetadata(),
    (event) => {
      event.metadata.changed = 1;
    },
  );
  fc.assert(
    fc.property(metadata, spaces, before, (object, space, touch) => {
      fc.pre(!Object.hasOwn(object, '__proto__'));
      const event = eventWith(`{${space}${JSON.stringify(object).slice(1, -1)}${space}}`);
      touch(event);
      const own = JSON.parse(event.metadataText());
      const expected = Object.hasOwn(own, NAME) ? own : { ...own, [NAME]: 't1' };
      expect(event.addMetadataText(NAME, 't1')).toBe(!Object.hasOwn(object, NAME));
      expect(JSON.parse(event.metadataText())).toEqual(expected);
      expect(event.metadata[NAME]).toEqual(expected[NAME]);
    }),
  );
});

it.each([
  ['{}', '{"added":"t1"}'],
  ['{ }', '{ "added":"t1"}'],
  ['{"n":12345678901234567890}', '{"n":12345678901234567890,"added":"t1"}'],
  ['{"a":{"added":1}}', '{"a":{"added":1},"added":"t1"}'],
  ['{"a":"}"} ', '{"a":"}","added":"t1"}'],
])('adds a text to %j', (metadata, expected) => {
  const event = eventWith(metadata);
  expect(event.addMetadataText(NAME, 't1')).toBe(true);
  expect(event.metadataText()).toBe(expected);
  expect(event.clean).toBe(true);
});

it('leaves what the record has of that name', () => {
  const event = eventWith('{"added":1}');
  expect(event.addMetadataText(NAME, 't1')).toBe(false);
  expect(event.metadataText()).toBe('{"added":1}');
});
