import type { PipelinePlan, SinkPlan } from '../../config/plan.js';
import { upstreamOf } from '../../pipeline/graph.js';
import type { LiveHistory } from '../../pipeline/live-history.js';
import type { Queue } from '../../pipeline/queue.js';

/** A chunk is given its ids so long before the queue has it; only one that has to be spooled takes longer. */
const APPEND_MILLIS = 1000;

/** What the live feed asks of store and queue. */
export function liveHistory(
  store: Pick<LiveHistory, 'arrivals'>,
  queue: Pick<Queue, 'oldestPending'>,
  plan: () => PipelinePlan,
): LiveHistory {
  return {
    arrivals: (query, signal) => store.arrivals(query, signal),
    pendingSince: async () => ((await queue.oldestPending?.()) ?? Date.now()) - APPEND_MILLIS,
    get complete() {
      const now = plan();
      return now.sinks.some((live) => live.type === 'live' && isWholeStore(live, now));
    },
  };
}

/** Whether the sink gets what a table gets, and from every source. */
function isWholeStore(live: SinkPlan, plan: PipelinePlan): boolean {
  const before = stagesBefore(live, plan);
  return (
    live.when === undefined &&
    plan.sources.every(({ name }) => before.has(name)) &&
    plan.sinks.some(
      (sink) =>
        sink.type === 'postgres' && sink.when === undefined && isSame(before, stagesBefore(sink, plan)),
    )
  );
}

function stagesBefore({ name }: SinkPlan, plan: PipelinePlan): Set<string> {
  const stages = upstreamOf(name, plan);
  stages.delete(name);
  return stages;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
