import { expect, it } from 'vitest';
import { withoutPassword } from './without-password.js';

it.each([
  ['postgres://laf:secret@db:5432/logs', 'postgres://laf:***@db:5432/logs'],
  ['redis://:secret@127.0.0.1:6379', 'redis://:***@127.0.0.1:6379'],
  ['postgres://laf:se@cr/et@db/logs', 'postgres://laf:***@db/logs'],
  ['rediss+cluster://laf:secret@one:7000,two:7001', 'rediss+cluster://laf:***@one:7000,two:7001'],
  ['redis+sentinel://laf:a/b@one:26379/master', 'redis+sentinel://laf:***@one:26379/master'],
  ['postgres://db:5432/logs', 'postgres://db:5432/logs'],
  ['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379'],
])('shows %s without its password', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
});
