import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { defineQueue, EnvironmentError, Size, Type } from '../../pipeline/plugin.js';
import { CLAIM_AFTER } from './claim-after.js';
import { DiskQueue } from './disk/disk-queue.js';
import { RedisQueue } from './redis/redis-queue.js';
import { SpoolingQueue } from './redis/spooling-queue.js';

const options = Type.Object({
  url: Type.Optional(
    Type.String({
      description:
        'redis://, redis+cluster://host,host or redis+sentinel://host,host/master, with rediss for TLS; REDIS_URL unless set.',
    }),
  ),
  stream: Type.String({ description: 'Name that the keys begin with.', default: 'laf', minLength: 1 }),
  shards: Type.Integer({
    description:
      'Streams that chunks are spread over, each in a slot of its own of a Redis Cluster; order holds within one.',
    default: 1,
    minimum: 1,
    maximum: 64,
  }),
  durability: Type.Union([Type.Literal('memory'), Type.Literal('everysec'), Type.Literal('always')], {
    description:
      'What an answer promises: Redis has the chunk; and writes it to disk within a second; or has it on disk.',
    default: 'everysec',
  }),
  group: Type.String({ description: 'The consumer group of the workers.', default: 'laf', minLength: 1 }),
  max_bytes: Size({
    description: 'Memory that the stream may take; more is refused.',
    default: '1GiB',
    minimum: 1,
  }),
  claim_after: CLAIM_AFTER,
  spool_bytes: Size({
    description:
      'While Redis is away, chunks lie in `spool` in DATA_DIR and follow once it is back; so many bytes at most, and none with 0.',
    default: '1GiB',
    minimum: 0,
  }),
});

export default defineQueue({
  kind: 'queue',
  name: 'redis',
  summary: 'Redis Streams (6.2 or newer): shared by workers on any number of machines.',
  options,
  example: 'queue: { type: redis, url: "redis://127.0.0.1:6379", max_bytes: 1GiB }',
  create(given, { redisUrl, dataDir, logger }) {
    const url = given.url ?? redisUrl;
    if (url === undefined) {
      throw new EnvironmentError('the redis queue has no address: set REDIS_URL, or `url:` in pipeline.yaml');
    }
    const queue = new RedisQueue({
      url,
      stream: given.stream,
      shards: given.shards,
      durability: given.durability,
      group: given.group,
      maxBytes: given.max_bytes,
      claimAfterMillis: given.claim_after,
      logger,
    });
    if (given.spool_bytes === 0) return queue;
    const spool = new DiskQueue(join(dataDir, 'spool'), given.spool_bytes, given.claim_after, logger);
    return new SpoolingQueue(queue, spool, `mover-${process.pid}-${randomUUID()}`, logger);
  },
});
