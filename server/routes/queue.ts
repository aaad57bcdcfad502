import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';
import { errorAnswers } from '../schemas.js';

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const SourceBalance = Type.Object({
  source: Type.String(),
  dropped: Type.Record(Type.String(), Count('Records that never came into the queue, by reason')),
  sinks: Type.Array(
    Type.Object(
      {
        sink: Type.String(),
        chunks: Count('Chunks committed'),
        records: Count('Their records, each once'),
        stored: Count('Rows'),
        filtered: Count('Records left out on purpose'),
        dead_letters: Count('Records that became dead letters and were not sent again since'),
        replayed: Count('Dead letters that were sent again, each time; how that ended is in the others'),
        copies: Count('Rows beyond the first of a record that reaches the sink by several ways'),
      },
      { description: 'records + copies = stored + filtered + dead_letters' },
    ),
  ),
});

export const QueueAnswer = Type.Object(
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
    partitions: Type.Optional(
      Type.Object(
        {
          hot: Count('Being written, or not over for long'),
          sealing: Count('Waiting for their indexes'),
          sealed: Count('With the indexes that searches use'),
        },
        { description: 'Partitions of laf.logs by state (docs/storage.md)' },
      ),
    ),
    sources: Type.Optional(
      Type.Array(SourceBalance, { description: 'The account of each source since the database was made' }),
    ),
  },
  {
    additionalProperties: true,
    examples: [
      {
        queue: 'disk queue in ./data/queue',
        depth: 2,
        bytes: 131072,
        max_bytes: 4294967296,
        lag: 0,
        pending: 2,
        consumers: [{ name: 'worker-1', pending: 2, idle_ms: 12 }],
        dead_letters: 0,
      },
    ],
  },
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
