import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { LogQuestions } from '../../pipeline/questions.js';
import { FacetQuerySchema, toFacetQuery } from '../parameters/facet-query.js';
import {
  HistogramQuerySchema,
  PatternQuerySchema,
  toHistogramQuery,
  toPatternQuery,
} from '../parameters/histogram-query.js';
import { checkedId } from '../parameters/log-id.js';
import { selectionParameters, toSelection } from '../parameters/search-query.js';
import { LogMissingError } from '../replies/errors.js';
import { goneSignal } from '../replies/gone-signal.js';
import { sendJsonText } from '../replies/json-replies.js';
import {
  ContextSchema,
  EventIdSchema,
  EXAMPLE_EVENT,
  errorAnswers,
  FacetsSchema,
  HistogramSchema,
  PatternsSchema,
  StatsSchema,
} from '../schemas.js';

const tags = ['logs'];

const SelectionSchema = Type.Object(selectionParameters, { additionalProperties: false });
const IdParameter = Type.Object({ id: EventIdSchema });
const Neighbours = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 500, default: 10, description });
const ContextQuerySchema = Type.Object(
  { before: Neighbours('How many older ones'), after: Neighbours('How many newer ones') },
  { additionalProperties: false },
);
const ExportQuerySchema = Type.Object(
  { ...selectionParameters, format: Type.Enum(['ndjson', 'csv'], { default: 'ndjson' }) },
  { additionalProperties: false },
);
const MEDIA_TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' };
const exported = (example: string) => ({ schema: Type.String({ examples: [example] }) });
const EXPORTED = {
  description: 'Everything that matches',
  content: {
    'application/x-ndjson': exported(`${JSON.stringify(EXAMPLE_EVENT)}\n`),
    'text/csv': exported(
      'id,timestamp,received_at,level,source,application,message,metadata,format\r\n' +
        '412316860416000,2025-11-11T10:20:30.123456Z,2025-11-11T10:20:30.200000Z,ERROR,web-1,auth,connection failed,{},json\r\n',
    ),
  },
};

/** Questions about many logs. */
export function logQuestionRoutes(questions: LogQuestions) {
  return async (app: FastifyInstance): Promise<void> => {
    const describe = (operationId: string, summary: string, answer: object, ...statusCodes: number[]) => ({
      ...{ tags, operationId, summary },
      response: { 200: answer, ...errorAnswers(400, ...statusCodes, 503) },
    });

    app.get<{ Querystring: Static<typeof SelectionSchema> }>(
      '/logs/stats',
      {
        schema: {
          ...describe('logStats', 'Totals, error rate, activity', StatsSchema),
          querystring: SelectionSchema,
        },
      },
      async (request, reply) => questions.stats(toSelection(request.query), goneSignal(reply)),
    );

    app.get<{ Querystring: Static<typeof HistogramQuerySchema> }>(
      '/logs/histogram',
      {
        schema: {
          ...describe('logHistogram', 'Counts per time step by level', HistogramSchema),
          querystring: HistogramQuerySchema,
        },
      },
      async (request, reply) => questions.histogram(toHistogramQuery(request.query), goneSignal(reply)),
    );

    app.get<{ Querystring: Static<typeof FacetQuerySchema> }>(
      '/logs/facets',
      {
        schema: {
          ...describe('logFacets', 'Top values of fields', FacetsSchema),
          querystring: FacetQuerySchema,
        },
      },
      async (request, reply) => questions.facets(toFacetQuery(request.query), goneSignal(reply)),
    );

    app.get<{ Querystring: Static<typeof PatternQuerySchema> }>(
      '/logs/patterns',
      {
        schema: {
          ...describe('logPatterns', 'Messages grouped by template', PatternsSchema),
          querystring: PatternQuerySchema,
        },
      },
      async (request, reply) => questions.patterns(toPatternQuery(request.query), goneSignal(reply)),
    );

    app.get<{ Params: Static<typeof IdParameter>; Querystring: Static<typeof ContextQuerySchema> }>(
      '/logs/:id/context',
      {
        schema: {
          ...describe('logContext', 'A log among its neighbours from the same source', ContextSchema, 404),
          params: IdParameter,
          querystring: ContextQuerySchema,
        },
      },
      async (request, reply) => {
        const id = checkedId(request.params.id);
        const found = await questions.context({ id, ...request.query }, goneSignal(reply));
        if (found === undefined) throw new LogMissingError(id);
        const { before, event, after } = found;
        return sendJsonText(
          reply,
          `{"before":[${before.join(',')}],"event":${event},"after":[${after.join(',')}]}`,
        );
      },
    );

    app.get<{ Querystring: Static<typeof ExportQuerySchema> }>(
      '/logs/export',
      {
        schema: {
          ...describe('exportLogs', 'Streams everything that matches', EXPORTED),
          querystring: ExportQuerySchema,
        },
      },
      async (request, reply) => {
        const { format } = request.query;
        const query = { ...toSelection(request.query), format };
        const pieces = questions.export(query, goneSignal(reply));
        // What goes wrong before the first piece still gets a status code.
        const first = await pieces.next();
        reply
          .type(MEDIA_TYPES[format])
          .header('content-disposition', `attachment; filename="logs.${format}"`);
        return reply.send(Readable.from(first.done ? [] : following(first.value, pieces)));
      },
    );
  };
}

async function* following(first: string, others: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* others;
  } finally {
    await others.return(undefined);
  }
}
