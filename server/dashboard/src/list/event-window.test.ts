import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../api/types.js';
import { byTime, EventWindow } from './event-window.js';

function log(id: number, second: number): LogRecord {
  const timestamp = `2025-11-11T10:00:${String(second).padStart(2, '0')}.000000Z`;
  return { id: String(id), timestamp, message: 'x'.repeat(500) } as LogRecord;
}

const logs = fc.array(
  fc.tuple(fc.nat(200), fc.nat(59)).map(([id, second]) => log(id, second)),
  { maxLength: 60 },
);
const ids = (window: EventWindow) => window.rows.map(({ id }) => id);

describe('the window of logs', () => {
  it('has each log once, in the order of time, however they come', () => {
    fc.assert(
      fc.property(fc.array(logs), (batches) => {
        const window = new EventWindow();
        const first = new Map<string, LogRecord>();
        for (const batch of batches) {
          window.add(batch);
          for (const one of batch) if (!first.has(one.id)) first.set(one.id, one);
        }
        expect(ids(window)).toEqual([...first.values()].sort(byTime).map(({ id }) => id));
      }),
    );
  });

  it('is cut at either end, and takes what was cut again', () => {
    const window = new EventWindow();
    window.add([log(1, 1), log(2, 2), log(3, 3), log(10, 3)]);
    expect(window.trim('newest', 3)).toBe(1);
    expect([ids(window), window.has('10'), window.indexOf('3'), window.indexOf('10')]).toEqual([
      ['1', '2', '3'],
      false,
      2,
      -1,
    ]);
    expect(window.trim('oldest', 1)).toBe(2);
    expect(window.add([log(10, 3), log(1, 1), log(3, 3)])).toBe(2);
    expect(ids(window)).toEqual(['1', '3', '10']);
    expect(window.trim('oldest', 3, 2000)).toBe(1);
    expect(window.trim('oldest', 3, 10)).toBe(1);
    expect(ids(window)).toEqual(['10']);
  });
});
