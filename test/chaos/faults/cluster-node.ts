import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

/** One at a time: three masters without replicas agree on nothing when two are away. */
const places = (world: World) => (world.cluster === undefined ? [] : ['a node of the Redis Cluster']);

/** SIGKILL to one of the masters; it comes back with what its append-only file has. */
export const clusterNodeKilled: Fault = {
  name: 'Redis Cluster: a node killed',
  lasts: [0, 4000],
  places,
  inject: async ({ world, random }) => {
    const cluster = world.cluster!;
    const node = random.below(cluster.ports.length);
    await cluster.kill(node);
    return () => cluster.restart(node);
  },
};
