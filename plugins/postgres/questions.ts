import type pg from 'pg';
import type {
  ContextQuery,
  ExportQuery,
  FacetQuery,
  Facets,
  Histogram,
  HistogramQuery,
  LogContext,
  LogQuestions,
  LogStats,
  PatternQuery,
  Patterns,
  Selection,
} from '../../pipeline/questions.js';
import { inSnapshot } from './cancellable.js';
import { limitQueries } from './counting.js';
import { exportLogs } from './export.js';
import { readFacets } from './facets.js';
import { readHistogram, readStats } from './histogram.js';
import { readPatterns } from './patterns.js';
import { findContext } from './search.js';

/** The questions about many events, each answered from one snapshot of the tables. */
export class PostgresQuestions implements LogQuestions {
  /** @param budgetMillis how long rows may be counted before the answer is cut short */
  constructor(
    private readonly pool: pg.Pool,
    private readonly budgetMillis?: number,
  ) {}

  stats(selection: Selection, signal?: AbortSignal): Promise<LogStats> {
    return inSnapshot(this.pool, signal, (client) => readStats(client, selection, this.budgetMillis));
  }

  histogram(query: HistogramQuery, signal?: AbortSignal): Promise<Histogram> {
    return inSnapshot(this.pool, signal, (client) => readHistogram(client, query, this.budgetMillis));
  }

  facets(query: FacetQuery, signal?: AbortSignal): Promise<Facets> {
    return inSnapshot(this.pool, signal, (client) => readFacets(client, query, this.budgetMillis));
  }

  patterns(query: PatternQuery, signal?: AbortSignal): Promise<Patterns> {
    return inSnapshot(this.pool, signal, (client) => readPatterns(client, query, this.budgetMillis));
  }

  context(query: ContextQuery, signal?: AbortSignal): Promise<LogContext | undefined> {
    return inSnapshot(this.pool, signal, async (client) => {
      await limitQueries(client);
      return findContext(client, query);
    });
  }

  export(query: ExportQuery, signal?: AbortSignal): AsyncGenerator<string> {
    return exportLogs(this.pool, query, signal);
  }
}
