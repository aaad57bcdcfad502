import { expect, test } from 'vitest';
import type { EventRecord } from '../../pipeline/event.js';
import { eventForPeople } from './event-text.js';

const EVENT: EventRecord = {
  id: '1',
  timestamp: '2025-11-11T10:20:30.123456Z',
  received_at: '2025-11-11T10:20:31.000000Z',
  level: 'ERROR',
  source: 'web-1',
  application: 'shop',
  message: 'no card',
  metadata: {},
  format: 'json',
};

const plain = (changes: Partial<EventRecord>) => eventForPeople(false)({ ...EVENT, ...changes });

test('a line says when, how bad, where and what', () => {
  expect(plain({})).toBe('2025-11-11T10:20:30.123Z ERROR web-1 shop: no card\n');
  expect(plain({ level: 'INFO', application: '' })).toBe('2025-11-11T10:20:30.123Z INFO  web-1: no card\n');
});

test('each level has a colour of its own, and the text between is the same', () => {
  const paint = eventForPeople(true);
  const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
  const colours = levels.map(
    (level) => /\u001b\[([\d;]+)m[A-Z]+ *\u001b\[0m/.exec(paint({ ...EVENT, level }))?.[1],
  );
  expect(new Set(colours).size).toBe(6);
  expect(paint(EVENT).replace(/\u001b\[[\d;]*m/g, '')).toBe(plain({}));
});

test('further lines and stack traces are indented', () => {
  expect(
    plain({
      message: 'first\r\n2025-11-11T10:20:31.000Z INFO  forged: line\n',
      metadata: { stack_trace: 'E\n\tat x\n' },
    }),
  ).toBe(
    '2025-11-11T10:20:30.123Z ERROR web-1 shop: first\n' +
      '    2025-11-11T10:20:31.000Z INFO  forged: line\n    E\n    \tat x\n',
  );
});

test('nothing in a log steers the terminal', () => {
  const hostile = '\u001b]0;title\u0007\u001b[2J\u009b31m\b\r\0\u202e';
  const text = eventForPeople(false)({
    ...EVENT,
    source: hostile,
    application: `a\n${hostile}`,
    message: hostile,
    metadata: { stack_trace: hostile },
  });
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text.split('\n')).toHaveLength(3);
  expect(text).toContain('\\u001b[2J');
});
