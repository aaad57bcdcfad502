import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { linesOf } from '../load/records.js';
import { Lone } from './lone.js';

const CONNECTIONS = 2000;
const ROUNDS = 5;
const LINES = 20;
const ROUND_MILLIS = 1000;

/** Two thousand senders over TCP, each with a few lines a second, for a while; then all leave. */
export function connections() {
  return Lone.during(async (lone) => {
    const before = lone.openFiles;
    const sockets: Socket[] = [];
    for (let i = 0; i < CONNECTIONS; i++) {
      const socket = connect(lone.tcpPort, '127.0.0.1');
      await once(socket, 'connect');
      socket.resume();
      sockets.push(socket);
    }
    let sent = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const socket of sockets) {
        socket.write(linesOf('tcp', sent, LINES));
        sent += LINES;
      }
      await delay(ROUND_MILLIS);
    }
    const during = lone.openFiles;
    await Promise.all(sockets.map((socket) => once(socket.end(), 'close')));
    await lone.drained();
    const { tallies } = await lone.count();
    let there = 0;
    for (let number = 0; number < sent; number++) if (tallies.tcp.count(number) > 0) there += 1;
    const doubled = tallies.tcp.doubled().length;
    const after = lone.openFiles;
    return {
      ...{ scenario: 'connections', connections: CONNECTIONS, sent, there, doubled },
      open_files: { before, during, after },
      problems: [
        ...(there < sent || doubled > 0 ? [`${sent - there} of ${sent} lost, ${doubled} doubled`] : []),
        ...(after > before + 20 ? [`${after} files are open, ${before} were before`] : []),
      ],
    };
  });
}
