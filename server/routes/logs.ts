import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Store } from '../../pipeline/store.js';
import { checkedId } from '../parameters/log-id.js';
import { type SearchQuery, SearchQuerySchema, toLogQuery } from '../parameters/search-query.js';
import { LogMissingError } from '../replies/errors.js';
import { goneSignal } from '../replies/gone-signal.js';
import { sendJsonText } from '../replies/json-replies.js';
import { EventIdSchema, EventSchema, EXAMPLE_EVENT, errorAnswers, truncation } from '../schemas.js';
import { logQuestionRoutes } from './logs-questions.js';

const PageSchema = Type.Object(
  {
    logs: Type.Array(EventSchema),
    next_cursor: Type.Union([Type.String(), Type.Null()], {
      description: 'Give it as `cursor` to get the next page; null on the last one',
    }),
    ...truncation,
  },
  { examples: [{ logs: [EXAMPLE_EVENT], next_cursor: null, truncated: false, searched_back_to: null }] },
);

const IdParameter = Type.Object({ id: EventIdSchema });

const tags = ['logs'];

export function logRoutes(store: Store) {
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(logQuestionRoutes(store.questions));

    app.get<{ Querystring: SearchQuery }>(
      '/logs/',
      {
        schema: {
          tags,
          operationId: 'searchLogs',
          summary: 'Search logs, newest first',
          querystring: SearchQuerySchema,
          response: { 200: PageSchema, ...errorAnswers(400, 503) },
        },
      },
      async (request, reply) => {
        const query = toLogQuery(request.query);
        const page = await store.search(query, goneSignal(reply));
        // The store gives each event as text; joining it keeps every number as it was written.
        const cursor = JSON.stringify(page.next_cursor);
        const { truncated, searched_back_to } = page;
        const rest = JSON.stringify({ truncated, searched_back_to }).slice(1);
        return sendJsonText(reply, `{"logs":[${page.logs.join(',')}],"next_cursor":${cursor},${rest}`);
      },
    );

    app.get<{ Params: Static<typeof IdParameter> }>(
      '/logs/:id',
      {
        schema: {
          tags,
          operationId: 'getLog',
          summary: 'One log by its id',
          params: IdParameter,
          response: { 200: EventSchema, ...errorAnswers(400, 404, 503) },
        },
      },
      async (request, reply) => {
        const event = await store.get(checkedId(request.params.id));
        if (event === undefined) throw new LogMissingError(request.params.id);
        return sendJsonText(reply, event);
      },
    );
  };
}
