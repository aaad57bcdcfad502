import { defineSink, Type } from '../../pipeline/plugin.js';
import { PostgresSink } from '../postgres/sink.js';

const options = Type.Object({
  url: Type.Optional(
    Type.String({
      description: 'postgres:// address of the database; the database of this program unless set.',
    }),
  ),
  connections: Type.Integer({
    description:
      'Batches written at once, each on its own connection: while one is in COPY the next is made.',
    default: 2,
    minimum: 1,
    maximum: 16,
  }),
});

export default defineSink({
  kind: 'sink',
  name: 'postgres',
  summary: 'Writes events to laf.logs by COPY, each exactly once.',
  options,
  example: 'store: { type: postgres, inputs: [parse], batch: { max_events: 10000, max_wait: 200ms } }',
  create: ({ url, connections }, { name, databaseUrl, upstream, queueHorizon, logger }) =>
    new PostgresSink({
      name,
      url: url ?? databaseUrl,
      migrate: url !== undefined,
      concurrency: connections,
      upstream,
      queueHorizon,
      logger,
    }),
});
