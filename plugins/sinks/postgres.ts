import { LEVELS, type Level } from '../../pipeline/level.js';
import { Duration, defineSink, Size, Type } from '../../pipeline/plugin.js';
import { PostgresSink } from '../postgres/sink.js';

const HOUR_MILLIS = 3_600_000;

const Age = (description: string) => Type.Optional(Duration({ description, minimum: HOUR_MILLIS }));

const retention = Type.Object(
  {
    max_age: Age('Events go when their partition has been over for so long; kept for ever unless set.'),
    max_size: Type.Optional(
      Size({
        description:
          'The oldest partitions go while laf.logs takes more, its indexes included; no limit unless set.',
        minimum: 16 * 2 ** 20,
      }),
    ),
    levels: Type.Optional(
      Type.Object(
        Object.fromEntries(LEVELS.map((level) => [level, Age(`Age at which events of level ${level} go.`)])),
        { description: 'Levels that go earlier than the rest, e.g. `{ DEBUG: 3d }`.' },
      ),
    ),
  },
  { description: 'What is deleted by itself (docs/storage.md); nothing unless set.' },
);

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
  partition: Type.Enum(['auto', 'hour', 'day'], {
    description:
      'How much time a new partition of laf.logs spans; `auto`: an hour from two million events a day on, else a day.',
    default: 'auto',
  }),
  seal_after: Duration({
    description:
      'A partition whose time has been over for so long, and that does not grow, gets the indexes for searches.',
    default: '10m',
    minimum: 1000,
  }),
  index_memory: Size({
    description: 'Memory for building one of those indexes (maintenance_work_mem); one is built at a time.',
    default: '64MiB',
    minimum: 2 ** 20,
    maximum: 2 ** 31 - 2 ** 20,
  }),
  retention: Type.Optional(retention),
});

export default defineSink({
  kind: 'sink',
  name: 'postgres',
  summary: 'Writes events to laf.logs by COPY, each exactly once.',
  options,
  example: 'store: { type: postgres, inputs: [parse], batch: { max_events: 10000, max_wait: 200ms } }',
  create: (
    { url, connections, partition, seal_after, index_memory, retention },
    { name, databaseUrl, upstream, queueHorizon, logger },
  ) =>
    new PostgresSink({
      name,
      url: url ?? databaseUrl,
      migrate: url !== undefined,
      concurrency: connections,
      upstream,
      queueHorizon,
      partition,
      sealing: { afterMillis: seal_after, memoryBytes: index_memory },
      retention: {
        maxAge: retention?.max_age,
        maxSize: retention?.max_size,
        levels: retention?.levels as Partial<Record<Level, number>> | undefined,
      },
      logger,
    }),
});
