import type { Logger } from 'pino';
import type { PipelinePlan } from '../../config/plan.js';
import { ChunkIntake } from '../../pipeline/chunk-intake.js';
import type { IdAllocator } from '../../pipeline/event-id.js';
import type { Metrics } from '../../pipeline/metrics.js';
import type { HttpHost, Source, SourceDefinition } from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';

export interface IngestOptions {
  readonly plan: PipelinePlan;
  readonly queue: Queue;
  readonly store: Store;
  readonly http: HttpHost;
  readonly ids: IdAllocator;
  readonly dataDir: string;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The sources of the plan, each with its intake. */
export class Ingest {
  readonly #sources: { source: Source; intake: ChunkIntake }[] = [];

  constructor(private readonly options: IngestOptions) {}

  /** Makes the sources; those of HTTP add their routes now. */
  async create(): Promise<void> {
    const { plan, queue, ids, metrics, store, http, dataDir, logger } = this.options;
    for (const stage of plan.sources) {
      const intake = new ChunkIntake({ source: stage.name, queue, ids, metrics });
      const context = {
        name: stage.name,
        logger: logger.child({ stage: stage.name }),
        dataDir,
        intake,
        http,
        store,
      };
      this.#sources.push({
        source: await (stage.plugin as SourceDefinition).create(stage.options, context),
        intake,
      });
    }
  }

  async start(): Promise<void> {
    for (const { source } of this.#sources) await source.start();
  }

  get addresses(): string[] {
    return this.#sources.flatMap(({ source }) => source.addresses?.() ?? []);
  }

  /**
   * Resolves when every source has come to an end of its own and all of it is durable (standard input that has ended);
   * undefined when there is a source that never does.
   */
  get finished(): Promise<void> | undefined {
    const ends = this.#sources.map(({ source }) => source.finished);
    return ends.includes(undefined) ? undefined : Promise.all(ends).then(() => {});
  }

  /** Resolves once all that was accepted is durable; what is not when `giveUp` aborts is refused to its senders. */
  async stop(giveUp: AbortSignal): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => {
      giveUp.addEventListener('abort', () => resolve(), { once: true });
      // The steps before this one may have taken all the time there was.
      if (giveUp.aborted) resolve();
    });
    await Promise.all(
      this.#sources.map(async ({ source, intake }) => {
        await Promise.race([source.stop(), gaveUp]);
        await intake.close(giveUp);
      }),
    );
  }
}
