import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { KernelDrops, localAddress } from './kernel-drops.js';

describe('drops of the kernel', () => {
  it.runIf(process.platform === 'linux').each([
    { family: 'udp4', host: '127.0.0.1' },
    { family: 'udp6', host: '::1' },
  ] as const)('counts every datagram that found the buffer full ($family)', async ({ family, host }) => {
    const socket = createSocket({ type: family, recvBufferSize: 4096 });
    socket.bind(0, host);
    await once(socket, 'listening');
    const sender = createSocket(family);
    let [received, dropped] = [0, 0];
    socket.on('message', () => {
      received += 1;
    });
    const drops = new KernelDrops(socket, (count) => {
      dropped += count;
    });
    drops.start();
    const datagram = Buffer.alloc(1000);
    // This thread sends all of them before it reads any.
    const sent = Array.from({ length: 500 }, () => {
      return new Promise((resolve) => sender.send(datagram, socket.address().port, host, resolve));
    });
    await Promise.all(sent);
    await expect.poll(() => received + dropped).toBe(500);
    expect(dropped).toBeGreaterThan(0);
    await drops.stop();
    expect(received + dropped).toBe(500);
    socket.close();
    sender.close();
  });

  it('writes addresses as the kernel of this machine does', () => {
    expect(localAddress('127.0.0.1', 5514)).toMatch(/^(0100007F|7F000001):158A$/);
    expect(localAddress('::1', 80)).toMatch(/^0{24}(01000000|00000001):0050$/);
  });
});
