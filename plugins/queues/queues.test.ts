import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { inject } from 'vitest';
import type { Queue } from '../../pipeline/queue.js';
import { describeQueue } from '../../test/conformance/queues.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import disk from './disk.js';
import memory from './memory.js';
import redis from './redis.js';

const context = {
  name: 'queue',
  logger: pino({ level: 'silent' }),
  dataDir: tmpdir(),
  redisUrl: inject('redisUrl'),
};
const limits = { max_bytes: 64 * 1024, claim_after: 300 };

async function opened(queue: Queue | Promise<Queue>): Promise<Queue> {
  await (await queue).open();
  return queue;
}

describeQueue('memory', { create: () => opened(memory.create(limits, context)) });

let folder: string;
const openDisk = () => opened(disk.create({ ...limits, path: folder }, context));
describeQueue('disk', {
  create: () => {
    folder = temporaryFolder('laf-queue');
    return openDisk();
  },
  reopen: openDisk,
});

for (const { spool_bytes, shards } of [
  { spool_bytes: 0, shards: 1 },
  { spool_bytes: limits.max_bytes, shards: 1 },
  { spool_bytes: 0, shards: 3 },
]) {
  let stream: string;
  let dataDir: string;
  const options = { ...limits, group: 'laf', spool_bytes, shards, durability: 'everysec' as const };
  const openRedis = () => opened(redis.create({ ...options, stream }, { ...context, dataDir }));
  describeQueue(`redis ${spool_bytes === 0 ? 'without' : 'with'} spool, shards: ${shards}`, {
    ordered: shards === 1,
    create: () => {
      dataDir = temporaryFolder('laf-queue');
      stream = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
      return openRedis();
    },
    reopen: openRedis,
  });
}
