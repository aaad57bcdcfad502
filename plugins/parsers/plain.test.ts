import { expect, it } from 'vitest';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { PlainTextReader } from './support/plain-text.js';

it.each([
  ['2025-11-11 10:20:30,123 ERROR no mail', '2025-11-11T10:20:30.123000Z', 'ERROR'],
  ['[2025-11-11T10:20:30Z] [warn] slow', '2025-11-11T10:20:30.000000Z', 'WARN'],
  ['2025-11-11 10:20:30 main DEBUG x', '2025-11-11T10:20:30.000000Z', 'DEBUG'],
  ['error: disk', undefined, 'ERROR'],
  ['level=fatal msg=x', undefined, 'FATAL'],
  ['an error occurred', undefined, 'INFO'],
  ['FAIL whale DEBUGGED', undefined, 'INFO'],
  ['one two three four ERROR', undefined, 'INFO'],
  ['2025-02-30 10:20:30 x', undefined, 'INFO'],
  ['', undefined, 'INFO'],
])('keeps %j whole and finds its time and level', (record, timestamp, level) => {
  const event = makeEvent(record);
  new PlainTextReader().parse(record, event);
  expect(event).toMatchObject({ format: 'plain', level, message: record, metadata: {} });
  if (timestamp === undefined) expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
  else expect(event.timestamp).toBe(timestamp);
});
