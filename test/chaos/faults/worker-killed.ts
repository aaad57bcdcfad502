import type { Fault } from './fault.js';

/** SIGKILL to one worker process, which may be a member of the pool or its supervisor; it is started again. */
export const workerKilled: Fault = {
  name: 'worker killed',
  lasts: [0, 500],
  places: (world) => world.with('worker').map(({ process }) => process.name),
  inject: async ({ world, place, random }) => {
    const { process } = world.member(place);
    if (!process.ready) return undefined;
    process.kill(random.of(process.pids));
    return () => {};
  },
};
