import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { EnvironmentError } from '../../../pipeline/errors.js';
import { type Framing, fileTarget, tcpTarget } from './stream.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer(onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

test.each<[Framing, string]>([
  ['lf', 'eins\nMüller zwei\n'],
  ['nul', 'eins\0Müller zwei\0'],
  ['octet', '4 eins12 Müller zwei'],
])('tcp with framing %s', async (framing, expected) => {
  let received: Promise<string> | undefined;
  const port = await listen((socket) => {
    received = text(socket);
  });
  const target = tcpTarget('127.0.0.1', port, framing);
  await target.open();
  await target.send(['eins', 'Müller zwei']);
  await target.close(false);
  expect(await received).toBe(expected);
  expect(target.account.sent).toBe(2);
});

test('a receiver that does not read holds the lines up', async () => {
  let receiver: Socket | undefined;
  const port = await listen((socket) => {
    receiver = socket.pause();
  });
  const target = tcpTarget('127.0.0.1', port, 'lf');
  await target.open();
  const lines = Array.from({ length: 20_000 }, () => 'x'.repeat(1_000));
  let sent = false;
  const sending = target.send(lines).then(() => {
    sent = true;
  });
  while (receiver === undefined) await new Promise(setImmediate);
  expect(sent).toBe(false);
  receiver.resume();
  await sending;
  await target.close(false);
});

test('a close that must not wait ends although nobody reads', async () => {
  const port = await listen((socket) => {
    socket.pause();
    cleanups.push(() => socket.destroy());
  });
  const target = tcpTarget('127.0.0.1', port, 'lf');
  await target.open();
  void target.send(['x'.repeat(20_000_000)]).catch(() => {});
  await target.close(true);
});

test('nobody listens: says where', async () => {
  const port = await listen(() => {});
  await (cleanups.pop()!() as Promise<void>);
  const opening = tcpTarget('127.0.0.1', port, 'lf').open();
  await expect(opening).rejects.toThrow(EnvironmentError);
  await expect(opening).rejects.toThrow(`tcp://127.0.0.1:${port}`);
});

test('a receiver that goes away ends the run with its address', async () => {
  const port = await listen((socket) => socket.destroy());
  const target = tcpTarget('127.0.0.1', port, 'lf');
  await target.open();
  const sending = (async () => {
    for (;;) await target.send(['x'.repeat(100_000)]);
  })();
  await expect(sending).rejects.toThrow(EnvironmentError);
  await expect(sending).rejects.toThrow(`tcp://127.0.0.1:${port} takes no more`);
  await target.close(false);
});

test('a file is appended to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'laf-generate-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'app.log');
  for (const line of ['one', 'two']) {
    const target = fileTarget(path);
    await target.open();
    await target.send([line]);
    await target.close(false);
  }
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
});

test('a file that cannot be opened is named', async () => {
  await expect(fileTarget('/nowhere/app.log').open()).rejects.toThrow('cannot open /nowhere/app.log: ENOENT');
});
