import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { recordOf } from '../load/records.js';
import { Lone } from './lone.js';

const SECONDS = 5;
const SENDERS = 2;
const SETTLE_MILLIS = 3000;

/** More datagrams than the kernel keeps: each is stored or counted as dropped. */
export function udp() {
  return Lone.during(async (lone) => {
    let sent = 0;
    const end = performance.now() + SECONDS * 1000;
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        const socket = createSocket('udp4');
        while (performance.now() < end) {
          const burst = Array.from({ length: 200 }, () => {
            const record = recordOf('udp', sent++);
            return new Promise((resolve) => socket.send(record, lone.udpPort, '127.0.0.1', resolve));
          });
          await Promise.all(burst);
        }
        socket.close();
      }),
    );
    await delay(SETTLE_MILLIS);
    await lone.drained();
    const [received, dropped] = [
      await lone.metric('laf_source_records_total'),
      await lone.metric('laf_source_dropped_records_total'),
    ];
    const { tallies } = await lone.count();
    let there = 0;
    for (let number = 0; number < sent; number++) if (tallies.udp.count(number) > 0) there += 1;
    const doubled = tallies.udp.doubled().length;
    return {
      ...{ scenario: 'udp', sent, received, there, dropped, doubled },
      per_second: Math.round(sent / SECONDS),
      problems: [
        ...(there + dropped !== sent
          ? [`${sent} were sent, ${there} are there, ${dropped} were counted`]
          : []),
        ...(received !== there || doubled > 0
          ? [`${received} received, ${there} there, ${doubled} twice`]
          : []),
      ],
    };
  });
}
