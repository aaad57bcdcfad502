import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Queue } from '../../../pipeline/queue.js';
import { LiveEar } from '../../../test/support/live-ear.js';
import { Traffic } from '../../../test/support/queue-traffic.js';
import { type RedisCluster, startRedisCluster } from '../../../test/support/redis-cluster.js';
import redis from '../redis.js';

const logger = pino({ level: 'silent' });
describe('faults of a Redis Cluster', () => {
  let cluster: RedisCluster;
  let queue: Queue;
  let traffic: Traffic;

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });

  beforeEach(async () => {
    queue = await openQueue(cluster);
    traffic = new Traffic(queue);
    await traffic.goesOn();
  });

  afterEach(async () => {
    await traffic.end();
    await queue.close();
  });

  afterAll(() => cluster.stop());

  it('kills each of three nodes in turn: what was answered is read, and all goes on by itself', async () => {
    for (const node of [0, 1, 2]) {
      await cluster.kill(node);
      await traffic.isRefused();
      await cluster.restart(node);
      await traffic.goesOn();
    }
    await traffic.end();
    expect(traffic.missing).toEqual([]);
    expect(traffic.twice).toEqual([]);
  }, 120_000);

  it('kills all nodes at once; live events go on, too', async () => {
    const ear = await LiveEar.on(cluster.url);
    await Promise.all([0, 1, 2].map((node) => cluster.kill(node)));
    await traffic.isRefused();
    await Promise.all([0, 1, 2].map((node) => cluster.restart(node)));
    await traffic.goesOn();
    await ear.hears();
    await ear.close();
    await traffic.end();
    expect(traffic.missing).toEqual([]);
  }, 60_000);

  it('freezes a node: it is silent on connections that stand, and on new ones', async () => {
    cluster.freeze(1, true);
    await traffic.isRefused();
    cluster.freeze(1, false);
    await traffic.goesOn();
    await traffic.end();
    expect(traffic.missing).toEqual([]);
  }, 90_000);
});

it('goes to the replica that takes over, when its master hands over and when it is killed', async () => {
  const cluster = await startRedisCluster(1);
  const replica = await replicaOf(cluster, 0);
  const queue = await openQueue(cluster);
  const before = new Traffic(queue);
  await before.goesOn();
  const client = quietClient(cluster, replica);
  await client.cluster('FAILOVER');
  await expect.poll(() => client.role().then(([role]) => role)).toBe('master');
  await before.goesOn();
  // Nobody waits for replicas: what is answered just before a master is killed can be lost, so it is killed in a pause.
  await before.end();
  expect(before.missing).toEqual([]);

  const successor = quietClient(cluster, 0);
  await expect.poll(() => successor.info('replication')).toContain('master_link_status:up');
  await cluster.kill(replica);
  await expect.poll(() => successor.role().then(([role]) => role)).toBe('master');
  const after = new Traffic(queue);
  await after.goesOn();
  await after.end();
  expect(after.missing).toEqual([]);
  for (const each of [client, successor]) each.disconnect();
  await queue.close();
  await cluster.stop();
}, 90_000);

async function openQueue(cluster: RedisCluster): Promise<Queue> {
  const options = {
    ...{ stream: 'laf', group: 'laf', shards: 4, max_bytes: 64 * 1024, claim_after: 300, spool_bytes: 0 },
    durability: 'always' as const,
  };
  const queue = await redis.create(options, { name: 'queue', logger, dataDir: '', redisUrl: cluster.url });
  await queue.open();
  return queue;
}

function quietClient({ ports }: RedisCluster, node: number): Redis {
  return new Redis(ports[node]!, '127.0.0.1').on('error', () => {});
}

/** Which node is the replica of a master. */
async function replicaOf(cluster: RedisCluster, master: number): Promise<number> {
  const client = quietClient(cluster, master);
  try {
    let port: number | undefined;
    await expect
      .poll(async () => {
        const [, , replicas] = (await client.role()) as [string, number, [string, string, string][]];
        port = replicas[0] === undefined ? undefined : Number(replicas[0][1]);
        return port;
      })
      .toBeDefined();
    return cluster.ports.indexOf(port!);
  } finally {
    client.disconnect();
  }
}
