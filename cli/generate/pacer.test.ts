import { expect, test } from 'vitest';
import { Pacer } from './pacer.js';

test('lines come due evenly, the first at once', () => {
  let now = 0;
  const pacer = new Pacer(100, () => now);
  expect(pacer.due(1000)).toBe(1);
  expect(pacer.untilNext()).toBe(10);
  now = 9;
  expect(pacer.due(1000)).toBe(0);
  now = 35;
  expect(pacer.due(1000)).toBe(3);
  expect(pacer.untilNext()).toBe(5);
});

test('the rate holds over many turns that come late', () => {
  let now = 0;
  let taken = 0;
  const pacer = new Pacer(333, () => now);
  for (; now < 60_000; now += 13) taken += pacer.due(1000);
  expect(Math.abs(taken - 333 * 60)).toBeLessThan(10);
});

test('no more than asked for, and the rest stays due', () => {
  let now = 0;
  const pacer = new Pacer(1000, () => now);
  now = 500;
  expect(pacer.due(100)).toBe(100);
  expect(pacer.untilNext()).toBe(0);
  expect(pacer.due(1000)).toBe(401);
});

test('a target that stood still for long makes up for a second only', () => {
  let now = 0;
  const pacer = new Pacer(100, () => now);
  now = 60_000;
  expect(pacer.due(100_000)).toBe(101);
});
