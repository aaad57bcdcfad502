import type { Static } from 'typebox';
import type { EventRecord } from '../../../../pipeline/event.js';
import type { LogStats } from '../../../../pipeline/questions.js';
import type { Letter } from '../../../routes/dead-letters.js';
import type { ParseAnswer } from '../../../routes/parse.js';
import type { PipelineAnswer } from '../../../routes/pipeline.js';
import type { QueueAnswer } from '../../../routes/queue.js';
import type { Session } from '../../../routes/session.js';

/** What the server answers, by its own schemas. */
export type {
  Facets,
  Histogram,
  LevelCounts,
  LogStats,
  Pattern,
  Patterns,
} from '../../../../pipeline/questions.js';

export type LogRecord = EventRecord;
export type DeadLetter = Static<typeof Letter>;
export type ParseResult = Static<typeof ParseAnswer>;
export type QueueState = Static<typeof QueueAnswer>;
export type SessionState = Static<typeof Session>;
export type PipelineState = Static<typeof PipelineAnswer>;

export interface LogPage {
  readonly logs: LogRecord[];
  readonly next_cursor: string | null;
  /** Whether the search was ended for the time it took; `next_cursor` goes on from there. */
  readonly truncated: boolean;
  readonly searched_back_to: string | null;
}

export interface LogContext {
  readonly before: LogRecord[];
  readonly event: LogRecord;
  readonly after: LogRecord[];
}

export type Stats = LogStats;
