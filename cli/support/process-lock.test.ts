import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockByFile } from './process-lock.js';

let folder: string;
let file: string;
const taken = (pid: number) => new Error(`held by ${pid}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laf-lock-'));
  file = join(folder, 'pid');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is refused while its holder lives, and leaves nothing behind', async () => {
  writeFileSync(file, `${process.ppid}\n`);
  await expect(lockByFile(file, { taken })).rejects.toThrow(`held by ${process.ppid}`);
  expect(readdirSync(folder)).toEqual(['pid']);
});

it.each([
  ['has died', '4194305 1 -\n'],
  ['had a number that another process has now', `${process.ppid} 1\n`],
  ['had this process\u2019s own number', `${process.pid}\n`],
  ['left an empty file', ''],
])('is taken over from one that %s', async (_how, text) => {
  writeFileSync(file, text.replace('-', ''));
  const lock = await lockByFile(file, { taken });
  expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  expect(readdirSync(folder)).toEqual(['pid']);
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

it('of a process whose number says nothing here holds while the file is touched, and no longer', async () => {
  const there = await lockByFile(file, { taken, beatMillis: 20, namespace: 'pid:[1]' });
  const here = { taken, beatMillis: 50, namespace: 'pid:[2]' };
  await expect(lockByFile(file, here)).rejects.toThrow('held by');
  const text = readFileSync(file, 'utf8');
  await there.release();
  writeFileSync(file, text);
  await (await lockByFile(file, here)).release();
});

it('goes to one of many that come at once', async () => {
  writeFileSync(file, '4194305\n');
  const options = (i: number) => ({ taken, beatMillis: 20, namespace: `pid:[${i}]` });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => lockByFile(file, options(i))));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
