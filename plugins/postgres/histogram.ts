import type pg from 'pg';
import { LEVELS, type Level } from '../../pipeline/level.js';
import type {
  Coverage,
  Histogram,
  HistogramQuery,
  LevelCounts,
  LogStats,
  Selection,
} from '../../pipeline/questions.js';
import { formatMicros, nowMicros } from '../../pipeline/time.js';
import { COMPLETE, countBackwards, countsByMinute, limitQueries, matchingRows } from './counting.js';
import { knownByMinute, type Range, rangeOf } from './selection.js';
import { MINUTE } from './windows.js';

const RECENT = 5 * MINUTE;
/** What those minutes may take where their rows have to be read: less of them is enough for a rate. */
const RECENT_MILLIS = 1000;

interface Counted {
  /** Place of the bucket; 0 without buckets. */
  bucket: string;
  level: Level;
  events: string;
}

/** What makes buckets of a time; undefined: all in one. */
export interface Buckets {
  readonly originMicros: number;
  readonly stepMicros: number;
}

export async function readStats(
  client: pg.ClientBase,
  selection: Selection,
  budgetMillis?: number,
): Promise<LogStats> {
  const range = rangeOf(selection);
  const by_level = noCounts();
  const add = ({ level, events }: Counted) => {
    by_level[level] += Number(events);
  };
  const recent = await readRecent(client, range, Math.min(RECENT_MILLIS, budgetMillis ?? RECENT_MILLIS));
  const coverage = await countByLevel(client, range, undefined, add, budgetMillis);
  const total = sum(by_level);
  return {
    total,
    by_level,
    error_rate: total === 0 ? 0 : (by_level.ERROR + by_level.FATAL) / total,
    ...recent,
    ...coverage,
  };
}

export async function readHistogram(
  client: pg.ClientBase,
  query: HistogramQuery,
  budgetMillis?: number,
): Promise<Histogram> {
  const { fromMicros, toMicros, stepMicros } = query;
  const originMicros = Math.floor(fromMicros / stepMicros) * stepMicros;
  const counts = Array.from({ length: Math.ceil((toMicros - originMicros) / stepMicros) }, noCounts);
  const add = ({ bucket, level, events }: Counted) => {
    counts[Number(bucket)]![level] += Number(events);
  };
  const buckets = { originMicros, stepMicros };
  const coverage = await countByLevel(client, rangeOf(query), buckets, add, budgetMillis);
  return {
    step_seconds: stepMicros / 1_000_000,
    buckets: counts.map((by_level, place) => ({
      timestamp: formatMicros(originMicros + place * stepMicros),
      total: sum(by_level),
      by_level,
    })),
    ...coverage,
  };
}

async function countByLevel(
  client: pg.ClientBase,
  range: Range,
  buckets: Buckets | undefined,
  add: (counted: Counted) => void,
  budgetMillis: number | undefined,
): Promise<Coverage> {
  const count = async (source: (range: Range, parameters: unknown[]) => string, part: Range) => {
    const parameters: unknown[] = [];
    const { rows } = await client.query<Counted>(
      `SELECT ${bucketOf(buckets)} AS bucket, level, sum(events) AS events
       FROM ${source(part, parameters)} AS counted GROUP BY 1, 2`,
      parameters,
    );
    rows.forEach(add);
    return true;
  };
  const wholeMinutes = buckets === undefined || buckets.stepMicros % MINUTE === 0;
  if (!wholeMinutes || !knownByMinute(range.tree)) {
    return countBackwards(client, range, (window) => count(matchingRows, window), budgetMillis);
  }
  await limitQueries(client);
  await count(countsByMinute, range);
  return COMPLETE;
}

/** SQL of the place of a time among buckets. */
export function bucketOf(buckets: Buckets | undefined): string {
  if (buckets === undefined) return '0';
  const { originMicros, stepMicros } = buckets;
  return `((extract(epoch FROM time) * 1000000)::bigint - (${originMicros})::bigint) / ${stepMicros}::bigint`;
}

type Recent = Pick<LogStats, 'events_per_second' | 'active_sources'>;

/** Of less than five minutes when more cannot be read in the time there is. */
async function readRecent(client: pg.ClientBase, range: Range, budgetMillis: number): Promise<Recent> {
  const to = Math.min(range.to, nowMicros());
  const recent = { ...range, from: Math.max(range.from, to - RECENT), to };
  if (recent.from >= to) return { events_per_second: 0, active_sources: 0 };
  const source = knownByMinute(range.tree) ? countsByMinute : matchingRows;
  const sources = new Set<string>();
  let [events, reached] = [0, to];
  const count = async (window: Range) => {
    const parameters: unknown[] = [];
    const { rows } = await client.query<{ source: string; events: number }>(
      `SELECT source, sum(events)::float8 AS events FROM ${source(window, parameters)} AS recent
       GROUP BY source HAVING sum(events) > 0`,
      parameters,
    );
    for (const row of rows) {
      sources.add(row.source);
      events += row.events;
    }
    reached = window.from;
    return true;
  };
  await countBackwards(client, recent, count, budgetMillis);
  const seconds = (to - reached) / 1_000_000;
  return { events_per_second: seconds === 0 ? 0 : events / seconds, active_sources: sources.size };
}

export function noCounts(): LevelCounts {
  return Object.fromEntries(LEVELS.map((level) => [level, 0])) as LevelCounts;
}

function sum(counts: LevelCounts): number {
  return LEVELS.reduce((total, level) => total + counts[level], 0);
}
