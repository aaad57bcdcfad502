import { expect, it } from 'vitest';
import type { PipelineState } from '../api/types.js';
import { ratesBetween } from './rates.js';

it('are what has been added in a second', () => {
  const state = (records: number, retries: number): PipelineState => ({
    stages: [{ name: 'store', kind: 'sink', type: 'postgres', inputs: [], counters: { records, retries } }],
  });
  expect(ratesBetween(state(100, 5), state(160, 1), 2).get('store')).toEqual({ records: 30, retries: 0 });
});
