import type { Fault } from './fault.js';

/** The file system of the disk queue, of an ingest's spool or of Redis' append-only file has no room left. */
export const diskFull: Fault = {
  name: 'disk full',
  lasts: [300, 4000],
  places: (world) => [...world.disks.keys()].map((name) => `disk: ${name}`),
  inject: async ({ world, place }) => {
    const name = place.slice('disk: '.length);
    const disk = world.disks.get(name)!;
    disk.fill();
    return async () => {
      disk.free();
      // Redis ends when it cannot write what it has promised to flush.
      if (name === 'redis' && !world.redis!.running) await world.redis!.start();
    };
  },
};
