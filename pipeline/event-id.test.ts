import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_ID_EPOCH, IdAllocator, idFromString, idToMillis, idToString, MAX_BLOCK } from './event-id.js';

describe('event ids', () => {
  it('grow and never meet, whatever the clock does and however large the blocks are', () => {
    const steps = fc.array(
      fc.record({ clock: fc.integer({ min: -50, max: 50 }), count: fc.integer({ min: 1, max: MAX_BLOCK }) }),
      {
        minLength: 1,
        maxLength: 100,
      },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 1023 }), (walk, node) => {
        let now = EVENT_ID_EPOCH + 1e11;
        const ids = new IdAllocator(node, 0, () => now);
        let end = -1n;
        for (const { clock, count } of walk) {
          now += clock;
          const block = ids.allot(count);
          const first = BigInt(idToString(block.high, block.low));
          expect(first > end).toBe(true);
          end = first + BigInt(count - 1);
          expect((end >> 12n) & 1023n).toBe(BigInt(node));
        }
      }),
    );
  });

  it('of two nodes never meet in the same millisecond', () => {
    const now = () => EVENT_ID_EPOCH + 5;
    const [a, b] = [new IdAllocator(0, 0, now).allot(MAX_BLOCK), new IdAllocator(1, 0, now).allot(1)];
    expect(BigInt(idToString(b.high, b.low)) - BigInt(idToString(a.high, a.low))).toBe(4096n);
  });

  it('begin after the last id of the node number before', () => {
    let now = EVENT_ID_EPOCH + 1000;
    const tenant = new IdAllocator(7, 0, () => now);
    const before = tenant.allot(10);
    now -= 500;
    const after = new IdAllocator(7, tenant.lastMillis, () => now).allot(1);
    expect(BigInt(idToString(after.high, after.low))).toBeGreaterThan(
      BigInt(idToString(before.high, before.low)) + 9n,
    );
  });

  it('tell when they were allotted, over the whole range of 41 bits', () => {
    for (const millis of [0, 1, 1023, 1024, 2 ** 32, 2 ** 41 - 1]) {
      const at = EVENT_ID_EPOCH + millis;
      const { high, low } = new IdAllocator(1023, 0, () => at).allot(1);
      expect(idToMillis({ high, low })).toBe(at);
      expect(idFromString(idToString(high, low))).toEqual({ high, low });
      expect(BigInt(idToString(high, low)) < 1n << 63n).toBe(true);
    }
  });

  it('are refused when they are none, by name', () => {
    for (const text of ['', '-1', '1.5', '9223372036854775808', 'abc', '0x10', ' 1']) {
      expect(() => idFromString(text)).toThrow(`"${text}" is not an event id`);
    }
  });
});
