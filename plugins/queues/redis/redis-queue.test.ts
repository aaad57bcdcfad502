import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Queue } from '../../../pipeline/queue.js';
import { startOwnRedis } from '../../../test/support/redis-server.js';
import redis from '../redis.js';

/** Shards and durability, and a server that is frozen, with a server of its own. */
let server: Awaited<ReturnType<typeof startOwnRedis>>;
const opened: Queue[] = [];

beforeEach(async () => {
  server = await startOwnRedis();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((queue) => queue.close()));
  await server.stop();
});

async function open(
  options: { shards?: number; durability?: 'memory' | 'everysec' | 'always' } = {},
): Promise<Queue> {
  const limits = { max_bytes: 1024 * 1024, claim_after: 300, stream: 'laf', group: 'laf', spool_bytes: 0 };
  const queue = await redis.create(
    { ...limits, shards: 1, durability: 'everysec', ...options },
    { name: 'queue', logger: pino({ level: 'silent' }), dataDir: '', redisUrl: server.url },
  );
  opened.push(queue);
  await queue.open();
  return queue;
}

it('works off the streams of a larger number of shards', async () => {
  const texts = Array.from({ length: 10 }, (_, i) => `chunk ${i}`);
  await (await open({ shards: 5 })).append(texts.map((text) => Buffer.from(text)));
  const queue = await open({ shards: 1 });
  expect((await queue.status()).depth).toBe(10);
  const consumer = queue.consumer('one');
  const seen: string[] = [];
  while (seen.length < 10) {
    const chunks = await consumer.read(4, 1000);
    seen.push(...chunks.map(({ bytes }) => bytes.toString()));
    await consumer.acknowledge(chunks.map(({ token }) => token));
  }
  expect(seen.sort()).toEqual(texts);
  expect((await queue.status()).depth).toBe(0);
  await consumer.close();
});

it('forgets shards that are taken from the set while nothing runs, and no others', async () => {
  const before = await open({ shards: 3 });
  await before.append(['a', 'b', 'c'].map((text) => Buffer.from(text)));
  await before.close();
  const client = new Redis(server.url);
  await client.srem('laf:shards', 2);
  expect((await (await open({ shards: 1 })).status()).depth).toBe(2);
  await client.quit();
});

it('keeps the order within a shard', async () => {
  const queue = await open({ shards: 2 });
  for (let i = 0; i < 20; i++) await queue.append([Buffer.from([i])]);
  const client = new Redis(server.url);
  for (const shard of [0, 1]) {
    const entries = await client.xrangeBuffer(`laf:{${shard}}:chunks`, '-', '+');
    expect(entries.map(([, [, chunk]]) => chunk![0])).toEqual(
      Array.from({ length: 10 }, (_, i) => 2 * i + shard),
    );
  }
  client.disconnect();
});

it('keeps durability: always by WAITAOF where the server has it, else by its own flushes, else not at all', async () => {
  const client = new Redis(server.url);
  const [waitAof] = (await client.command('INFO', 'waitaof')) as unknown[];
  if (waitAof) {
    await (await open({ durability: 'always' })).append([Buffer.from('kept')]);
    expect(await client.info('commandstats')).toMatch(/^cmdstat_waitaof:calls=1,.*failed_calls=0/m);
    await client.config('SET', 'appendfsync', 'no');
    await expect(open({ durability: 'always' })).rejects.toThrow(/appendfsync no/);
  } else {
    await expect(open({ durability: 'always' })).rejects.toThrow(
      /appendfsync everysec; set `appendonly yes`/,
    );
    await client.config('SET', 'appendfsync', 'always');
    await (await open({ durability: 'always' })).append([Buffer.from('kept')]);
  }
  client.disconnect();
});

it('warns of a server that keeps nothing or evicts', async () => {
  expect(await (await open()).warnings!()).toEqual([]);
  const client = new Redis(server.url);
  await client.config('SET', 'appendonly', 'no');
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const warnings = (await (await open()).warnings!()).join('\n');
  expect(warnings).toContain('`appendonly yes`');
  expect(warnings).toContain('`maxmemory-policy noeviction`');
  client.disconnect();
});

it('gives a server up that is frozen, for appends and reads alike, and uses it again later', async () => {
  const queue = await open({ shards: 2 });
  const consumer = queue.consumer('one');
  process.kill(server.pid, 'SIGSTOP');
  try {
    await expect(queue.append([Buffer.from('frozen')])).rejects.toThrow(/away/);
    await expect(consumer.read(1, 10)).rejects.toThrow(/away/);
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
  const append = () =>
    queue.append([Buffer.from('later')]).then(
      () => true,
      () => false,
    );
  await expect.poll(append, { timeout: 10_000 }).toBe(true);
  await expect
    .poll(
      () =>
        consumer.read(10, 100).then(
          (chunks) => chunks.some(({ bytes }) => `${bytes}` === 'later'),
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  await consumer.close();
}, 60_000);
