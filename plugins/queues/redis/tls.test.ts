import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/support/postgres.js';
import { startProgram } from '../../../test/support/program.js';
import { startRedisCluster } from '../../../test/support/redis-cluster.js';
import { startSentinelGroup } from '../../../test/support/redis-sentinel.js';
import { startOwnRedis } from '../../../test/support/redis-server.js';
import { post } from '../../../test/support/senders.js';
import { makeTlsFiles, type TlsFiles } from '../../../test/support/tls-files.js';

let files: TlsFiles;

beforeAll(async () => {
  files = await makeTlsFiles();
});

afterAll(() => files.remove());

it.each([
  { way: 'one server', start: () => startOwnRedis({ tls: files }) },
  { way: 'a Cluster', start: () => startRedisCluster(0, files) },
  { way: 'Sentinels', start: () => startSentinelGroup(files) },
])(
  'the program uses TLS to $way',
  async ({ start }) => {
    const [redis, database] = await Promise.all([start(), freshDatabase()]);
    const environment = { DB_URL: database.url, REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS: files.ca };
    const program = await startProgram({ environment });
    const event = JSON.stringify({ message: 'by TLS' });
    const stored = await post(`${program.url}/data/`, event, { 'content-type': 'application/json' });
    expect(stored.status).toBe(201);
    expect((await program.stop()).code).toBe(0);
    await Promise.all([database.drop(), redis.stop()]);
  },
  60_000,
);

it('the program trusts no authority that it has not been told of', async () => {
  const [redis, database] = await Promise.all([startOwnRedis({ tls: files }), freshDatabase()]);
  const environment = { DB_URL: database.url, REDIS_URL: redis.url };
  await expect(startProgram({ environment })).rejects.toMatchObject({
    end: { code: 2 },
    stderr: expect.stringContaining('cannot reach Redis'),
  });
  await Promise.all([database.drop(), redis.stop()]);
});
