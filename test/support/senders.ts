import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Posts a body and reads the whole answer. */
export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

/** A connection to a port of loopback, open until its user ends it. */
export async function openTcp(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** Sends bytes over a connection of their own and closes it. */
export async function sendTcp(port: number, bytes: string | Uint8Array): Promise<void> {
  const socket = await openTcp(port);
  socket.end(bytes);
  socket.resume();
  await once(socket, 'close');
}

/** Each datagram is handed to the system before the next. */
export async function sendUdp(port: number, datagrams: readonly (string | Uint8Array)[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
    });
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}
