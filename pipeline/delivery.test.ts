import { expect, it } from 'vitest';
import { batchOf, chunkOf } from '../test/support/batches.js';
import { MAX_BLOCK } from './event-id.js';

it('makes letters of all records of a large chunk in time that grows with their number', () => {
  const { batch } = batchOf(chunkOf(Array.from({ length: MAX_BLOCK }, (_, i) => `record ${i}`)));
  const started = performance.now();
  for (const event of batch.events) batch.delivery.reject(event, { stage: 'parse', reason: 'no' });
  const byIndex = batch.events.map(({ index }) =>
    batch.delivery.letterOf(index, { stage: 'parse', reason: 'no' }),
  );
  // 10 ms here; seconds, in which nothing else is served, when each letter reads the chunk again.
  expect(performance.now() - started).toBeLessThan(500);
  expect(batch.delivery.unkeptLetters()).toEqual(byIndex);
  expect(byIndex.map(({ raw }) => raw)).toEqual(batch.events.map(({ raw }) => raw));
});
