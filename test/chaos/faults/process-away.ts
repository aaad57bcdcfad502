import type { Role } from '../world/member.js';
import type { Fault } from './fault.js';

/** SIGKILL to a process and its pool, which stay away for a while. */
export const workerAway = away('worker');
export const ingestKilled = away('ingest');
export const serverKilled = away('server');

function away(role: Role): Fault {
  return {
    name: `${role} killed and away`,
    lasts: [100, 4000],
    places: (world) => world.with(role).map(({ process }) => process.name),
    inject: async ({ world, place }) => {
      const { process } = world.member(place);
      if (!process.ready) return undefined;
      process.killAll();
      return () => process.release();
    },
  };
}
