import { mkdtemp, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueueFullError } from '../../../pipeline/errors.js';
import type { Queue, QueuedChunk } from '../../../pipeline/queue.js';
import disk from '../disk.js';

const MEBIBYTE = 1024 * 1024;

describe('the files of the disk queue', () => {
  let folder: string;
  let queue: Queue;

  const opened = async (maxBytes = 1024 * MEBIBYTE) => {
    const context = {
      name: 'queue',
      logger: pino({ level: 'silent' }),
      dataDir: folder,
      redisUrl: undefined,
    };
    const queue = await disk.create({ path: folder, max_bytes: maxBytes, claim_after: 300 }, context);
    await queue.open();
    return queue;
  };
  const openQueue = async () => {
    queue = await opened();
  };
  const files = async () => (await readdir(folder)).filter((name) => name.endsWith('.chunks'));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'laf-segments-'));
    await openQueue();
  });

  afterEach(async () => {
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Appends chunks of 1 MiB whose first byte counts. */
  async function append(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await queue.append([Buffer.alloc(MEBIBYTE, i)]);
  }

  it('go once all of their chunks are acknowledged, and not before', async () => {
    await append(150);
    expect(await files()).toHaveLength(3);
    const consumer = queue.consumer('one');
    const first: string[] = [];
    while (first.length < 64)
      first.push(...(await consumer.read(64 - first.length, 1000)).map(({ token }) => token));
    await consumer.acknowledge(first.slice(0, 63));
    expect(await files()).toHaveLength(3);
    await consumer.acknowledge(first.slice(63));
    await expect.poll(files).toHaveLength(2);
    await consumer.close();
  });

  it.runIf(process.platform === 'linux')(
    'leave the disk though another worker has read from them',
    async () => {
      await append(65);
      const otherQueue = await opened();
      const [one, other] = [queue.consumer('one'), otherQueue.consumer('other')];
      for (const [consumer, count] of [[other, 1] as const, [one, 64] as const]) {
        for (let left = count; left > 0; ) {
          const chunks = await consumer.read(left, 1000);
          await consumer.acknowledge(chunks.map(({ token }) => token));
          left -= chunks.length;
        }
      }
      await expect.poll(files).toHaveLength(1);
      expect(await removedButOpen(folder)).toEqual([]);
      await Promise.all([one.close(), other.close()]);
      await otherQueue.close();
    },
  );

  it('lose no chunk while they fill up under appends at the same moment', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => queue.append([Buffer.alloc(MEBIBYTE, i)])));
    const consumer = queue.consumer('one');
    const seen = new Set<number>();
    while (seen.size < 200) {
      const chunks = await consumer.read(16, 1000);
      for (const { bytes } of chunks) {
        expect([bytes.length, bytes[0]]).toEqual([MEBIBYTE, bytes.at(-1)]);
        seen.add(bytes[0]!);
      }
      await consumer.acknowledge(chunks.map(({ token }) => token));
    }
    await consumer.close();
  });

  it('give the chunks that are whole, and leave out one that a power cut has torn', async () => {
    for (const name of ['first', 'torn', 'last']) await queue.append([Buffer.from(`${name} `.repeat(1000))]);
    const [name] = await files();
    const content = await readFile(join(folder, name!));
    content.fill(0, 7000, 9000);
    await writeFile(join(folder, name!), content);
    const consumer = queue.consumer('one');
    const chunks = await consumer.read(3, 1000);
    expect(chunks.map(({ bytes }) => bytes.toString().split(' ')[0])).toEqual(['first', 'last']);
    await consumer.acknowledge(chunks.map(({ token }) => token));
    expect((await queue.status()).depth).toBe(0);
    await consumer.close();
  });

  it('of a writer that is gone are read, counted and removed by the next', async () => {
    await queue.append([Buffer.from('kept')]);
    await queue.close();
    await writeFile(join(folder, '999999999-zzz-0.chunks'), 'never named by a transaction');
    await openQueue();
    expect(await files()).toHaveLength(1);
    const consumer = queue.consumer('later');
    const [chunk] = await consumer.read(1, 1000);
    expect(chunk!.bytes.toString()).toBe('kept');
    await consumer.acknowledge([chunk!.token]);
    await expect.poll(files).toEqual([]);
    await consumer.close();
  });

  describe.runIf(process.platform === 'linux')('after the machine went down, when the index is lost', () => {
    /** The index of another start of the machine, and of a queue that was not closed. */
    const loseIndex = async () => {
      const [index] = (await readdir(folder)).filter((name) => name.startsWith('index'));
      await queue.close();
      await rename(join(folder, index!), join(folder, 'index-of-another-start'));
      // What a cache of the disk had of it is of no use.
      await writeFile(join(folder, 'index-of-another-start', 'data.mdb'), 'torn');
    };

    it('give every chunk that is not acknowledged, in the order of their append, and the old index goes', async () => {
      for (const name of ['one', 'two', 'three'])
        await queue.append([Buffer.from(name), Buffer.from(`${name}!`)]);
      await loseIndex();
      await openQueue();
      expect((await queue.status()).depth).toBe(6);
      expect(await held(queue)).toEqual(['one', 'one!', 'two', 'two!', 'three', 'three!']);
      expect((await queue.status()).depth).toBe(0);
      expect((await readdir(folder)).filter((name) => name.startsWith('index-of'))).toEqual([]);
      await expect.poll(files).toEqual([]);
    });

    it('give nothing twice that was acknowledged before an orderly end', async () => {
      await queue.append([Buffer.from('done')]);
      expect(await held(queue)).toEqual(['done']);
      await loseIndex();
      await openQueue();
      expect((await queue.status()).depth).toBe(0);
    });

    it('give the chunks before one that was cut off', async () => {
      for (const name of ['one', 'two', 'three']) await queue.append([Buffer.from(name)]);
      const [name] = await files();
      await loseIndex();
      const content = await readFile(join(folder, name!));
      await writeFile(join(folder, name!), content.subarray(0, -9));
      await openQueue();
      expect(await held(queue)).toEqual(['one', 'two']);
    });

    it('do not give a chunk that was refused because another had taken the last room meanwhile', async () => {
      const [one, other] = [await opened(3 * MEBIBYTE), await opened(3 * MEBIBYTE)];
      const large = Buffer.alloc(2 * MEBIBYTE, 'x');
      const results = await Promise.allSettled([one.append([large]), other.append([large])]);
      const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(refusals).toEqual([expect.any(QueueFullError)]);
      await Promise.all([one.close(), other.close()]);
      await loseIndex();
      await openQueue();
      expect((await queue.status()).bytes).toBe(2 * MEBIBYTE);
    });
  });
});

/** What one consumer gets of all that the queue holds, as text. */
async function held(queue: Queue): Promise<string[]> {
  const consumer = queue.consumer('all');
  const chunks: QueuedChunk[] = [];
  for (let more = await consumer.read(16, 1000); more.length > 0; more = await consumer.read(16, 1))
    chunks.push(...more);
  await consumer.acknowledge(chunks.map(({ token }) => token));
  await consumer.close();
  return chunks.map(({ bytes }) => bytes.toString());
}

/** Files of a folder that are gone by name and take their place on the disk still, because this process has them open. */
async function removedButOpen(folder: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder) && target.endsWith(' (deleted)'));
}
