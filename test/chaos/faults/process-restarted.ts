import type { Fault } from './fault.js';

/** SIGTERM to any process; it drains, ends and is started again. */
export const processRestarted: Fault = {
  name: 'process restarted by SIGTERM',
  lasts: [0, 500],
  places: (world) => world.members.map(({ process }) => process.name),
  inject: async ({ world, place }) => {
    const { process } = world.member(place);
    if (!process.ready) return undefined;
    await process.terminate();
    return () => process.release();
  },
};
