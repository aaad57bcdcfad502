import { CLAIM_AFTER_MILLIS } from '../world/pipeline.js';
import type { Fault } from './fault.js';

/** SIGSTOP for longer than the claim time: others take the chunks, then the first comes back and believes them its own. */
export const workerFrozen: Fault = {
  name: 'worker frozen beyond the claim time',
  lasts: [CLAIM_AFTER_MILLIS + 500, 3 * CLAIM_AFTER_MILLIS],
  places: (world) => world.with('worker').map(({ process }) => process.name),
  inject: async ({ world, place, random }) => {
    const { process } = world.member(place);
    if (!process.ready) return undefined;
    const all = process.pids;
    const pids = random.below(2) === 0 ? all : [random.of(all)];
    process.freeze(pids);
    return () => process.thaw(pids);
  },
};

export const ingestFrozen: Fault = {
  name: 'ingest frozen',
  lasts: [500, 5000],
  places: (world) => world.with('ingest').map(({ process }) => process.name),
  inject: async ({ world, place }) => {
    const { process } = world.member(place);
    if (!process.ready) return undefined;
    const { pids } = process;
    process.freeze(pids);
    return () => process.thaw(pids);
  },
};
