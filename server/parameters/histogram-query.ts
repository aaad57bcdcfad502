import { type Static, Type } from 'typebox';
import { parseDuration } from '../../config/units.js';
import type { HistogramQuery, PatternQuery } from '../../pipeline/questions.js';
import { type Micros, nowMicros } from '../../pipeline/time.js';
import { ParameterError } from '../replies/errors.js';
import { quote } from './quoting.js';
import { selectionParameters, toSelection } from './search-query.js';

const SECOND: Micros = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOST_BUCKETS = 2000;
const USUAL_BUCKETS = 60;
/** Widths that people like to read, and from a minute on ones that the counts by minute can answer. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
];

export const HistogramQuerySchema = Type.Object(
  {
    ...selectionParameters,
    buckets: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_BUCKETS,
        description: `About how many buckets, ${USUAL_BUCKETS} unless told; a round step is chosen for them`,
      }),
    ),
    step: Type.Optional(
      Type.String({
        maxLength: 20,
        description: 'Width of a bucket, instead of `buckets`',
        examples: ['5m'],
      }),
    ),
  },
  { additionalProperties: false },
);

export const PatternQuerySchema = Type.Object(
  {
    ...HistogramQuerySchema.properties,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'Templates' }),
  },
  { additionalProperties: false },
);

/** As for a histogram. @throws ParameterError, FilterError */
export function toPatternQuery({ limit, ...query }: Static<typeof PatternQuerySchema>): PatternQuery {
  return { ...toHistogramQuery(query), limit };
}

/** Without `from` the last 24 hours, without `to` until now. @throws ParameterError, FilterError */
export function toHistogramQuery(query: Static<typeof HistogramQuerySchema>): HistogramQuery {
  const selection = toSelection(query);
  const toMicros = selection.toMicros ?? nowMicros();
  const fromMicros = selection.fromMicros ?? toMicros - DAY;
  if (fromMicros >= toMicros) throw new ParameterError('query parameter "from" must be before "to" (now)');
  if (query.step !== undefined && query.buckets !== undefined) {
    throw new ParameterError('query parameters "step" and "buckets" exclude each other');
  }
  const stepMicros =
    query.step === undefined
      ? roundStep((toMicros - fromMicros) / (query.buckets ?? USUAL_BUCKETS))
      : readStep(query.step, toMicros - fromMicros);
  return { ...selection, fromMicros, toMicros, stepMicros };
}

/** The next round step from `least` on. */
function roundStep(least: Micros): Micros {
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

function readStep(text: string, range: Micros): Micros {
  const step = (parseDuration(text) ?? Number.NaN) * 1000;
  if (!(step >= SECOND && step % SECOND === 0)) {
    throw new ParameterError(
      `query parameter "step" is ${quote(text)} but must be a duration of whole seconds such as 30s, 5m or 1h`,
    );
  }
  if (range / step > MOST_BUCKETS) {
    throw new ParameterError(
      `query parameter "step" is ${quote(text)} but must be at least ${Math.ceil(range / MOST_BUCKETS / SECOND)}s ` +
        `for this range: there may be ${MOST_BUCKETS} buckets`,
    );
  }
  return step;
}
