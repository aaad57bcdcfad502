import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';
import { errorAnswers } from '../schemas.js';

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const QueueAnswer = Type.Object(
  {
    queue: Type.String({ description: 'Which queue is in use' }),
    depth: Count('Chunks not yet acknowledged'),
    bytes: Count('Their bytes'),
    max_bytes: Count('Bytes the queue may hold'),
    lag: Count('Chunks not yet handed to a worker'),
    pending: Count('Chunks handed to a worker and not acknowledged'),
    consumers: Type.Array(
      Type.Object({
        name: Type.String(),
        pending: Count('Chunks it has not acknowledged'),
        idle_ms: Count('Since it last asked for chunks'),
      }),
    ),
    spool: Type.Optional(
      Type.Object(
        { depth: Count('Chunks'), bytes: Count('Their bytes') },
        { description: "What waits on this machine's disk because the queue was away" },
      ),
    ),
    dead_letters: Count('Records that could not be stored as asked'),
  },
  { additionalProperties: true, description: 'And the account of each source, where this process keeps one' },
);

export function queueRoute(
  queue: Queue,
  store: Pick<Store, 'countDeadLetters'>,
  extras: () => Promise<Record<string, unknown>> = async () => ({}),
) {
  return async (app: FastifyInstance): Promise<void> => {
    app.get(
      '/queue/status',
      {
        schema: {
          tags: ['operation'],
          operationId: 'queueStatus',
          summary: 'What is on its way',
          response: { 200: QueueAnswer, ...errorAnswers(503) },
        },
      },
      async () => {
        const [status, deadLetters, more] = await Promise.all([
          queue.status(),
          store.countDeadLetters(),
          extras(),
        ]);
        return { queue: queue.description, ...status, dead_letters: deadLetters, ...more };
      },
    );
  };
}
