import type { Level } from './level.js';
import type { EventText } from './store.js';
import type { Micros } from './time.js';

/** Which events are asked about. */
export interface Selection {
  /** The filter language of docs/filters.md; undefined or '' matches all. */
  readonly filter?: string;
  /** Inclusive lower bound on the event's time. */
  readonly fromMicros?: Micros;
  /** Exclusive upper bound. */
  readonly toMicros?: Micros;
}

/** Questions about many events. Aborting `signal` ends the query in the database, too. */
export interface LogQuestions {
  stats(selection: Selection, signal?: AbortSignal): Promise<LogStats>;
  histogram(query: HistogramQuery, signal?: AbortSignal): Promise<Histogram>;
  facets(query: FacetQuery, signal?: AbortSignal): Promise<Facets>;
  patterns(query: PatternQuery, signal?: AbortSignal): Promise<Patterns>;
  /** Undefined where there is no event with this id. */
  context(query: ContextQuery, signal?: AbortSignal): Promise<LogContext | undefined>;
  /** All that matches, piece by piece, from one snapshot; in no order that could be relied on. */
  export(query: ExportQuery, signal?: AbortSignal): AsyncGenerator<string>;
}

/** How far an answer goes. */
export interface Coverage {
  /** Whether everything that matches was counted. */
  exact: boolean;
  /** Whether the search was given up before it had seen the whole range, newest first. */
  truncated: boolean;
  /** RFC 3339: what is older was not looked at; null when nothing was left out. */
  searched_back_to: string | null;
}

export type LevelCounts = Record<Level, number>;

export interface LogStats extends Coverage {
  total: number;
  by_level: LevelCounts;
  /** Share of ERROR and FATAL, 0 to 1; 0 when there is nothing. */
  error_rate: number;
  /** Over the last five minutes of the range, none of them in the future. */
  events_per_second: number;
  /** Sources that had an event in those minutes. */
  active_sources: number;
}

export interface HistogramQuery extends Selection {
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  /** Width of a bucket; buckets begin at multiples of it since 1970. */
  readonly stepMicros: Micros;
}

export interface Histogram extends Coverage {
  step_seconds: number;
  /** All of the range, oldest first, empty ones too. */
  buckets: { timestamp: string; total: number; by_level: LevelCounts }[];
}

export interface FacetQuery extends Selection {
  /** `level`, `source`, `application`, `format` or `metadata.name`. */
  readonly fields: readonly string[];
  /** Values of each field. */
  readonly limit: number;
}

export interface Facets extends Coverage {
  /** Most frequent first. */
  facets: Record<string, { value: string; count: number }[]>;
}

export interface PatternQuery extends HistogramQuery {
  /** Templates. */
  readonly limit: number;
}

export interface Patterns extends Coverage {
  step_seconds: number;
  /** Events counted. */
  total: number;
  /** Those of them that have no `template_id`. */
  without_template: number;
  /** Most frequent first. */
  patterns: Pattern[];
}

/** The events whose messages have one template. */
export interface Pattern {
  /** `<*>` where the messages differ: `user <*> logged in`. */
  template: string;
  count: number;
  by_level: LevelCounts;
  /** Counts by time step, oldest first; the first step has the beginning of the range in it. */
  counts: number[];
  /** When its first message arrived, RFC 3339, also before the range; null where that is not known. */
  first_seen: string | null;
  /** Id of the one that arrived last. */
  newest_id: string;
  /** What finds these events, in the filter language. */
  filter: string;
}

export interface ContextQuery {
  readonly id: string;
  /** How many older and newer ones. */
  readonly before: number;
  readonly after: number;
}

/** An event among its neighbours of the same source, oldest first. */
export interface LogContext {
  before: EventText[];
  event: EventText;
  after: EventText[];
}

export interface ExportQuery extends Selection {
  readonly format: 'ndjson' | 'csv';
}
