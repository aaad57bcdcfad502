import { expect, it } from 'vitest';
import type { LogRecord } from '../api/types.js';
import { Absence } from './absence.js';

const at = (...seconds: number[]) =>
  seconds.map((second) => ({ received_at: new Date(second * 1000).toISOString() }) as LogRecord);

it('counts by the server’s clock, which may lie an hour behind', () => {
  const absence = new Absence();
  const hour = 3600;
  expect(absence.count(at(1, 2), (2 + hour) * 1000)).toBe(0);
  absence.end((10 + hour) * 1000);
  expect(absence.count(at(3, 4, 5), (10 + hour) * 1000)).toBe(3);
  expect(absence.count(at(9, 10, 11), (11 + hour) * 1000)).toBe(1);
  expect(absence.count(at(12), (12 + hour) * 1000)).toBe(0);
});
