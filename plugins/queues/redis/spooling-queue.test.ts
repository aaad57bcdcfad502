import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Queue, QueueConsumer } from '../../../pipeline/queue.js';
import { startOwnRedis } from '../../../test/support/redis-server.js';
import { DiskQueue } from '../disk/disk-queue.js';
import redis from '../redis.js';
import { RedisQueue } from './redis-queue.js';
import { SpoolingQueue } from './spooling-queue.js';

describe('the spool of the redis queue', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startOwnRedis>>;
  let queue: Queue;

  const opened = async (spoolBytes = 1024 * 1024) => {
    const options = {
      ...{ max_bytes: 16 * 1024 * 1024, claim_after: 300, stream: 'laf', group: 'laf' },
      spool_bytes: spoolBytes,
      shards: 1,
      durability: 'everysec' as const,
    };
    const context = {
      ...{ name: 'queue', logger: pino({ level: 'silent' }), dataDir: folder, redisUrl: server.url },
    };
    const made = await redis.create(options, context);
    await made.open();
    return made;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'laf-spool-'));
    server = await startOwnRedis({ folder });
    queue = await opened();
  });

  afterEach(async () => {
    await queue.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const comesBack = async () => {
    server = await startOwnRedis({ port: Number(new URL(server.url).port), folder });
  };

  /** What is handed out, each chunk the first time it comes; reads until it has seen `count`. */
  async function seen(count: number): Promise<string[]> {
    const consumer = queue.consumer('one');
    const texts = new Set<string>();
    while (texts.size < count) {
      const chunks = await consumer.read(16, 100).catch(() => delay(10, []));
      for (const { bytes } of chunks) texts.add(bytes.toString());
      if (chunks.length > 0) await consumer.acknowledge(chunks.map(({ token }) => token));
    }
    await consumer.close();
    return [...texts];
  }

  it('takes chunks while Redis is away, and Redis has them in their order once it is back', async () => {
    await queue.append([Buffer.from('before')]);
    await server.stop();
    await queue.append([Buffer.from('away 1'), Buffer.from('away 2')]);
    await queue.append([Buffer.from('away 3')]);
    await comesBack();
    await queue.append([Buffer.from('after')]);
    expect(await seen(5)).toEqual(['before', 'away 1', 'away 2', 'away 3', 'after']);
    await expect.poll(async () => (await queue.status()).spool).toBe(undefined);
    expect((await queue.status()).depth).toBe(0);
  });

  it('says what is in the spool', async () => {
    const other = await opened();
    await server.stop();
    await other.append([Buffer.from('12345')]);
    await comesBack();
    await expect.poll(async () => (await other.status().catch(() => ({ depth: -1 }))).depth).toBe(1);
    await other.close();
  });

  it('keeps the order while appends go on and Redis comes and goes', async () => {
    const appended: string[] = [];
    let stop = false;
    const appending = (async () => {
      while (!stop) {
        const text = `chunk ${appended.length}`;
        await queue.append([Buffer.from(text)]);
        appended.push(text);
      }
    })();
    for (let round = 0; round < 2; round++) {
      const before = appended.length;
      await server.stop();
      await expect.poll(() => appended.length).toBeGreaterThan(before + 20);
      await comesBack();
      await expect
        .poll(async () => (await queue.status().catch(() => undefined))?.spool === undefined)
        .toBe(true);
    }
    stop = true;
    await appending;
    expect(await seen(appended.length)).toEqual(appended);
  });

  it('moves what a process left behind that ended while Redis was away', async () => {
    await server.stop();
    await queue.append([Buffer.from('left behind')]);
    await queue.close();
    await comesBack();
    queue = await opened();
    expect(await seen(1)).toEqual(['left behind']);
  });

  it.each(['read', 'acknowledge'] as const)(
    'loses nothing and keeps the order when the disk fails at times and a spool cannot %s',
    async (method) => {
      const lines: string[] = [];
      const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
      const shared = { logger, group: 'laf', stream: 'laf', shards: 1, durability: 'everysec' as const };
      const limits = { maxBytes: 16 * 1024 * 1024, claimAfterMillis: 300 };
      const inner = new RedisQueue({ ...shared, ...limits, url: server.url });
      const spool = new DiskQueue(join(folder, 'failing'), 1024 * 1024, 300, logger);
      const failing = failingConsumers(spool, method, 3);
      const own = new SpoolingQueue(inner, failing, 'mover', logger);
      await own.open();
      await server.stop();
      const texts = ['away 1', 'away 2', 'away 3'];
      for (const text of texts) await own.append([Buffer.from(text)]);
      await comesBack();
      await own.append([Buffer.from('after')]);
      expect(await seen(4)).toEqual([...texts, 'after']);
      await expect.poll(async () => (await own.status()).spool).toBe(undefined);
      const said = lines.filter((line) => line.includes('the spool cannot be worked off; trying again'));
      expect(said).toHaveLength(3);
      expect(said[0]).toContain('EIO: the disk fails');
      await own.close();
    },
  );

  it('refuses what its spool has no room for, and takes nothing when there is none', async () => {
    const small = await opened(100);
    const none = await opened(0);
    await server.stop();
    await expect(none.append([Buffer.from('x')])).rejects.toThrow(/away/);
    await small.append([Buffer.alloc(80)]);
    await expect(small.append([Buffer.alloc(80)])).rejects.toThrow(/holds 80 of 100 bytes/);
    await comesBack();
    await Promise.all([small.close(), none.close()]);
  });
});

/** The queue whose consumers fail so often, all of them together, at one of their calls. */
function failingConsumers(queue: Queue, method: 'read' | 'acknowledge', times: number): Queue {
  let left = times;
  const failing = (consumer: QueueConsumer): QueueConsumer => ({
    read: (...words) => consumer.read(...words),
    acknowledge: (tokens) => consumer.acknowledge(tokens),
    close: (blamed) => consumer.close(blamed),
    [method]: async (...words: never[]) => {
      if (left-- > 0) throw new Error('EIO: the disk fails');
      return (consumer[method] as (...words: never[]) => Promise<unknown>)(...words);
    },
  });
  const consumer = (name: string) => failing(queue.consumer(name));
  return new Proxy(queue, {
    get: (target, key) => {
      if (key === 'consumer') return consumer;
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
