import { expect, it } from 'vitest';
import { SAMPLE_COUNT, sampleLines } from './samples.js';

it('sample lines are of the last minutes, oldest first, in several formats', () => {
  const now = Date.parse('2025-11-11T10:00:00Z');
  const lines = sampleLines(now, () => 0.3);
  expect(lines).toHaveLength(SAMPLE_COUNT);
  expect(JSON.parse(lines[0]!)).toMatchObject({ timestamp: '2025-11-11T09:45:03.000Z', level: 'debug' });
  expect(lines[1]).toMatch(/^10\.0\.\d+\.\d+ - - \[11\/Nov\/2025:09:45:06 \+0000\] "GET .* 200 \d+/);
  expect(lines.at(-1)).toMatch(/^<\d+>1 2025-11-11T10:00:00\.000Z /);
});
