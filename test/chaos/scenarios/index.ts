import { connections } from './connections.js';
import { idle } from './idle.js';
import { slowLoris } from './slow-loris.js';
import { spike } from './spike.js';
import { udp } from './udp.js';

export interface ScenarioOptions {
  readonly seed: number;
  /** For how long those last that have no length of their own. */
  readonly seconds: number;
}

export interface ScenarioResult {
  readonly scenario: string;
  /** Highest resident memory of the process, in bytes. */
  readonly memory_peak: number;
  readonly problems: string[];
}

/** What is no fault and wears a server out all the same. */
export const SCENARIOS: Readonly<Record<string, (options: ScenarioOptions) => Promise<ScenarioResult>>> = {
  spike: ({ seed }) => spike(seed),
  connections: () => connections(),
  idle: ({ seconds }) => idle(seconds),
  'slow-loris': ({ seconds }) => slowLoris(seconds),
  udp: () => udp(),
};
