/* Streams a file over TCP as fast as the receiver takes it: node send-tcp.js FILE HOST PORT. Prints a SendReport. */
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';

const [file, host, port] = process.argv.slice(2);
if (file === undefined || host === undefined || !(Number(port) > 0)) {
  console.error('usage: send-tcp.js FILE HOST PORT');
  process.exit(1);
}

const started = performance.now();
const socket = connect(Number(port), host);
// Large pieces: the sender is to cost the receiver's machine as little as it can.
await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), socket);
const seconds = (performance.now() - started) / 1_000;
process.stdout.write(`${JSON.stringify({ bytes: socket.bytesWritten, seconds })}\n`);
