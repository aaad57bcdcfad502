import { v7 as uuidv7 } from 'uuid';
import { Batch } from '../../pipeline/batch.js';
import type { ChunkHeader } from '../../pipeline/chunk.js';
import { decodeChunk, encodeChunk } from '../../pipeline/chunk-codec.js';
import { Delivery, type Outcome } from '../../pipeline/delivery.js';
import { IdAllocator, idToString } from '../../pipeline/event-id.js';
import type { EncodingSink, Sink } from '../../pipeline/plugin.js';

const ids = new IdAllocator(1023);

/** A chunk of records as ingest writes it. */
export function chunkOf(records: readonly (string | Buffer)[], changes: Partial<ChunkHeader> = {}): Buffer {
  const bodies = records.map((record) => Buffer.from(record as string));
  const { high, low } = ids.allot(records.length);
  const header: ChunkHeader = {
    id: uuidv7(),
    source: 'syslog',
    transport: 'tcp',
    receivedAtMicros: Date.now() * 1000,
    framing: 'lengths',
    count: records.length,
    firstId: idToString(high, low),
    peers: [['192.0.2.1', records.length]],
    ...changes,
  };
  return encodeChunk(
    header,
    bodies,
    bodies.map((body) => body.length),
  );
}

export interface BatchOf {
  batch: Batch;
  /** How the delivery ended; undefined while it is open. */
  outcome: () => Outcome | undefined;
}

/** The batch of one chunk, as the worker puts it into the graph; twice from the same bytes is a redelivery. */
export function batchOf(chunk: Buffer, sinks = 1): BatchOf {
  const { context, events } = decodeChunk(chunk);
  let outcome: Outcome | undefined;
  const delivery = new Delivery(context, sinks, (result) => {
    outcome = result;
  });
  return { batch: new Batch(events, [delivery]), outcome: () => outcome };
}

/** Several batches as the batcher joins them. */
export function joined(...parts: BatchOf[]): Batch {
  return new Batch(
    parts.flatMap(({ batch }) => batch.events),
    parts.flatMap(({ batch }) => [...batch.deliveries]),
  );
}

/** A sink that encodes, as one that takes batches: it is given each chunk apart, as the sink stage does. */
export function asSink<Part>(sink: EncodingSink<Part>): Sink {
  return {
    start: async () => sink.start?.(),
    stop: async () => sink.stop?.(),
    write: async ({ events, deliveries }) => {
      const chunks = deliveries.map(
        (delivery) =>
          new Batch(
            events.filter(({ chunk }) => chunk === delivery.chunk),
            [delivery],
          ),
      );
      await sink.writeParts(chunks.map((chunk) => sink.encode(chunk)));
    },
  };
}
