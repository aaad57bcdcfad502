import { setTimeout as delay } from 'node:timers/promises';
import { Lone } from './lone.js';

const SAMPLES = 30;
/** The collector lets memory that is free lie for a while. */
const MOST_GROWTH_BYTES = 20e6;

/** Nothing to do for a while: neither memory nor files nor connections may grow. */
export function idle(seconds: number) {
  return Lone.during(async (lone) => {
    await lone.drained();
    const samples: { resident: number; files: number; sessions: number }[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      samples.push({
        resident: await lone.metric('process_resident_memory_bytes'),
        files: lone.openFiles,
        sessions: (await lone.postgres.sessions()).length,
      });
      await delay((seconds / SAMPLES) * 1000);
    }
    const third = Math.floor(SAMPLES / 3);
    const highest = (part: typeof samples, figure: 'resident' | 'files' | 'sessions') =>
      Math.max(...part.map((sample) => sample[figure]));
    const figures = (['resident', 'files', 'sessions'] as const).map((figure) => {
      const [first, last] = [
        highest(samples.slice(0, third), figure),
        highest(samples.slice(-third), figure),
      ];
      const allowed = figure === 'resident' ? MOST_GROWTH_BYTES : 2;
      return { figure, first, last, grown: last > first + allowed };
    });
    return {
      ...{ scenario: 'idle', seconds, figures },
      problems: figures
        .filter(({ grown }) => grown)
        .map(({ figure, first, last }) => `${figure} grew from ${first} to ${last}`),
    };
  });
}
