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
  ['Nov 11 2025 10:20:30 x', '2025-11-11T10:20:30.000000Z', 'INFO'],
  ['<11/Nov/2025:10:20:30 +0100> ERROR x', '2025-11-11T09:20:30.000000Z', 'ERROR'],
  ['"2025-11-11 10:20:30" x', '2025-11-11T10:20:30.000000Z', 'INFO'],
  ['worker-1 [2025-11-11 10:20:30] WARN: x', '2025-11-11T10:20:30.000000Z', 'WARN'],
  ['ERROR 2025-11-11 10:20:30 x', '2025-11-11T10:20:30.000000Z', 'ERROR'],
  ['812 main 2025/11/11 10:20:30 FATAL x', '2025-11-11T10:20:30.000000Z', 'FATAL'],
  ['1762856430123 hello', '2025-11-11T10:20:30.123000Z', 'INFO'],
  ['@4000000069130df807270e00 hello', '2025-11-11T10:20:30.120000Z', 'INFO'],
  ['10:20:30.5 hello', '2025-11-11T10:20:30.500000Z', 'INFO'],
  ['took 10:20:30 for 1762856430 rows', undefined, 'INFO'],
  ['a b c d e f 2025-11-11 10:20:30', undefined, 'INFO'],
  [
    '\u001b[32m2025-11-11 10:20:30\u001b[0m \u001b[1;31mERROR\u001b[0m no mail',
    '2025-11-11T10:20:30.000000Z',
    'ERROR',
  ],
  ['10:20:30:40 is an address', undefined, 'INFO'],
])('keeps %j whole and finds its time and level', (record, timestamp, level) => {
  const event = makeEvent(record);
  new PlainTextReader().parse(record, event);
  expect(event).toMatchObject({ format: 'plain', level, message: record, metadata: {} });
  if (timestamp === undefined) expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
  else expect(event.timestamp).toBe(timestamp);
});

it('keeps a stack trace beside the message', () => {
  const record =
    '2025-11-11 10:20:30 ERROR no mail\njava.io.IOException: refused\n\tat shop.Mail.send(Mail.java:7)';
  const event = makeEvent(record);
  new PlainTextReader().parse(record, event);
  expect(event).toMatchObject({
    level: 'ERROR',
    message: '2025-11-11 10:20:30 ERROR no mail',
    metadata: {
      exception: 'java.io.IOException',
      stack_trace: 'java.io.IOException: refused\n\tat shop.Mail.send(Mail.java:7)',
    },
  });
});
