import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { referenceWorkload, sendFile } from './workload.js';

const LINES = 25_001;
const made = referenceWorkload(LINES);

afterAll(async () => rm((await made).path));

test('is a file of so many lines, made once', async () => {
  const { path, bytes, lines } = await made;
  const text = await readFile(path, 'utf8');
  expect(lines).toBe(LINES);
  expect(bytes).toBe(Buffer.byteLength(text));
  expect(text.split('\n')).toHaveLength(LINES + 1);
  expect(text.endsWith('\n')).toBe(true);
  expect(await referenceWorkload(LINES)).toEqual(await made);
});

test('the sender streams it whole', async () => {
  const { path, bytes } = await made;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = once(server, 'connection');
  const { finished } = sendFile(path, '127.0.0.1', (server.address() as AddressInfo).port);
  const [socket] = await connection;
  expect((await buffer(socket)).equals(await readFile(path))).toBe(true);
  const { startedAtMillis, ...report } = await finished;
  expect(report).toEqual({ bytes, seconds: expect.any(Number) });
  expect(Math.abs(Date.now() - startedAtMillis)).toBeLessThan(60_000);
  server.close();
});

test('a receiver that is not there is an error', async () => {
  const { path } = await made;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { process, finished } = sendFile(path, '127.0.0.1', port);
  process.stderr?.resume();
  await expect(finished).rejects.toThrow('exit code 1');
});
