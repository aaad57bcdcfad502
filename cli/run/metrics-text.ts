import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Supervisor } from '../../pipeline/supervisor.js';

/** The metrics of this process and, with a pool, of its workers, summed, in Prometheus' text format. */
export async function mergedMetrics(own: Registry, supervisor: Supervisor | undefined): Promise<string> {
  if (supervisor === undefined) return own.metrics();
  const all = [await own.getMetricsAsJSON(), ...(await supervisor.metrics())];
  return AggregatorRegistry.aggregate(all as object[]).metrics();
}
