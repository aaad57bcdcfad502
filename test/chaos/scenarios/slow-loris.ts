import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { recordOf } from '../load/records.js';
import { Lone } from './lone.js';

const HTTP_CLIENTS = 500;
const TCP_CLIENTS = 500;
const DRIP_MILLIS = 1000;
/** Others may wait so much longer than they do without slow clients. */
const MOST_TIMES = 5;
const LEAST_MILLIS = 100;
const REQUEST =
  'POST /data/batch HTTP/1.1\r\nhost: laf\r\ncontent-type: text/plain\r\ncontent-length: 100000\r\n\r\n';

/** A thousand clients that send a byte a second hold up nobody else. */
export function slowLoris(seconds: number) {
  return Lone.during(async (lone) => {
    const others = new Others(lone.url);
    const alone = await others.ask(seconds / 4);
    const slow = await slowClients(Number(new URL(lone.url).port), lone.tcpPort);
    const beside = await others.ask(seconds);
    const cut = slow.filter(({ destroyed }) => destroyed).length;
    for (const socket of slow) socket.destroy();
    await lone.drained();
    const { tallies } = await lone.count();
    let lost = 0;
    for (let number = 0; number < others.answered; number++) if (tallies.http.count(number) !== 1) lost += 1;
    const refused = others.asked - others.answered;
    const late = beside > LEAST_MILLIS && beside > MOST_TIMES * alone;
    return {
      ...{
        scenario: 'slow-loris',
        clients: slow.length,
        cut,
        asked: others.asked,
        answered: others.answered,
      },
      ...{ p99_millis_alone: Math.round(alone), p99_millis: Math.round(beside) },
      problems: [
        ...(refused > 0 ? [`${refused} requests of others were refused`] : []),
        ...(late ? [`others waited ${Math.round(beside)} ms, and ${Math.round(alone)} ms before`] : []),
        ...(lost > 0 ? [`${lost} records are not there once`] : []),
      ],
    };
  });
}

/** Each sends a byte of a request, or of a line without an end, every second. */
async function slowClients(httpPort: number, tcpPort: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let i = 0; i < HTTP_CLIENTS + TCP_CLIENTS; i++) {
    const text = i < HTTP_CLIENTS ? REQUEST : 'x';
    const socket = connect(i < HTTP_CLIENTS ? httpPort : tcpPort, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.resume();
    let at = 0;
    const drip = setInterval(() => socket.write(text[at++ % text.length]!), DRIP_MILLIS);
    socket.once('close', () => clearInterval(drip));
    sockets.push(socket);
  }
  return sockets;
}

/** A client that is not slow: one event after the other. */
class Others {
  asked = 0;
  answered = 0;

  constructor(private readonly url: string) {}

  /** Returns what the slowest hundredth of requests took at least, in milliseconds. */
  async ask(seconds: number): Promise<number> {
    const latencies: number[] = [];
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      const from = performance.now();
      const response = await fetch(`${this.url}/data/fast`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: recordOf('http', this.answered),
      });
      await response.text();
      this.asked += 1;
      if (response.status === 202) this.answered += 1;
      latencies.push(performance.now() - from);
      await delay(10);
    }
    latencies.sort((a, b) => a - b);
    return latencies[Math.floor(latencies.length * 0.99)]!;
  }
}
