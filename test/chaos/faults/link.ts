import { linksOf } from '../world/member.js';
import type { FaultyProxy } from '../world/proxy.js';
import type { World } from '../world/world.js';
import type { Fault } from './fault.js';

/** The kernel gives a connection up whose other end is silent; until then it looks well. */
const MOST_DEAD_MILLIS = 12_000;
const MOST_DELAY_MILLIS = 400;

const places = (world: World) => [...linksOf(world.members, /./).keys()];
const linkOf = (world: World, place: string): FaultyProxy => linksOf(world.members, /./).get(place)!;

/** What is sent vanishes and nobody hears of an end, also not when new connections work again. */
export const linkSilent: Fault = {
  name: 'connections half-open',
  lasts: [500, 6000],
  places,
  inject: async ({ world, place, random }) => {
    const link = linkOf(world, place);
    link.silence();
    return () => {
      link.speak();
      setTimeout(() => link.resetDead(), random.below(MOST_DEAD_MILLIS)).unref();
    };
  },
};

export const linkSlow: Fault = {
  name: 'connections slow',
  lasts: [1000, 6000],
  places,
  inject: async ({ world, place, random }) => {
    const link = linkOf(world, place);
    link.slow(20 + random.below(MOST_DELAY_MILLIS));
    return () => link.slow(0);
  },
};

export const linkReset: Fault = {
  name: 'connections reset',
  lasts: [0, 300],
  places,
  inject: async ({ world, place }) => {
    linkOf(world, place).reset();
    return () => {};
  },
};
