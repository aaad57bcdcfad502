import type pg from 'pg';
import { metadataPaths } from '../../pipeline/filter/metadata-lookup.js';
import type { FacetQuery, Facets } from '../../pipeline/questions.js';
import {
  COMPLETE,
  countBackwards,
  countsByMinute,
  limitQueries,
  matchingRows,
  truncatedAt,
} from './counting.js';
import { minuteCounts } from './minute-counts.js';
import { knownByMinute, type Range, rangeOf } from './selection.js';

/** Events looked at where the counts by minute do not have the field: enough for the shares of the frequent values. */
const MOST_EVENTS = 200_000;
/** Different values kept of a window; a request id has as many as there are events. */
const MOST_VALUES = 10_000;
const COUNTED_FIELDS: readonly string[] = ['level', 'source', 'application'];
const METADATA = 'metadata.';
const COLUMNS: readonly string[] = [...COUNTED_FIELDS, 'format'];

interface Counted {
  place: number;
  value: string;
  events: string;
}

type Tally = Map<string, number>;

export async function readFacets(
  client: pg.ClientBase,
  query: FacetQuery,
  budgetMillis?: number,
): Promise<Facets> {
  const range = rangeOf(query);
  const tallies = query.fields.map((): Tally => new Map());
  const isOfColumns = query.fields.every((field) => COLUMNS.includes(field));
  const count = async (source: (range: Range, parameters: unknown[]) => string, part: Range) => {
    const parameters: unknown[] = [];
    const from = source(part, parameters);
    const values = query.fields.map((field, place) => `(${place}, ${textOf(field, parameters)})`);
    const { rows } = await client.query<Counted>(
      `SELECT place, value, sum(events) AS events FROM ${isOfColumns ? together(from, query.fields) : from} AS counted
       CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS field (place, value)
       WHERE value IS NOT NULL GROUP BY place, value HAVING sum(events) > 0 ORDER BY 3 DESC LIMIT ${MOST_VALUES + 1}`,
      parameters,
    );
    for (const { place, value, events } of rows) {
      tallies[place]!.set(value, (tallies[place]!.get(value) ?? 0) + Number(events));
    }
    return rows;
  };

  if (knownByMinute(range.tree) && query.fields.every((field) => COUNTED_FIELDS.includes(field))) {
    await limitQueries(client);
    const rows = await count(countsByMinute, range);
    return { facets: topOf(query, tallies), ...COMPLETE, exact: rows.length <= MOST_VALUES };
  }
  let seen = 0;
  let whole = true;
  const countWindow = async (window: Range) => {
    const rows = await count(matchingRows, window);
    whole &&= rows.length <= MOST_VALUES;
    seen += rows.reduce((sum, { events }) => sum + Number(events), 0) / query.fields.length;
    return seen < MOST_EVENTS;
  };
  const sample = knownByMinute(range.tree) ? await newestOf(client, range) : range;
  const seenOf = await countBackwards(client, sample, countWindow, budgetMillis);
  const coverage = seenOf.exact && sample.from > range.from ? truncatedAt(sample.from) : seenOf;
  return { facets: topOf(query, tallies), ...coverage, exact: coverage.exact && whole };
}

/** The newest part of a range that holds as many events as are looked at, by the counts. */
async function newestOf(client: pg.ClientBase, range: Range): Promise<Range> {
  let events = 0;
  for await (const counted of minuteCounts(client, { ...range, order: 'desc' })) {
    events += counted.events;
    if (events >= MOST_EVENTS) return { ...range, from: Math.max(range.from, counted.minute) };
  }
  return range;
}

/** The few combinations that columns have, instead of each event once for each of them: a fourth of the time for four. */
function together(from: string, columns: readonly string[]): string {
  const names = [...new Set(columns)].join(', ');
  return `(SELECT ${names}, sum(events) AS events FROM ${from} AS events GROUP BY ${names})`;
}

/** SQL of a field's value as text; NULL where an event has none. */
function textOf(field: string, parameters: unknown[]): string {
  if (!field.startsWith(METADATA)) return field;
  const paths = metadataPaths(field.slice(METADATA.length)).map((keys) => {
    parameters.push(keys);
    return `metadata #>> $${parameters.length}::text[]`;
  });
  return `coalesce(${paths.join(', ')})`;
}

function topOf({ fields, limit }: FacetQuery, tallies: readonly Tally[]): Facets['facets'] {
  const top = (tally: Tally) =>
    [...tally]
      .sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([value, count]) => ({ value, count }));
  return Object.fromEntries(fields.map((field, place) => [field, top(tallies[place]!)]));
}
