import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longer than 15 s on two cores, the longest first: one that is begun last is waited for alone. */
const LONG_FILES = [
  'cli/ship.test.ts',
  'test/chaos/chaos.test.ts',
  'test/dashboard/accessibility.test.ts',
  'plugins/queues/redis/cluster-faults.test.ts',
  'plugins/parsers/parsers.test.ts',
  'test/dashboard/logs.test.ts',
  'test/end-to-end/spine.test.ts',
  'cli/tail.test.ts',
  'plugins/queues/redis/sentinel.test.ts',
  'test/end-to-end/reload.test.ts',
  'test/dashboard/live.test.ts',
];

/** The files that take long come first, so that the others fill up what is left of the machine. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONG_FILES.findIndex((file) => moduleId.endsWith(`/${file}`));
      return place < 0 ? LONG_FILES.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
