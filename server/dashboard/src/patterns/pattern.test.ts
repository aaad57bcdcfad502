import { expect, it } from 'vitest';
import type { Pattern } from '../api/types.js';
import { filterOf, sparkline } from './pattern.js';

it('a sparkline has a bar for each step where something was, the highest as high as the box', () => {
  expect(sparkline([4, 0, 1])).toBe('M0 1h.85V0h-.85zM2 1h.85V0.75h-.85z');
  expect(sparkline([1000, 1])).toContain('V0.92');
  expect(sparkline([])).toBe('');
});

it('a pattern is looked for among what the view finds', () => {
  const pattern = { filter: 'template_id:t1' } as Pattern;
  expect(filterOf(pattern, ' ')).toBe('template_id:t1');
  expect(filterOf(pattern, 'a OR b')).toBe('(a OR b) template_id:t1');
});
