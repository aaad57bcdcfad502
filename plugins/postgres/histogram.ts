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
import {
  COMPLETE,
  countBackwards,
  countsByMinute,
  knownByMinute,
  limitQueries,
  MINUTE,
  matchingRows,
  type Range,
  rangeOf,
} from './counting.js';

const RECENT = 5 * MINUTE;

interface Counted {
  /** Place of the bucket; 0 without buckets. */
  bucket: string;
  level: Level;
  events: string;
}

/** What makes buckets of a time; undefined: all in one. */
interface Buckets {
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
  const coverage = await countByLevel(client, range, undefined, add, budgetMillis);
  const total = sum(by_level);
  return {
    total,
    by_level,
    error_rate: total === 0 ? 0 : (by_level.ERROR + by_level.FATAL) / total,
    ...(await readRecent(client, range)),
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

function bucketOf(buckets: Buckets | undefined): string {
  if (buckets === undefined) return '0';
  const { originMicros, stepMicros } = buckets;
  return `((extract(epoch FROM time) * 1000000)::bigint - (${originMicros})::bigint) / ${stepMicros}::bigint`;
}

type Recent = Pick<LogStats, 'events_per_second' | 'active_sources'>;

async function readRecent(client: pg.ClientBase, range: Range): Promise<Recent> {
  const to = Math.min(range.to, nowMicros());
  const recent = { ...range, from: Math.max(range.from, to - RECENT), to };
  if (recent.from >= to) return { events_per_second: 0, active_sources: 0 };
  const parameters: unknown[] = [];
  const source = (knownByMinute(range.tree) ? countsByMinute : matchingRows)(recent, parameters);
  await limitQueries(client);
  const { rows } = await client.query(
    `SELECT coalesce(sum(events), 0)::float8 AS events, count(DISTINCT source)::int AS sources FROM ${source} AS recent`,
    parameters,
  );
  return {
    events_per_second: rows[0].events / ((to - recent.from) / 1_000_000),
    active_sources: rows[0].sources,
  };
}

function noCounts(): LevelCounts {
  return Object.fromEntries(LEVELS.map((level) => [level, 0])) as LevelCounts;
}

function sum(counts: LevelCounts): number {
  return LEVELS.reduce((total, level) => total + counts[level], 0);
}
