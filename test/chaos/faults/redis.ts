import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

const places = (world: World) => (world.redis === undefined ? [] : ['redis']);

/** SIGKILL: its append-only file is all that is left. */
export const redisKilled: Fault = {
  name: 'Redis killed',
  lasts: [0, 4000],
  places,
  inject: async ({ world }) => {
    await world.redis!.end('SIGKILL');
    return () => world.redis!.start();
  },
};

export const redisRestarted: Fault = {
  name: 'Redis restarted',
  lasts: [0, 1000],
  places,
  inject: async ({ world }) => {
    await world.redis!.end('SIGTERM');
    return () => world.redis!.start();
  },
};

/** SIGSTOP, at times for longer than the silence after which a connection is given up (10 s). */
export const redisFrozen: Fault = {
  name: 'Redis frozen',
  lasts: [500, 12_000],
  places,
  inject: async ({ world }) => {
    const redis = world.redis!;
    if (!redis.running) return undefined;
    redis.signal('SIGSTOP');
    return () => redis.signal('SIGCONT');
  },
};
