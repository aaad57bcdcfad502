import { expect, it } from 'vitest';
import { SEED } from '../support/seed.js';
import { FAULTS } from './faults/index.js';
import { lineOf, runChaos } from './run.js';
import type { QueueKind } from './world/pipeline.js';

/** The long form is `npm run chaos`. As many faults as there is time for on this machine, at most `count`. */
const FORMS: { queue: QueueKind; count: number; records: number }[] = [
  { queue: 'redis', count: 9, records: 30_000 },
  { queue: 'disk', count: 6, records: 20_000 },
  { queue: 'cluster', count: 6, records: 20_000 },
];

it.each(FORMS)(
  'loses nothing that was answered and stores nothing twice, whatever dies; queue: $queue',
  async ({ queue, count, records }) => {
    const faults: string[] = [];
    const result = await runChaos({
      ...{ queue, count, records, seed: SEED, faults: FAULTS, seconds: 25, ingests: 1, workers: 2 },
      onFault: (injected) => faults.push(lineOf(injected)),
    });
    const context = `seed ${SEED}\n${faults.join('\n')}\n${result.problems.join('\n')}`;
    expect({ ...result, context }).toMatchObject({ lost: 0, doubled: 0, problems: [], context });
    expect(result.records.answered, context).toBeGreaterThan(0);
    expect(faults.length, context).toBeGreaterThan(0);
  },
  400_000,
);
