import { isDeepStrictEqual } from 'node:util';
import { comparePlans } from '../../config/compare-plans.js';
import type { Environment } from '../../config/environment.js';
import type { PipelinePlan } from '../../config/plan.js';

interface Surroundings {
  readonly plan: PipelinePlan;
  readonly environment: Environment;
}

/** What differs that only a restart can take over, one sentence each. */
export function restartNeeded(before: Surroundings, after: Surroundings): string[] {
  const { queue, sources } = comparePlans(before.plan, after.plan);
  const problems =
    queue.length === 0 ? [] : [`queue: ${listed(queue)} cannot change while the program runs; restart it`];
  for (const { name, what } of sources.changed) {
    const reason = before.plan.sources.find((stage) => stage.name === name)?.plugin.restart;
    if (reason !== undefined)
      problems.push(
        `sources.${name}: ${listed(what)} cannot change while the program runs, as ${reason}; restart it`,
      );
  }
  const [one, other] = [before.environment, after.environment] as unknown as Record<string, unknown>[];
  for (const name of new Set([...Object.keys(one!), ...Object.keys(other!)])) {
    if (!isDeepStrictEqual(one![name], other![name]))
      problems.push(`.env: ${variableOf(name)} cannot change while the program runs; restart it`);
  }
  return problems;
}

function listed(what: readonly string[]): string {
  return what.join(', ');
}

/** `dbUrl` is DB_URL. */
function variableOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
