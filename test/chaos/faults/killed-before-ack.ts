import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';

const PATIENCE_MILLIS = 3000;
/** As ioredis writes the command's name. */
const XACK = '\r\nxack\r\n';

/** The rows are committed, the acknowledgement never reaches Redis, and the worker dies: its chunks come again. */
export const killedBeforeAck: Fault = {
  name: 'worker killed between COMMIT and XACK',
  lasts: [0, 300],
  places: (world) =>
    world.redis === undefined ? [] : world.with('worker').map(({ process }) => `${process.name}–redis`),
  inject: async ({ world, place }) => {
    const { process, links } = world.member(place.slice(0, place.indexOf('–')));
    const { found, forget } = links.get(place)!.swallowNext(XACK);
    const seen = await Promise.race([found.then(() => true), delay(PATIENCE_MILLIS, false)]);
    forget();
    if (!seen) return undefined;
    process.killAll();
    return () => process.release();
  },
};
