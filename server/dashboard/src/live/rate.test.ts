import { expect, it } from 'vitest';
import { Rate } from './rate.js';

it('is the mean of the last five whole seconds', () => {
  const rate = new Rate();
  expect(rate.perSecond(0)).toBe(0);
  for (let second = 0; second < 10; second++) rate.add(100, second * 1000);
  expect(rate.perSecond(10_000)).toBe(100);
  expect(rate.perSecond(12_500)).toBe(60);
  expect(rate.perSecond(60_000)).toBe(0);
});
