import autocannon from 'autocannon';
import { eventBodies, type PostTarget } from '../support/post.js';

export interface ThroughputOptions {
  connections: number;
  seconds: number;
}

export interface Throughput {
  requests_per_second: number;
  /** Milliseconds, under full load. */
  p50: number;
  p99: number;
  /** Answers that were not 202, by status; only 202 counts above. */
  refused: Record<string, number>;
  errors: number;
}

/** As many single events as the server answers, each connection sending the next one when it has its answer. */
export async function measureThroughput(
  { url, headers }: PostTarget,
  { connections, seconds }: ThroughputOptions,
): Promise<Throughput> {
  const requests = eventBodies(1_000).map((body) => ({ method: 'POST' as const, headers, body }));
  const result = await autocannon({ url, connections, duration: seconds, pipelining: 1, requests });
  const statuses = Object.entries(result.statusCodeStats ?? {});
  const accepted = statuses.find(([status]) => status === '202')?.[1].count ?? 0;
  const refused = Object.fromEntries(
    statuses.filter(([status]) => status !== '202').map(([status, { count = 0 }]) => [status, count]),
  );
  return {
    requests_per_second: accepted / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused,
    errors: result.errors,
  };
}
