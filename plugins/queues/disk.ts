import { join } from 'node:path';
import { defineQueue, Size, Type } from '../../pipeline/plugin.js';
import { CLAIM_AFTER } from './claim-after.js';
import { DiskQueue } from './disk/disk-queue.js';

const options = Type.Object({
  path: Type.Optional(Type.String({ description: 'Folder of the queue; `queue` in DATA_DIR unless set.' })),
  max_bytes: Size({ description: 'Chunks held at most; more is refused.', default: '4GiB', minimum: 1 }),
  claim_after: CLAIM_AFTER,
});

export default defineQueue({
  kind: 'queue',
  name: 'disk',
  summary:
    'Keeps chunks in files on disk, their order in LMDB: durable, needs no server, shared by one machine.',
  options,
  example: 'queue: { type: disk, max_bytes: 4GiB }',
  create: (given, { dataDir, logger }) =>
    new DiskQueue(given.path ?? join(dataDir, 'queue'), given.max_bytes, given.claim_after, logger),
});
