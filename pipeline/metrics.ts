import { Counter, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const EVENTS = [1, 10, 100, 500, 1000, 2500, 5000, 10_000, 25_000];

/** The engine's own counts, named by Prometheus's conventions. Labels are stage names and fixed words only. */
export class Metrics {
  readonly registry = new Registry();

  readonly received = this.#counter('laf_source_records_total', 'Records accepted from senders.', 'source');
  readonly receivedBytes = this.#counter('laf_source_bytes_total', 'Bytes of accepted records.', 'source');
  readonly dropped = this.#counter(
    'laf_source_dropped_records_total',
    'Records dropped where the sender cannot be told.',
    'source',
    'reason',
  );
  readonly filtered = this.#counter(
    'laf_filtered_events_total',
    'Events left out by a stage on purpose.',
    'stage',
  );
  readonly deadLetters = this.#counter(
    'laf_dead_letters_total',
    'Records that became dead letters.',
    'stage',
  );
  readonly processed = this.#counter(
    'laf_worker_events_total',
    'Events whose chunk every sink has.',
    'source',
  );
  readonly redelivered = this.#counter(
    'laf_worker_redelivered_chunks_total',
    'Chunks handed out more than once.',
  );
  readonly liveDropped = this.#counter(
    'laf_live_dropped_chunks_total',
    'Chunks that were not passed on to live feeds, as those or the way to them were too slow.',
  );
  readonly written = this.#counter('laf_sink_events_total', 'Events that a sink has taken.', 'sink');
  readonly sinkRetries = this.#counter('laf_sink_retries_total', 'Writes tried again.', 'sink');

  readonly appendSeconds = this.#histogram(
    'laf_queue_append_seconds',
    'Time until a chunk is durable.',
    SECONDS,
  );
  readonly writeSeconds = this.#histogram('laf_sink_write_seconds', 'Time of one write.', SECONDS, 'sink');
  readonly batchEvents = this.#histogram('laf_sink_batch_events', 'Events in one write.', EVENTS, 'sink');

  /** What each source has dropped since this process began, by reason. */
  async drops(): Promise<{ source: string; reason: string; records: number }[]> {
    const { values } = await this.dropped.get();
    return values.map(({ labels, value }) => {
      return { source: String(labels.source), reason: String(labels.reason), records: value };
    });
  }

  #counter<Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labelNames: Label[]
  ): Histogram<Label> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }
}
