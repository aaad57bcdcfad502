import { Gauge, type Registry } from 'prom-client';
import { AnswerInTime } from './answer-in-time.js';
import type { Queue, QueueStatus } from './queue.js';

/** A scrape waits no longer for a queue that is away; Prometheus gives up after 10 s unless told. */
const ANSWER_MILLIS = 2000;
/** Each consumer is a time series of its own. */
const MOST_CONSUMERS = 100;

/** The queue's figures as they are at a scrape. While the queue does not answer they are missing, not zero. */
export class QueueGauges {
  readonly #gauges: ReturnType<typeof gaugesOf>;
  readonly #status: AnswerInTime<QueueStatus>;

  constructor(registry: Registry, queue: Pick<Queue, 'status'>, answerMillis = ANSWER_MILLIS) {
    this.#gauges = gaugesOf(registry);
    this.#status = new AnswerInTime(() => queue.status(), answerMillis);
  }

  /** Asks the queue. Never throws. */
  async refresh(): Promise<void> {
    const status = await this.#status.get();
    const { up, depth, bytes, maxBytes, lag, spool, pending, idle } = this.#gauges;
    up.set(status === undefined ? 0 : 1);
    set(depth, status?.depth);
    set(bytes, status?.bytes);
    set(maxBytes, status?.max_bytes);
    set(lag, status?.lag);
    set(spool, status && (status.spool?.bytes ?? 0));
    pending.reset();
    idle.reset();
    for (const consumer of busiest(status?.consumers ?? [])) {
      pending.set({ consumer: consumer.name }, consumer.pending);
      idle.set({ consumer: consumer.name }, consumer.idle_ms / 1000);
    }
  }
}

function gaugesOf(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    up: gauge('laf_queue_up', 'Whether the queue answered this scrape.'),
    depth: gauge('laf_queue_depth_chunks', 'Chunks not yet acknowledged.'),
    bytes: gauge('laf_queue_bytes', 'Bytes of the chunks in the queue.'),
    maxBytes: gauge('laf_queue_max_bytes', 'Bytes that the queue may hold.'),
    lag: gauge('laf_queue_lag_chunks', 'Chunks not yet handed to a worker.'),
    spool: gauge('laf_spool_bytes', "Bytes that wait on this machine's disk for the queue."),
    pending: gauge('laf_queue_pending_chunks', 'Chunks handed to a worker and not acknowledged.', 'consumer'),
    idle: gauge('laf_queue_consumer_idle_seconds', 'Time since a worker last asked for chunks.', 'consumer'),
  };
}

function set(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}

/** Those that matter where there are more than a scrape may have: with most to do, then those that asked last. */
function busiest(consumers: QueueStatus['consumers']): QueueStatus['consumers'] {
  return consumers
    .toSorted((a, b) => b.pending - a.pending || a.idle_ms - b.idle_ms)
    .slice(0, MOST_CONSUMERS);
}
