import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { recordOf } from '../load/records.js';
import { Lone } from './lone.js';

const HTTP_CLIENTS = 500;
const TCP_CLIENTS = 500;
const DRIP_MILLIS = 1000;
const MOST_MILLIS = 1000;
const REQUEST =
  'POST /data/batch HTTP/1.1\r\nhost: laf\r\ncontent-type: text/plain\r\ncontent-length: 100000\r\n\r\n';

/** A thousand clients that send a byte a second hold up nobody else. */
export function slowLoris(seconds: number) {
  return Lone.during(async (lone) => {
    const port = Number(new URL(lone.url).port);
    const slow: { socket: Socket; text: string; at: number }[] = [];
    for (let i = 0; i < HTTP_CLIENTS + TCP_CLIENTS; i++) {
      const http = i < HTTP_CLIENTS;
      const socket = connect(http ? port : lone.tcpPort, '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.resume();
      slow.push({ socket, text: http ? REQUEST : 'x'.repeat(10_000), at: 0 });
    }
    const latencies: number[] = [];
    let sent = 0;
    const end = performance.now() + seconds * 1000;
    let dripAt = 0;
    while (performance.now() < end) {
      if (performance.now() > dripAt) {
        for (const client of slow) client.socket.write(client.text[client.at++ % client.text.length]!);
        dripAt = performance.now() + DRIP_MILLIS;
      }
      const from = performance.now();
      const response = await fetch(`${lone.url}/data/fast`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: recordOf('http', sent),
      });
      await response.text();
      if (response.status === 202) sent += 1;
      latencies.push(performance.now() - from);
      await delay(10);
    }
    const cut = slow.filter(({ socket }) => socket.destroyed).length;
    for (const { socket } of slow) socket.destroy();
    await lone.drained();
    const { tallies } = await lone.count();
    let lost = 0;
    for (let number = 0; number < sent; number++) if (tallies.http.count(number) !== 1) lost += 1;
    latencies.sort((a, b) => a - b);
    const slowest = latencies[Math.floor(latencies.length * 0.99)]!;
    return {
      ...{ scenario: 'slow-loris', clients: slow.length, cut, requests: latencies.length, answered: sent },
      p99_millis: Math.round(slowest),
      problems: [
        ...(sent < latencies.length ? [`${latencies.length - sent} requests of others were refused`] : []),
        ...(slowest > MOST_MILLIS ? [`others waited ${Math.round(slowest)} ms`] : []),
        ...(lost > 0 ? [`${lost} records are not there once`] : []),
      ],
    };
  });
}
