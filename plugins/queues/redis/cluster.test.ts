import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '../../../pipeline/queue.js';
import { describeQueue } from '../../../test/conformance/queues.js';
import { type RedisCluster, startRedisCluster } from '../../../test/support/redis-cluster.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { RedisLiveBus } from '../../live/redis-live-bus.js';
import redis from '../redis.js';
import { connect, nodeOf } from './connection.js';

const logger = pino({ level: 'silent' });
/** So many have keys on each of three nodes: 0 is on the third, 1 and 2 on the second, 3 on the first. */
const SHARDS = 4;

describe('a Redis Cluster of three nodes', () => {
  let cluster: RedisCluster;
  let stream: string;
  let streams = 0;

  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);

  afterAll(() => cluster.stop());

  const open = async (): Promise<Queue> => {
    const options = {
      ...{ stream, group: 'laf', shards: SHARDS, max_bytes: 64 * 1024, claim_after: 300, spool_bytes: 0 },
      durability: 'always' as const,
    };
    const dataDir = temporaryFolder('laf-queue');
    const queue = await redis.create(options, { name: 'queue', logger, dataDir, redisUrl: cluster.url });
    await queue.open();
    return queue;
  };
  const create = () => {
    stream = `test-${++streams}`;
    return open();
  };

  describeQueue('redis in a Cluster', { ordered: false, create, reopen: open });

  it('has shards on every node', async () => {
    const client = await connect(cluster.url, logger);
    const keys = Array.from({ length: SHARDS }, (_, shard) => `any:{${shard}}:chunks`);
    expect(new Set(keys.map((key) => nodeOf(client, key).options.port)).size).toBe(cluster.ports.length);
    client.disconnect();
  });

  it('carries live events from node to node', async () => {
    const buses = [0, 1, 2].map(
      () => new RedisLiveBus({ url: cluster.url, stream: 'live', logger, onDrop: () => {} }),
    );
    for (const bus of buses) await bus.open();
    const heard: string[] = [];
    const end = await buses[0]!.subscribe((events) => heard.push(events));
    for (const bus of buses) await expect.poll(() => bus.hasListeners).toBe(true);
    for (const bus of buses) bus.publish('event');
    await expect.poll(() => heard).toEqual(['event', 'event', 'event']);
    await end();
    for (const bus of buses) await bus.close();
  });
});
