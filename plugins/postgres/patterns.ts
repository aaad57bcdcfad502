import type pg from 'pg';
import type { EventRecord } from '../../pipeline/event.js';
import type { Level } from '../../pipeline/level.js';
import type { Pattern, PatternQuery, Patterns } from '../../pipeline/questions.js';
import { tokensOf } from '../../pipeline/templates/tokens.js';
import { formatMicros } from '../../pipeline/time.js';
import { countBackwards, matchingRows } from './counting.js';
import { bucketOf, noCounts } from './histogram.js';
import { findLog } from './search.js';
import { type Range, rangeOf } from './selection.js';

/** Enough for the shares of the frequent templates. */
const MOST_EVENTS = 200_000;
/** Rows of a window: a template has one for each time step and level. */
const MOST_COUNTS = 50_000;

interface Counted {
  id: string | null;
  bucket: string;
  level: Level;
  events: number;
  newest: string;
}

interface KnownTemplate {
  /** What it is called now: another's where the two turned out to be the same. */
  readonly id: string;
  readonly template: string;
  readonly firstSeenMicros: number;
}

/** A pattern in the making. */
interface Tally extends Omit<Pattern, 'template' | 'filter' | 'first_seen'> {
  readonly ids: Set<string>;
  known: KnownTemplate | undefined;
}

export async function readPatterns(
  client: pg.ClientBase,
  query: PatternQuery,
  budgetMillis?: number,
): Promise<Patterns> {
  const { fromMicros, toMicros, stepMicros, limit } = query;
  const originMicros = Math.floor(fromMicros / stepMicros) * stepMicros;
  const steps = Math.ceil((toMicros - originMicros) / stepMicros);
  const templates = await readTemplates(client);
  const tallies = new Map<string, Tally>();
  let [total, without, whole] = [0, 0, true];

  const countWindow = async (window: Range) => {
    const rows = await countTemplates(client, window, bucketOf({ originMicros, stepMicros }));
    whole &&= rows.length <= MOST_COUNTS;
    for (const row of rows) {
      total += row.events;
      if (row.id === null) without += row.events;
      else addTo(tallies, row, row.id, templates.get(row.id), steps);
    }
    return total < MOST_EVENTS;
  };
  const coverage = await countBackwards(client, rangeOf(query), countWindow, budgetMillis);
  const top = [...tallies.values()]
    .sort((a, b) => b.count - a.count || (a.newest_id < b.newest_id ? 1 : -1))
    .slice(0, limit);
  const patterns: Pattern[] = [];
  for (const tally of top) patterns.push(await described(client, tally));
  return {
    ...{ step_seconds: stepMicros / 1_000_000, total, without_template: without, patterns },
    ...coverage,
    exact: coverage.exact && whole,
  };
}

async function countTemplates(client: pg.ClientBase, window: Range, bucket: string): Promise<Counted[]> {
  const parameters: unknown[] = [];
  const { rows } = await client.query<Counted>(
    `SELECT metadata->>'template_id' AS id, ${bucket} AS bucket, level, count(*)::float8 AS events,
       max(id)::text AS newest
     FROM ${matchingRows(window, parameters)} AS matching
     GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT ${MOST_COUNTS + 1}`,
    parameters,
  );
  return rows;
}

function addTo(
  tallies: Map<string, Tally>,
  row: Counted,
  id: string,
  known: KnownTemplate | undefined,
  steps: number,
): void {
  const key = known?.id ?? id;
  let tally = tallies.get(key);
  if (tally === undefined) {
    const counts = new Array<number>(steps).fill(0);
    tally = { count: 0, by_level: noCounts(), counts, newest_id: row.newest, ids: new Set(), known };
    tallies.set(key, tally);
  }
  tally.count += row.events;
  tally.by_level[row.level] += row.events;
  tally.counts[Number(row.bucket)]! += row.events;
  tally.ids.add(id);
  if (BigInt(row.newest) > BigInt(tally.newest_id)) tally.newest_id = row.newest;
}

/** One that is not written down yet, or was forgotten, is read from one of its messages. */
async function described(client: pg.ClientBase, { ids, known, ...counts }: Tally): Promise<Pattern> {
  const template = known?.template ?? tokensOf(await messageOf(client, counts.newest_id)).join('');
  const values = [...ids].map(asFilterValue);
  return {
    template,
    ...counts,
    first_seen: known === undefined ? null : formatMicros(known.firstSeenMicros),
    filter: `template_id:${values.length === 1 ? values[0] : `(${values.join(' OR ')})`}`,
  };
}

/** A record may bring a `template_id` of its own. */
function asFilterValue(id: string): string {
  return /^[a-z][a-z0-9]*$/.test(id) ? id : `"${id.replace(/["\\]/g, '\\$&')}"`;
}

async function messageOf(client: pg.ClientBase, id: string): Promise<string> {
  const event = await findLog(client, id);
  return event === undefined ? '' : (JSON.parse(event) as EventRecord).message;
}

/** All of them: a worker keeps some thousands. */
async function readTemplates(client: pg.ClientBase): Promise<Map<string, KnownTemplate>> {
  const { rows } = await client.query<{ id: string; same: string | null; text: string; first: string }>(
    `SELECT id, same_as AS same, template AS text, (extract(epoch FROM first_seen) * 1000000)::bigint AS first
     FROM laf.templates`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = new Map<string, KnownTemplate>();
  for (const row of rows) {
    const seen = new Set([row]);
    let last = row;
    for (let next = byId.get(row.same ?? ''); next !== undefined && !seen.has(next); ) {
      seen.add(next);
      last = next;
      next = byId.get(next.same ?? '');
    }
    const firstSeenMicros = Math.min(...[...seen].map(({ first }) => Number(first)));
    found.set(row.id, { id: last.id, template: last.text, firstSeenMicros });
  }
  return found;
}
