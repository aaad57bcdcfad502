import type { Fault } from './fault.js';

/** Seconds: a leap, a time zone taken for UTC, days after a machine woke up, in both directions. */
const STEPS = [-90_000, -3600, -30, -2, 2, 30, 3600, 90_000, 400_000];

/** The wall clock of one process steps and later comes back. */
export const clockStepped: Fault = {
  name: 'clock stepped',
  lasts: [1500, 6000],
  places: (world) =>
    world.members.filter(({ clock }) => clock !== undefined).map(({ process }) => `clock: ${process.name}`),
  inject: async ({ world, place, random }) => {
    const clock = world.member(place.slice('clock: '.length)).clock!;
    clock.step(random.of(STEPS));
    return () => clock.step(0);
  },
};
