import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { DiskQueue } from './disk-queue.js';

const UNSHARE = ['--map-root-user', '--pid', '--fork', '--mount-proc'];
const BUILT = join(import.meta.dirname, '../../../dist/plugins/queues/disk/disk-queue.js');
const canUnshare = spawnSync('unshare', [...UNSHARE, 'true']).status === 0;

/** What a process in a space of pids of its own, as a container is, gets of the queue within so many milliseconds. */
async function readElsewhere(folder: string, millis: number): Promise<string[]> {
  const script = `
    import { DiskQueue } from ${JSON.stringify(BUILT)};
    const queue = new DiskQueue(${JSON.stringify(folder)}, 1e6, 60_000, console);
    await queue.open();
    const consumer = queue.consumer('elsewhere');
    const chunks = await consumer.read(10, ${millis});
    console.log(JSON.stringify(chunks.map(({ bytes }) => String(bytes))));
    await consumer.close();
    await queue.close();`;
  const args = [...UNSHARE, process.execPath, '--input-type=module', '-e', script];
  return JSON.parse((await promisify(execFile)('unshare', args)).stdout);
}

it.skipIf(!canUnshare)('two containers with one folder do not take each other for dead', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'laf-spaces-'));
  const queue = new DiskQueue(folder, 1e6, 60_000, pino({ level: 'silent' }));
  await queue.open();
  const consumer = queue.consumer('here');
  const next = async () =>
    (await consumer.read(1, 1000)).map(({ bytes, token }) => ({ text: `${bytes}`, token }));
  await queue.append([Buffer.from('held')]);
  const [held] = await next();
  expect(await readElsewhere(folder, 200)).toEqual([]);
  await consumer.acknowledge([held!.token]);
  // All that is in our file is done with, and somebody else opens the folder: it is ours to write to all the same.
  expect(await readElsewhere(folder, 1)).toEqual([]);
  await queue.append([Buffer.from('later')]);
  expect((await next()).map(({ text }) => text)).toEqual(['later']);
  await consumer.close();
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});
