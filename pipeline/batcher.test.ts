import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchOf, chunkOf } from '../test/support/batches.js';
import { Batcher } from './batcher.js';

describe('the batcher', () => {
  const limits = { maxEvents: 10, maxBytes: 1e6, maxWaitMillis: 200 };
  let batcher: Batcher<string>;
  let due: number;

  beforeEach(() => {
    vi.useFakeTimers();
    due = 0;
    batcher = new Batcher(limits, () => {
      due += 1;
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const add = (part: string, events = 1) => {
    batcher.add(part, batchOf(chunkOf(Array.from({ length: events }, () => 'x'))).batch);
  };

  it('is full with as many events, or bytes, as may be', () => {
    add('a', 9);
    expect(batcher.full).toBe(false);
    add('b', 1);
    expect(batcher.full).toBe(true);
    expect(batcher.take()).toMatchObject({ parts: ['a', 'b'], events: 10 });
    expect([batcher.empty, batcher.full]).toEqual([true, false]);
  });

  it('is due when its oldest part has waited as long as it may, though more keeps coming', () => {
    for (let waited = 0; waited < 200; waited += 20) {
      expect(due).toBe(0);
      add('part');
      vi.advanceTimersByTime(20);
    }
    expect([due, batcher.due]).toEqual([1, true]);
  });

  it('is due soon when nothing more comes', () => {
    add('a');
    vi.advanceTimersByTime(20);
    add('b');
    vi.advanceTimersByTime(24);
    expect(due).toBe(0);
    vi.advanceTimersByTime(1);
    expect([due, batcher.due]).toEqual([1, true]);
  });

  it('begins anew after a take', () => {
    add('a');
    batcher.take();
    vi.advanceTimersByTime(1000);
    expect([due, batcher.due]).toEqual([0, false]);
  });
});
