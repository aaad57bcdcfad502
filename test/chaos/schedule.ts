import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../bench/fuzz/random.js';
import type { Fault } from './faults/fault.js';
import type { Role } from './world/member.js';
import type { World } from './world/world.js';

/** So many faults may be there at once, at different places. */
const AT_ONCE = 2;
const MOST_GAP_MILLIS = 2000;
const NOTHING_FREE_MILLIS = 100;
/** Most faults find all processes at work, as those that start hold nothing that could be lost; some do not wait for it. */
const PATIENT = 4;

/** A fault that has happened; times are milliseconds since the run began. */
export interface Injected {
  readonly name: string;
  readonly place: string;
  readonly from: number;
  to: number | undefined;
}

export interface ScheduleOptions {
  readonly world: World;
  readonly faults: readonly Fault[];
  readonly random: Random;
  /** How many are to happen. */
  readonly count: number;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  readonly onFault: (injected: Injected) => void;
  readonly stop: AbortSignal;
}

/** Lets faults happen at random moments and places, and takes them back. */
export class Schedule {
  readonly injected: Injected[] = [];
  readonly #taken = new Set<string>();
  /** Turns given out, so that lanes together do not exceed the count. */
  #left: number;

  constructor(private readonly options: ScheduleOptions) {
    this.#left = options.count;
  }

  /** Resolves when all have happened and are over. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#lane()));
  }

  async #lane(): Promise<void> {
    const { random, stop } = this.options;
    while (this.#left > 0 && !stop.aborted) {
      await delay(random.below(MOST_GAP_MILLIS), undefined, { signal: stop }).catch(() => {});
      if (random.below(PATIENT) > 0) await this.#atWork();
      if (this.#left === 0 || stop.aborted) return;
      this.#left -= 1;
      if (!(await this.#injectOne())) this.#left += 1;
    }
  }

  /** Resolves when every role has a process that is ready: on a slow machine a start takes longer than a fault. */
  async #atWork(): Promise<void> {
    const { world, stop } = this.options;
    const some = (role: Role) => world.with(role).some(({ process }) => process.ready);
    while (!stop.aborted && !(['ingest', 'worker', 'server'] as const).every(some))
      await delay(NOTHING_FREE_MILLIS);
  }

  async #injectOne(): Promise<boolean> {
    const { world, faults, random, now, onFault } = this.options;
    const fault = random.of(faults);
    const free = fault.places(world).filter((place) => !this.#taken.has(place));
    if (free.length === 0) {
      await delay(NOTHING_FREE_MILLIS);
      return false;
    }
    const place = random.of(free);
    this.#taken.add(place);
    try {
      const from = now();
      const recover = await fault.inject({ world, place, random });
      if (recover === undefined) return false;
      const injected: Injected = { name: fault.name, place, from, to: undefined };
      this.injected.push(injected);
      onFault(injected);
      const [least, most] = fault.lasts;
      await delay(least + random.below(most - least));
      await recover();
      injected.to = now();
      return true;
    } finally {
      this.#taken.delete(place);
    }
  }
}
