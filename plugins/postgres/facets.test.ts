import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { PostgresQuestions } from './questions.js';

/** A quarter of a million, 1,000 a minute, a tenth of them errors. */
const EVENTS = 250_000;
/** What is looked at where the counts by minute do not have the field. */
const MOST_EVENTS = 200_000;

let tables: Tables;

beforeAll(async () => {
  tables = await freshTables();
  await tables.sql.query(`
    INSERT INTO laf.logs
    SELECT n, '2025-11-11T00:00:00Z'::timestamptz + n * interval '60 ms', now(), CASE n % 10 WHEN 0 THEN 'ERROR' ELSE 'INFO' END,
      'host', 'app', (ARRAY['json', 'plain'])[1 + n % 2], '', '{}'
    FROM generate_series(0, ${EVENTS - 1}) AS n;
    INSERT INTO laf.rollup_minutes
    SELECT date_trunc('minute', "timestamp", 'UTC'), level, source, application, count(*) FROM laf.logs GROUP BY 1, 2, 3, 4`);
});
afterAll(() => tables.drop());

const formats = async (filter: string) => {
  const answer = await new PostgresQuestions(tables.pool).facets({ filter, fields: ['format'], limit: 10 });
  return { ...answer, events: answer.facets.format!.reduce((sum, { count }) => sum + count, 0) };
};

it('looks at the newest events and says where it stopped, and not at many more than it has to', async () => {
  const { events, ...answer } = await formats('');
  expect(events).toBeGreaterThanOrEqual(MOST_EVENTS);
  expect(events).toBeLessThan(MOST_EVENTS + 2000);
  expect(answer).toMatchObject({ exact: false, truncated: true });
  expect(Date.parse(answer.searched_back_to!)).toBe(Date.parse('2025-11-11T00:50:00Z'));
});

it('looks at all where they are few enough', async () => {
  const { events, ...answer } = await formats('level:ERROR');
  expect(events).toBe(EVENTS / 10);
  expect(answer).toMatchObject({ exact: true, truncated: false, searched_back_to: null });
  expect(answer.facets.format).toEqual([{ value: 'json', count: EVENTS / 10 }]);
});
