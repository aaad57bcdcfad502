import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '../../../pipeline/queue.js';
import { describeQueue } from '../../../test/conformance/queues.js';
import { type RedisCluster, startRedisCluster } from '../../../test/support/redis-cluster.js';
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
    const dataDir = mkdtempSync(join(tmpdir(), 'laf-queue-'));
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
    const buses = [0, 1, 2].map(() => new RedisLiveBus({ url: cluster.url, stream: 'live', logger }));
    for (const bus of buses) await bus.open();
    const heard: string[] = [];
    const end = await buses[0]!.subscribe((events) => heard.push(events));
    for (const bus of buses) await expect.poll(() => bus.hasListeners).toBe(true);
    for (const bus of buses) bus.publish('event');
    await expect.poll(() => heard).toEqual(['event', 'event', 'event']);
    await end();
    for (const bus of buses) await bus.close();
  });

  it('loses nothing that was answered when a node is killed and comes back', async () => {
    const queue = await create();
    const answered: string[] = [];
    let refused = 0;
    let stop = false;
    const appending = (async () => {
      for (let i = 0; !stop; i++) {
        const accepted = await queue.append([Buffer.from(`chunk ${i}`)]).then(
          () => true,
          () => false,
        );
        if (accepted) answered.push(`chunk ${i}`);
        else refused += 1;
      }
    })();
    const consumer = queue.consumer('one');
    const seen = new Set<string>();
    const reading = (async () => {
      while (!stop || answered.some((text) => !seen.has(text))) {
        const chunks = await consumer.read(10, 100).catch(() => delay(10, []));
        for (const { bytes } of chunks) seen.add(bytes.toString());
        if (chunks.length > 0) await consumer.acknowledge(chunks.map(({ token }) => token)).catch(() => {});
      }
    })();
    for (const node of [0, 1, 2]) {
      await expect.poll(() => answered.length, { timeout: 20_000 }).toBeGreaterThan((node + 1) * 30);
      const before = refused;
      await cluster.kill(node);
      await expect.poll(() => refused, { timeout: 20_000 }).toBeGreaterThan(before);
      await cluster.restart(node);
    }
    const before = answered.length;
    await expect.poll(() => answered.length, { timeout: 20_000 }).toBeGreaterThan(before + 30);
    stop = true;
    await appending;
    await reading;
    expect(answered.filter((text) => !seen.has(text))).toEqual([]);
    await consumer.close();
    await queue.close();
  }, 90_000);
});
