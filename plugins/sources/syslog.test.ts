import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvironmentError, UserError } from '../../pipeline/errors.js';
import type { Source } from '../../pipeline/plugin.js';
import { RecordingIntake } from '../../test/support/recording-intake.js';
import { sourceContext } from '../../test/support/source-context.js';
import syslog from './syslog.js';

const MiB = 1024 * 1024;
const OPTIONS = {
  max_record: 4096,
  max_connections: 100,
  idle_timeout: 0,
  multiline: 'off' as 'auto' | 'off',
};

let source: Source;
let intake: RecordingIntake;
const sockets: Socket[] = [];

async function open(listen: string[], options: Partial<typeof OPTIONS> = {}): Promise<number[]> {
  intake = new RecordingIntake();
  source = await syslog.create({ ...OPTIONS, ...options, listen }, sourceContext(intake));
  await source.start();
  return source.addresses!().map((address) => Number(new URL(address).port));
}

async function client(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host);
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

afterEach(async () => {
  intake.unblock();
  for (const socket of sockets.splice(0)) socket.destroy();
  await source.stop();
});

const arrived = (count: number) => expect.poll(() => intake.records.length, { timeout: 10_000 }).toBe(count);

describe('over TCP', () => {
  it('tells the framings apart per connection', async () => {
    const [port] = await open(['tcp://127.0.0.1:0']);
    const streams = [
      '<13>lf one\n<13>lf two\n',
      '<13>nul one\0<13>nul\ntwo\0',
      '10 <13>octets19 <13>octets with\nlf\n',
    ];
    for (const stream of streams) (await client(port!)).write(stream);
    await arrived(6);
    expect(intake.texts.toSorted()).toEqual([
      '<13>lf one',
      '<13>lf two',
      '<13>nul\ntwo',
      '<13>nul one',
      '<13>octets',
      '<13>octets with\nlf',
    ]);
    expect(intake.records[0]).toMatchObject({ transport: 'tcp', peer: '127.0.0.1' });
  });

  it('takes the first record of a NUL connection though nothing follows it', async () => {
    const [port] = await open(['tcp://127.0.0.1:0']);
    (await client(port!)).write('<13>alone\0');
    await arrived(1);
    expect(intake.texts).toEqual(['<13>alone']);
  });

  it('takes the unfinished last record of a connection that ends or breaks', async () => {
    const [port] = await open(['tcp://127.0.0.1:0']);
    (await client(port!)).end('<13>one\n<13>ended');
    await arrived(2);
    const broken = await client(port!);
    await new Promise((resolve) => broken.write('<13>two\n<13>broken', resolve));
    await arrived(3);
    broken.resetAndDestroy();
    await arrived(4);
    expect(intake.texts).toEqual(['<13>one', '<13>ended', '<13>two', '<13>broken']);
  });

  it('ends a half-open connection after the idle timeout and takes what it had sent', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { idle_timeout: 50 });
    const socket = await client(port!);
    socket.write('<13>half');
    await closed(socket);
    await arrived(1);
    expect(intake.texts).toEqual(['<13>half']);
  });

  it('does not take a sender for idle that it made wait', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { idle_timeout: 50 });
    const socket = await client(port!);
    intake.block();
    let ended = false;
    socket.once('close', () => {
      ended = true;
    });
    socket.write('<13>one\n');
    const idle = await client(port!);
    await closed(idle);
    expect(ended).toBe(false);
    intake.unblock();
    await arrived(1);
  });

  it('stops reading while the queue is full, so that memory stays bounded', async () => {
    const [port] = await open(['tcp://127.0.0.1:0']);
    intake.block();
    const socket = await client(port!);
    const line = `<13>${'x'.repeat(1019)}\n`;
    const megabyte = Buffer.from(line.repeat(1024));
    for (let i = 0; i < 64; i++) socket.write(megabyte);
    await expect.poll(() => intake.waitingBytes).toBeGreaterThan(0);
    // More turns than 64 MiB take when they are read.
    for (let turn = 0; turn < 4000; turn++) await new Promise(setImmediate);
    expect(intake.waitingBytes).toBeLessThan(2 * MiB);
    expect(intake.records).toEqual([]);
    intake.unblock();
    await arrived(64 * 1024);
  });

  it('refuses a 100 MB line without holding it, and keeps its neighbours', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { max_record: MiB });
    const socket = await client(port!);
    socket.write('<13>before\n');
    const before = process.memoryUsage();
    let peak = 0;
    for (let sent = 0; sent < 100; sent++) {
      if (!socket.write(Buffer.alloc(MiB, 'x'))) await once(socket, 'drain');
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before.arrayBuffers);
    }
    socket.write('\n<13>after\n');
    await arrived(3);
    expect(intake.records.map(({ text, refused }) => [text.slice(0, 10), refused?.slice(0, 32)])).toEqual([
      ['<13>before', undefined],
      ['xxxxxxxxxx', 'record of more than 1048576 byte'],
      ['<13>after', undefined],
    ]);
    expect(intake.records[1]!.bytes).toHaveLength(64 * 1024);
    expect(peak).toBeLessThan(64 * MiB);
  });

  it('closes the connections whose unfinished records would fill the memory', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { max_record: 32 * MiB });
    const held = [await client(port!), await client(port!), await client(port!)];
    for (const socket of held) socket.write(Buffer.alloc(24 * MiB, 'x'));
    await Promise.race(held.map(closed));
    // What the closed one had sent is taken, in as many bytes as had come.
    await arrived(1);
    const neighbour = await client(port!);
    neighbour.write('<13>small\n');
    await expect.poll(() => intake.texts.includes('<13>small')).toBe(true);
  });

  it('closes connections beyond max_connections at once', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { max_connections: 1 });
    const first = await client(port!);
    const second = connect(port!, '127.0.0.1');
    second.on('error', () => undefined);
    await closed(second);
    first.write('<13>still here\n');
    await arrived(1);
  });

  it('serves a thousand connections', async () => {
    const [port] = await open(['tcp://127.0.0.1:0'], { max_connections: 2000 });
    const clients = await Promise.all(Array.from({ length: 1000 }, () => client(port!)));
    for (const [i, socket] of clients.entries()) socket.write(`<13>from ${i}\n`);
    await arrived(1000);
    expect(new Set(intake.texts).size).toBe(1000);
  });
});

describe('over UDP', () => {
  async function send(port: number, ...datagrams: string[]): Promise<void> {
    const socket = createSocket('udp4');
    for (const datagram of datagrams) {
      await new Promise((resolve) =>
        socket.send(Buffer.from(datagram, 'latin1'), port, '127.0.0.1', resolve),
      );
    }
    socket.close();
  }

  it('takes a datagram for a record, without the line end', async () => {
    const [port] = await open(['udp://127.0.0.1:0']);
    await send(port!, '<13>one\n', '<13>t\nwo\0', '', '\n', '\xff\0x', '12 <13>no count');
    await arrived(4);
    expect(intake.records.map(({ bytes }) => bytes.toString('latin1'))).toEqual([
      '<13>one',
      '<13>t\nwo',
      '\xff\0x',
      '12 <13>no count',
    ]);
    expect(intake.records[0]).toMatchObject({ transport: 'udp', peer: '127.0.0.1' });
  });

  it('hands datagrams that come together over in few blocks', async () => {
    const [port] = await open(['udp://127.0.0.1:0']);
    await send(port!, ...Array.from({ length: 50 }, (_, i) => `<13>${i}`));
    await arrived(50);
    expect(intake.blocks.length).toBeLessThan(25);
    expect(intake.texts).toEqual(Array.from({ length: 50 }, (_, i) => `<13>${i}`));
  });
});

describe('addresses', () => {
  it('may be several, IPv6 too, and say where they are', async () => {
    const ports = await open(['udp://127.0.0.1:0', 'tcp://localhost:0', 'tcp://[::1]:0']);
    expect(source.addresses!()).toEqual([
      `udp://127.0.0.1:${ports[0]}`,
      `tcp://localhost:${ports[1]}`,
      `tcp://[::1]:${ports[2]}`,
    ]);
    (await client(ports[2]!, '::1')).write('<13>six\n');
    await arrived(1);
    expect(intake.records[0]!.peer).toBe('::1');
  });

  it('show an IPv4 sender of a dual-stack socket as IPv4', async () => {
    const [port] = await open(['tcp://[::]:0']);
    (await client(port!)).write('<13>four\n');
    await arrived(1);
    expect(intake.records[0]!.peer).toBe('127.0.0.1');
  });

  it.each(['tcp', 'udp'])('that are taken are said so, and nothing stays open: %s', async (protocol) => {
    const [port] = await open([`${protocol}://127.0.0.1:0`]);
    const second = await syslog.create(
      { ...OPTIONS, listen: ['tcp://127.0.0.1:0', `${protocol}://127.0.0.1:${port}`] },
      sourceContext(intake),
    );
    const error = await second.start().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as Error).message).toBe(
      `test cannot listen on ${protocol}://127.0.0.1:${port}: another program uses this port`,
    );
    expect(second.addresses!()).toEqual([]);
  });

  it.each([
    [
      '127.0.0.1:514',
      '"127.0.0.1:514" is no address to listen on; allowed is udp://HOST:PORT or tcp://HOST:PORT',
    ],
    ['tls://127.0.0.1:6514', 'is no address to listen on'],
    ['tcp://::1:514', 'in brackets: tcp://[::1]:5514'],
    ['tcp://127.0.0.1', 'is no address to listen on'],
    ['tcp://127.0.0.1:70000', 'has port 70000; a port is 0 to 65535'],
    ['udp://[::zz]:514', 'is no address to listen on'],
    ['udp://[1:2]:514', 'host "1:2", which is no IPv6 address'],
  ])('that are wrong are explained: %s', async (address, message) => {
    await open(['udp://127.0.0.1:0']);
    const create = async () => syslog.create({ ...OPTIONS, listen: [address] }, sourceContext(intake));
    await expect(create()).rejects.toThrow(UserError);
    await expect(create()).rejects.toThrow(message);
  });
});

it('joins lines over TCP where told so, one connection apart from another', async () => {
  const [port] = await open(['tcp://127.0.0.1:0'], { multiline: 'auto' });
  const [one, other] = [await client(port!), await client(port!)];
  one.write('<13>app: failed\n\tat a.B.c(B.java:1)\n');
  other.write('<13>other\n');
  await expect
    .poll(() => intake.texts.toSorted())
    .toEqual(['<13>app: failed\n\tat a.B.c(B.java:1)', '<13>other']);
});
