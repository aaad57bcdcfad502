import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { INSTALLATION } from '../../cli/support/installation.js';
import { parserSetOf } from '../../cli/support/load-parsers.js';
import { loadCatalog } from '../../cli/support/load-pipeline.js';
import { Batch } from '../../pipeline/batch.js';
import { decodeChunk, encodeChunk } from '../../pipeline/chunk-codec.js';
import { Delivery } from '../../pipeline/delivery.js';
import { Detector } from '../../pipeline/detection/detector.js';
import { IdAllocator, idToString } from '../../pipeline/event-id.js';
import type { SealingOptions } from '../../plugins/postgres/sealer.js';
import { PostgresSink } from '../../plugins/postgres/sink.js';
import type { LineSource } from './events.js';

const LINES_PER_CHUNK = 700;
const CHUNKS_PER_WRITE = 15;
/** Lines of one write: as many as a worker's batch has. */
export const LINES_PER_WRITE = LINES_PER_CHUNK * CHUNKS_PER_WRITE;

/**
 * A sink with partitions as `auto` makes them with so many events a day.
 *
 * @param sealing none: nothing is sealed
 */
export function benchSink(url: string, sealing?: SealingOptions): PostgresSink {
  return new PostgresSink({
    ...(sealing && { sealing }),
    ...{ name: 'store', url, migrate: false, concurrency: 2, partition: 'hour' },
    logger: pino({ level: 'silent' }),
    upstream: new Set(['store']),
    queueHorizon: async () => 0,
  });
}

/** Parses lines and writes their events as a worker does, two batches at a time. */
export class Loader {
  readonly #ids: IdAllocator;

  private constructor(
    private readonly sink: PostgresSink,
    private readonly lines: LineSource,
    private readonly detector: Detector,
    node: number,
  ) {
    this.#ids = new IdAllocator(node, 0, () => lines.now);
  }

  /** @param node number of the event ids' node, for each process its own */
  static async create(sink: PostgresSink, lines: LineSource, node: number): Promise<Loader> {
    const catalog = await loadCatalog(INSTALLATION.defaultPipeline, process.cwd());
    const parsers = await parserSetOf(catalog, { logger: pino({ level: 'silent' }), dataDir: '' });
    return new Loader(sink, lines, new Detector(parsers), node);
  }

  /** Writes the next `events`; each arrives at its own time. */
  async write(events: number): Promise<void> {
    let under: Promise<void> = Promise.resolve();
    for (let left = events; left > 0; ) {
      const parts = [];
      for (let chunk = 0; chunk < CHUNKS_PER_WRITE && left > 0; chunk++) {
        const count = Math.min(left, LINES_PER_CHUNK);
        parts.push(this.sink.encode(this.#batch(count)));
        left -= count;
      }
      await under;
      under = this.sink.writeParts(parts);
    }
    await under;
  }

  #batch(count: number): Batch {
    const lines = this.lines.take(count);
    const { high, low } = this.#ids.allot(count);
    const chunk = encodeChunk(
      {
        ...{ id: uuidv7(), source: 'bench', transport: 'tcp', receivedAtMicros: this.lines.now * 1000 },
        ...{ framing: 'lines', count, firstId: idToString(high, low), peers: [['127.0.0.1', count]] },
      },
      [Buffer.from(`${lines.join('\n')}\n`)],
    );
    const { context, events } = decodeChunk(chunk);
    for (const event of events) this.detector.detect(event);
    return new Batch(events, [new Delivery(context, 1, () => {})]);
  }
}
