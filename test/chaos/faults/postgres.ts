import type { Fault } from './fault.js';

const places = () => ['postgres'];

/** SIGKILL to one session of a laf process: PostgreSQL ends all others and recovers. */
export const sessionKilled: Fault = {
  name: 'PostgreSQL: a backend killed',
  lasts: [0, 500],
  places,
  inject: async ({ world, random }) => {
    const sessions = await world.postgres.sessions().catch(() => []);
    if (sessions.length === 0) return undefined;
    process.kill(random.of(sessions), 'SIGKILL');
    return () => {};
  },
};

export const postmasterKilled: Fault = {
  name: 'PostgreSQL: the postmaster killed',
  lasts: [0, 3000],
  places,
  inject: async ({ world }) => {
    await world.postgres.kill();
    return () => world.postgres.start();
  },
};

export const postgresStoppedImmediately: Fault = {
  name: 'PostgreSQL: immediate shutdown',
  lasts: [0, 4000],
  places,
  inject: async ({ world }) => {
    await world.postgres.stopImmediately();
    return () => world.postgres.start();
  },
};

export const postgresRestarted: Fault = {
  name: 'PostgreSQL: restarted',
  lasts: [0, 1000],
  places,
  inject: async ({ world }) => {
    await world.postgres.stop();
    return () => world.postgres.start();
  },
};
