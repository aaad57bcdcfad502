import type { Random } from './random.js';

/** Gives each line its time, in milliseconds since 1970. */
export type Clock = () => number;

/** Neighbouring lines of the reference workload are 0 to 19 ms apart. */
const MOST_MILLIS_APART = 19;
export const MEAN_MILLIS_APART = MOST_MILLIS_APART / 2;

/** Times that ascend from `startMillis` by 0 to 19 ms a line, whatever the wall clock does. */
export function steppingClock(random: Random, startMillis: number): Clock {
  let millis = startMillis;
  return () => {
    const now = millis;
    millis += random.between(0, MOST_MILLIS_APART);
    return now;
  };
}
