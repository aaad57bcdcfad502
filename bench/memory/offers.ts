import { createSocket } from 'node:dgram';
import { once, setMaxListeners } from 'node:events';
import { createReadStream } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { fastRoute } from '../support/post.js';

/** What a sender got rid of, and how it was answered. */
export interface Offered {
  bytes: number;
  /** Answers by HTTP status. */
  answers?: Record<string, number>;
}

export interface Offer {
  /** The reference workload, as lines. */
  file: string;
  bytes: number;
  /** Aborts when the time is over. */
  signal: AbortSignal;
}

const PIECE_BYTES = 2 ** 20;
const BATCH_CONNECTIONS = 8;
const FAST_CONNECTIONS = 48;
const TCP_CONNECTIONS = 4;
/** Datagrams handed to the system before the event loop has its turn. */
const BURST = 64;

/** Bodies of 1 MiB, as text lines, to POST /data/batch; a refusal is not waited out. */
export async function offerBatches(url: string, offer: Offer): Promise<Offered> {
  const target = { url: `${url}/data/batch`, headers: { 'content-type': 'text/plain' } };
  return post(target, BATCH_CONNECTIONS, offer, pieces(offer));
}

/** Single events to POST /data/fast. */
export async function offerEvents(url: string, offer: Offer): Promise<Offered> {
  return post(fastRoute(url), FAST_CONNECTIONS, offer, events(offer));
}

/** Lines over several connections, each as fast as it is read. */
export async function offerTcp(port: number, offer: Offer): Promise<Offered> {
  const share = { ...offer, bytes: offer.bytes / TCP_CONNECTIONS };
  const sent = await Promise.all(
    Array.from({ length: TCP_CONNECTIONS }, async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const bytes = await pump(socket, share);
      socket.destroy();
      return bytes;
    }),
  );
  return { bytes: sent.reduce((sum, bytes) => sum + bytes, 0) };
}

/** A record per datagram, without a pause. */
export async function offerUdp(port: number, offer: Offer): Promise<Offered> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let bytes = 0;
  let under = 0;
  for await (const line of lines(offer)) {
    socket.send(line, () => undefined);
    bytes += line.length;
    under += 1;
    if (under % BURST === 0) await setImmediate();
  }
  socket.close();
  return { bytes };
}

/** Lines into the program's standard input. */
export async function offerStdin(stdin: Writable, offer: Offer): Promise<Offered> {
  return { bytes: await pump(stdin, offer) };
}

async function pump(stream: Writable, offer: Offer): Promise<number> {
  let bytes = 0;
  stream.on('error', () => undefined);
  for await (const piece of pieces(offer)) {
    const room = stream.write(piece);
    bytes += piece.length;
    if (room) continue;
    try {
      await once(stream, 'drain', { signal: offer.signal });
    } catch {
      return bytes - stream.writableLength;
    }
  }
  return bytes;
}

/** Whole lines in pieces of about 1 MiB, from the file over and over, until enough have been given or the time is over. */
async function* pieces({ file, bytes, signal }: Offer): AsyncGenerator<Buffer> {
  let given = 0;
  while (given < bytes && !signal.aborted) {
    let rest: Buffer = Buffer.alloc(0);
    for await (const read of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
      const piece = Buffer.concat([rest, read as Buffer]);
      const end = piece.lastIndexOf('\n') + 1;
      rest = piece.subarray(end);
      yield piece.subarray(0, end);
      given += end;
      if (given >= bytes || signal.aborted) return;
    }
  }
}

async function* lines(offer: Offer): AsyncGenerator<Buffer> {
  for await (const piece of pieces(offer)) {
    for (let start = 0; start < piece.length; ) {
      const end = piece.indexOf('\n', start);
      yield piece.subarray(start, end);
      start = end + 1;
      if (offer.signal.aborted) return;
    }
  }
}

/** The JSON lines of the workload: half of it. */
async function* events(offer: Offer): AsyncGenerator<Buffer> {
  for await (const line of lines(offer)) if (line[0] === '{'.charCodeAt(0)) yield line;
}

interface Target {
  url: string;
  headers: Record<string, string>;
}

async function post(
  target: Target,
  connections: number,
  offer: Offer,
  bodies: AsyncGenerator<Buffer>,
): Promise<Offered> {
  // Each request under way listens.
  setMaxListeners(0, offer.signal);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const offered = { bytes: 0, answers: {} as Record<string, number> };
  const sender = async () => {
    for (let next = await bodies.next(); !next.done; next = await bodies.next()) {
      if (offer.signal.aborted) return;
      const status = await postOne(target, agent, next.value, offer.signal);
      offered.bytes += next.value.length;
      offered.answers[status] = (offered.answers[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  agent.destroy();
  return offered;
}

function postOne({ url, headers }: Target, agent: Agent, body: Buffer, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': body.length }, signal };
    const call = request(url, options, (response) => {
      response.on('end', () => resolve(String(response.statusCode))).on('error', () => resolve('broken'));
      response.resume();
    });
    call.on('error', () => resolve(signal.aborted ? 'out of time' : 'broken'));
    call.end(body);
  });
}
