import type { Random } from '../../../bench/fuzz/random.js';
import type { World } from '../world/world.js';

/** Undoes a fault; not what it has done. */
export type Recovery = () => Promise<void> | void;

export interface FaultContext {
  readonly world: World;
  /** One of the fault's `places`, at which no other fault is now. */
  readonly place: string;
  readonly random: Random;
}

/** One thing that can go wrong. */
export interface Fault {
  /** In full: `worker killed`. */
  readonly name: string;
  /** How long it stays, at least and at most, in milliseconds. */
  readonly lasts: readonly [least: number, most: number];
  /** Where it can happen in this world; empty where it cannot. */
  places(world: World): readonly string[];
  /** Undefined when it could not happen now. */
  inject(context: FaultContext): Promise<Recovery | undefined>;
}
