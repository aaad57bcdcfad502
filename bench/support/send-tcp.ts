/* Streams a file over TCP as fast as the receiver takes it: node send-tcp.js FILE HOST PORT. Prints a SendReport. */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';

const [file, host, port] = process.argv.slice(2);
if (file === undefined || host === undefined || !(Number(port) > 0)) {
  console.error('usage: send-tcp.js FILE HOST PORT');
  process.exit(1);
}

const input = await open(file);
const socket = connect(Number(port), host);
await once(socket, 'connect');
// Large pieces, in memory that is used again: the sender is to cost the receiver's machine as little as it can.
const pieces = [Buffer.allocUnsafeSlow(2 ** 20), Buffer.allocUnsafeSlow(2 ** 20)] as const;
const startedAtMillis = performance.timeOrigin + performance.now();
let sent: Promise<void> = Promise.resolve();
for (let turn = 0; ; turn++) {
  const piece = pieces[turn % 2]!;
  const { bytesRead } = await input.read(piece, 0, piece.length, null);
  if (bytesRead === 0) break;
  await sent;
  sent = new Promise((resolve, reject) => {
    socket.write(piece.subarray(0, bytesRead), (error) => (error ? reject(error) : resolve()));
  });
}
await sent;
socket.end();
await once(socket, 'close');
const seconds = (performance.timeOrigin + performance.now() - startedAtMillis) / 1_000;
process.stdout.write(`${JSON.stringify({ bytes: socket.bytesWritten, startedAtMillis, seconds })}\n`);
