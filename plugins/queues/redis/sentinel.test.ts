import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LiveEar } from '../../../test/support/live-ear.js';
import { Traffic } from '../../../test/support/queue-traffic.js';
import { type SentinelGroup, startSentinelGroup } from '../../../test/support/redis-sentinel.js';
import redis from '../redis.js';

const logger = pino({ level: 'silent' });
let group: SentinelGroup;

beforeAll(async () => {
  group = await startSentinelGroup();
});

afterAll(() => group.stop());

it('follows the Sentinels to another master, asked for and after a kill; live events, too', async () => {
  const options = {
    ...{ stream: 'laf', group: 'laf', shards: 1, max_bytes: 64 * 1024, claim_after: 300, spool_bytes: 0 },
    durability: 'everysec' as const,
  };
  const queue = await redis.create(options, { name: 'queue', logger, dataDir: '', redisUrl: group.url });
  await queue.open();
  const ear = await LiveEar.on(group.url);
  const first = await group.master();
  for (const change of ['failOver', 'killMaster'] as const) {
    const traffic = new Traffic(queue);
    await traffic.goesOn();
    const before = await group.master();
    // Nobody waits for replicas: what the old master alone has is lost, so it changes in a pause.
    await traffic.end();
    expect(traffic.missing).toEqual([]);
    await group[change]();
    expect(await group.master()).not.toBe(before);
    const after = new Traffic(queue);
    await after.goesOn();
    await after.end();
    expect(after.missing).toEqual([]);
  }
  expect(await group.master()).toBe(first);
  await ear.hears();
  await ear.close();
  await queue.close();
}, 90_000);
