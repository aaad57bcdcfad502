import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../pipeline/errors.js';
import { UdpTarget } from './udp.js';

test('one datagram a line', async () => {
  const receiver = createSocket('udp4').bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const received: string[] = [];
  const both = new Promise<void>((resolve) => {
    receiver.on('message', (message) => {
      if (received.push(message.toString()) === 2) resolve();
    });
  });
  const target = new UdpTarget('127.0.0.1', receiver.address().port);
  await target.open();
  await target.send(['one', 'zwölf']);
  await both;
  expect(received).toEqual(['one', 'zwölf']);
  expect(target.account.sent).toBe(2);
  await target.close();
  receiver.close();
});

test('nobody listens on this machine: shows on a later send', async () => {
  const receiver = createSocket('udp4').bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address();
  await new Promise<void>((resolve) => receiver.close(resolve));
  const target = new UdpTarget('127.0.0.1', port);
  await target.open();
  const sending = (async () => {
    for (;;) await target.send(['lost']);
  })();
  await expect(sending).rejects.toThrow(EnvironmentError);
  await expect(sending).rejects.toThrow(`udp://127.0.0.1:${port}`);
  await target.close();
});
