import { Type } from 'typebox';
import { LEVELS, type Level } from '../pipeline/level.js';

/** Schemas that several routes share. */

export const ErrorSchema = Type.Object(
  {
    statusCode: Type.Integer(),
    code: Type.String({ description: 'A name for programs; docs/api.md lists them' }),
    error: Type.String({ description: 'The words of the status code' }),
    message: Type.String({ description: 'For a person: the field, the bad value and what is allowed' }),
  },
  {
    description: 'What went wrong',
    examples: [
      {
        statusCode: 400,
        code: 'LAF_PARAMETER',
        error: 'Bad Request',
        message: 'query parameter "limit" is 5000 but must be <= 1000',
      },
    ],
  },
);

export const EventIdSchema = Type.String({
  pattern: '^\\d{1,19}$',
  description: 'Decimal id of an event, a 64-bit integer; it grows with arrival',
  examples: ['412316860416000'],
});

/** One log, for examples. */
export const EXAMPLE_EVENT = {
  id: '412316860416000',
  timestamp: '2025-11-11T10:20:30.123456Z',
  received_at: '2025-11-11T10:20:30.200000Z',
  level: 'ERROR',
  source: 'web-1',
  application: 'auth',
  message: 'connection failed',
  metadata: { status: 503, request_id: '7f3c' },
  format: 'json',
};

export const EventSchema = Type.Object(
  {
    id: EventIdSchema,
    timestamp: Type.String({ format: 'date-time', description: 'When it happened; UTC, to the microsecond' }),
    received_at: Type.String({ format: 'date-time', description: 'When it arrived' }),
    level: Type.Enum(LEVELS),
    source: Type.String({ description: 'The host or service it came from' }),
    application: Type.String({ description: 'The program' }),
    message: Type.String(),
    metadata: Type.Record(Type.String(), Type.Unknown(), { description: 'Everything else, typed' }),
    format: Type.String({ description: 'The parser that read it' }),
  },
  { description: 'One log record', examples: [EXAMPLE_EVENT] },
);

/** How far a search went. */
export const truncation = {
  truncated: Type.Boolean({ description: 'Whether the search ended before it had seen the whole range' }),
  searched_back_to: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'What is older was not looked at; null when nothing was left out',
  }),
};
const coverage = {
  exact: Type.Boolean({ description: 'Whether everything that matches was counted' }),
  ...truncation,
};
const COVERED = { exact: true, truncated: false, searched_back_to: null };

const Count = Type.Integer({ minimum: 0 });
const LevelCountsSchema = Type.Object(
  Object.fromEntries(LEVELS.map((level) => [level, Count])) as Record<Level, typeof Count>,
);
const LEVEL_COUNTS = { TRACE: 0, DEBUG: 12, INFO: 80, WARN: 5, ERROR: 3, FATAL: 0 };

export const StatsSchema = Type.Object(
  {
    total: Count,
    by_level: LevelCountsSchema,
    error_rate: Type.Number({ description: 'Share of ERROR and FATAL, 0 to 1' }),
    events_per_second: Type.Number({ description: 'Over the last five minutes of the range' }),
    active_sources: Type.Integer({ description: 'Sources that had an event in those minutes' }),
    ...coverage,
  },
  {
    examples: [
      {
        total: 100,
        by_level: LEVEL_COUNTS,
        error_rate: 0.03,
        events_per_second: 0.2,
        active_sources: 2,
        ...COVERED,
      },
    ],
  },
);

export const HistogramSchema = Type.Object(
  {
    step_seconds: Type.Integer({ minimum: 1 }),
    buckets: Type.Array(
      Type.Object({
        timestamp: Type.String({ format: 'date-time', description: 'Where it begins' }),
        total: Count,
        by_level: LevelCountsSchema,
      }),
      { description: 'Oldest first, empty ones too' },
    ),
    ...coverage,
  },
  {
    examples: [
      {
        step_seconds: 60,
        buckets: [{ timestamp: '2025-11-11T10:20:00.000000Z', total: 100, by_level: LEVEL_COUNTS }],
        ...COVERED,
      },
    ],
  },
);

export const FacetsSchema = Type.Object(
  {
    facets: Type.Record(
      Type.String(),
      Type.Array(Type.Object({ value: Type.String(), count: Count }), { description: 'Most frequent first' }),
    ),
    ...coverage,
  },
  { examples: [{ facets: { level: [{ value: 'INFO', count: 80 }] }, ...COVERED }] },
);

export const PatternsSchema = Type.Object(
  {
    step_seconds: Type.Integer({ minimum: 1 }),
    total: Type.Integer({ minimum: 0, description: 'Logs counted' }),
    without_template: Type.Integer({ minimum: 0, description: 'Those of them that have no `template_id`' }),
    patterns: Type.Array(
      Type.Object({
        template: Type.String({ description: '`<*>` where the messages differ' }),
        count: Count,
        by_level: LevelCountsSchema,
        counts: Type.Array(Count, {
          description: 'By time step, oldest first; the first step has the beginning of the range in it',
        }),
        first_seen: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
          description: 'When its first message arrived, also before the range; null where that is not known',
        }),
        newest_id: EventIdSchema,
        filter: Type.String({ description: 'What finds these logs' }),
      }),
      { description: 'Most frequent first' },
    ),
    ...coverage,
  },
  {
    examples: [
      {
        ...{ step_seconds: 1800, total: 100, without_template: 0 },
        patterns: [
          {
            ...{ template: 'user <*> logged in', count: 100, by_level: LEVEL_COUNTS, counts: [60, 40] },
            first_seen: '2025-11-11T10:20:00.000000Z',
            newest_id: '7412345678901234567',
            filter: 'template_id:t0k3j9x2a1',
          },
        ],
        ...COVERED,
      },
    ],
  },
);

export const ContextSchema = Type.Object(
  {
    before: Type.Array(EventSchema, { description: 'Oldest first' }),
    event: EventSchema,
    after: Type.Array(EventSchema, { description: 'Oldest first' }),
  },
  { examples: [{ before: [], event: EXAMPLE_EVENT, after: [] }] },
);

/** The error answers of a route, for its documentation. */
export function errorAnswers(...statusCodes: number[]): Record<number, typeof ErrorSchema> {
  return Object.fromEntries(statusCodes.map((statusCode) => [statusCode, ErrorSchema]));
}
