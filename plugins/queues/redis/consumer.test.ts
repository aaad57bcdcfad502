import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Queue } from '../../../pipeline/queue.js';
import { startOwnRedis } from '../../../test/support/redis-server.js';
import redis from '../redis.js';

/** The faults of a connection to Redis, with a server of its own that each test may stop. */
let server: Awaited<ReturnType<typeof startOwnRedis>>;
let folder: string;
let queue: Queue;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laf-redis-'));
  server = await startOwnRedis({ folder });
  const limits = {
    max_bytes: 64 * 1024,
    claim_after: 300,
    stream: 'laf',
    group: 'laf',
    spool_bytes: 0,
    shards: 1,
    durability: 'everysec' as const,
  };
  const context = { name: 'queue', logger: pino({ level: 'silent' }), dataDir: '', redisUrl: server.url };
  queue = await redis.create(limits, context);
  await queue.open();
});

afterEach(async () => {
  await queue.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What Redis has when the reply to a read is lost with the connection: entries of a member that never saw them. */
async function readAndLose(member: string): Promise<void> {
  const lost = new Redis(server.url);
  await lost.xreadgroup('GROUP', 'laf', member, 'COUNT', 10, 'STREAMS', 'laf:{0}:chunks', '>');
  lost.disconnect();
}

it('a member that leaves keeps entries in the group whose reply it never got', async () => {
  const leaver = queue.consumer('leaver');
  await leaver.read(1, 1);
  await queue.append([Buffer.from('kept')]);
  await readAndLose('leaver');
  await leaver.close();
  await delay(400);
  const other = queue.consumer('other');
  await expect
    .poll(async () => (await other.read(1, 10)).map(({ bytes }) => bytes.toString()))
    .toEqual(['kept']);
  await other.close();
});

it('a member that is made while Redis is away reads once it is back', async () => {
  await queue.append([Buffer.from('waiting')]);
  const port = Number(new URL(server.url).port);
  await server.stop();
  const consumer = queue.consumer('early');
  await expect(consumer.read(1, 10)).rejects.toThrow(/away/);
  server = await startOwnRedis({ port, folder });
  await expect
    .poll(() =>
      consumer.read(1, 10).then(
        (chunks) => chunks.map(({ bytes }) => bytes.toString()),
        () => 'away',
      ),
    )
    .toEqual(['waiting']);
  await consumer.close();
});

it('an acknowledgement that never arrived keeps nothing from the others, though its member lives', async () => {
  await queue.append([Buffer.from('done')]);
  const port = Number(new URL(server.url).port);
  const [one, other] = [queue.consumer('one'), queue.consumer('other')];
  const [chunk] = await one.read(1, 1000);
  await server.stop();
  await expect(one.acknowledge([chunk!.token])).rejects.toThrow(/away/);
  server = await startOwnRedis({ port, folder });
  await expect
    .poll(() =>
      other.read(1, 10).then(
        (chunks) => chunks.map(({ bytes, attempts }) => `${bytes} ${attempts}`),
        () => 'away',
      ),
    )
    .toEqual(['done 2']);
  await Promise.all([one.close(), other.close()]);
});

it('who tries again without a wait while Redis is away does not stop the event loop', async () => {
  const consumer = queue.consumer('one');
  await server.stop();
  const tries = [
    () => queue.append([Buffer.from('x')]),
    () => consumer.read(1, 10),
    () => consumer.acknowledge(['laf:{0}:chunks 1-1']),
  ];
  for (const trying of tries) {
    let [fired, refused] = [false, 0];
    setTimeout(() => {
      fired = true;
    }, 50);
    while (!fired && refused < 1_000_000) {
      await trying().catch(() => {});
      refused += 1;
    }
    expect(fired).toBe(true);
  }
  await consumer.close().catch(() => {});
});
