export type QueueKind = 'redis' | 'disk' | 'cluster';

/** After so long the chunks of a silent worker go to the others; faults last longer and shorter than that. */
export const CLAIM_AFTER_MILLIS = 2000;

const QUEUES: Record<QueueKind, string> = {
  redis: '{ type: redis, durability: always, claim_after: 2s, spool_bytes: 256MiB }',
  cluster: '{ type: redis, durability: always, shards: 4, claim_after: 2s, spool_bytes: 256MiB }',
  disk: '{ type: disk, claim_after: 2s, max_bytes: 512MiB }',
};

/** The pipeline of all processes of a run; small batches, so that many transactions are under way. */
export function pipelineText(queue: QueueKind): string {
  return `
sources:
  http:   { type: http }
  syslog: { type: syslog, listen: ["udp://127.0.0.1:\${UDP_PORT:-0}", "tcp://127.0.0.1:\${TCP_PORT:-0}"] }
queue: ${QUEUES[queue]}
transforms:
  parse: { type: auto-detect, inputs: [http, syslog] }
sinks:
  store: { type: postgres, inputs: [parse], batch: { max_events: 4000, max_bytes: 1MiB, max_wait: 50ms } }
  live:  { type: live, inputs: [parse] }
`;
}
