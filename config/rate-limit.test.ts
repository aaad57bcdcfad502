import { expect, it } from 'vitest';
import { readRateLimit } from './rate-limit.js';

it.each([
  ['600/1m', { calls: 600, millis: 60_000 }],
  ['20/s', { calls: 20, millis: 1000 }],
  ['1000/12h', { calls: 1000, millis: 43_200_000 }],
  ['0/1m', undefined],
  ['10/0s', undefined],
  ['10', undefined],
  ['-1/s', undefined],
  ['10/min', undefined],
])('%s is %j', (text, limit) => {
  expect(readRateLimit(text)).toEqual(limit);
});
