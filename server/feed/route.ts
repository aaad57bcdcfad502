import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { MOST_FILTER_CHARACTERS } from '../../pipeline/filter/parse.js';
import { UpgradeNeededError } from '../replies/errors.js';
import { ErrorSchema } from '../schemas.js';

const FeedParameters = Type.Object({
  filter: Type.Optional(
    Type.String({ maxLength: MOST_FILTER_CHARACTERS, description: 'Which events to send (docs/filters.md)' }),
  ),
  cursor: Type.Optional(
    Type.String({ description: 'Cursor of an earlier frame: what came since is shown first' }),
  ),
  token: Type.Optional(Type.String({ description: 'For browsers, which cannot set headers here' })),
});

export const FEED_PATH = '/ws/logs';

/** Documents the feed, and tells those who ask for it without a WebSocket. */
export async function liveRoute(app: FastifyInstance): Promise<void> {
  app.get(
    FEED_PATH,
    {
      config: { access: 'public' },
      schema: {
        tags: ['live feed'],
        operationId: 'liveFeed',
        summary: 'The live feed, a WebSocket (docs/live-feed.md)',
        querystring: FeedParameters,
        response: {
          101: { type: 'null', description: 'The WebSocket is open' },
          401: ErrorSchema,
          403: ErrorSchema,
          426: ErrorSchema,
        },
      },
    },
    async (_request, reply) => {
      reply.header('upgrade', 'websocket');
      throw new UpgradeNeededError();
    },
  );
}
