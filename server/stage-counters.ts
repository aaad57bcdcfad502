/** What each counter of the engine (pipeline/metrics.ts) says of a stage, and which label names the stage. */
const COUNTERS: Readonly<Record<string, { label: string; count: StageCount }>> = {
  laf_source_records_total: { label: 'source', count: 'records' },
  laf_source_dropped_records_total: { label: 'source', count: 'dropped' },
  laf_filtered_events_total: { label: 'stage', count: 'filtered' },
  laf_dead_letters_total: { label: 'stage', count: 'dead_letters' },
  laf_sink_events_total: { label: 'sink', count: 'records' },
  laf_sink_retries_total: { label: 'sink', count: 'retries' },
};

export type StageCount = 'records' | 'dropped' | 'filtered' | 'dead_letters' | 'retries';

const SAMPLE = /^(laf_\w+_total)\{([^}]*)\} (\S+)$/;

/** Reads the counters of each stage from metrics in Prometheus' text format, and sums those of several labels. */
export function stageCounters(metrics: string): Map<string, Partial<Record<StageCount, number>>> {
  const stages = new Map<string, Partial<Record<StageCount, number>>>();
  for (const line of metrics.split('\n')) {
    const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
    const counter = COUNTERS[name];
    const stage = counter && new RegExp(`(?:^|,)${counter.label}="([^"]*)"`).exec(labels)?.[1];
    if (counter === undefined || stage === undefined) continue;
    const counts = stages.get(stage) ?? {};
    counts[counter.count] = (counts[counter.count] ?? 0) + Number(value);
    stages.set(stage, counts);
  }
  return stages;
}
