import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import { comparePlans } from '../../config/compare-plans.js';
import type { PipelinePlan, StagePlan } from '../../config/plan.js';
import { ChunkIntake } from '../../pipeline/chunk-intake.js';
import type { IdAllocator } from '../../pipeline/event-id.js';
import type { Metrics } from '../../pipeline/metrics.js';
import type { Source, SourceDefinition } from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import type { Store } from '../../pipeline/store.js';
import type { HttpServer } from '../../server/server.js';

export interface IngestOptions {
  readonly plan: PipelinePlan;
  readonly queue: Queue;
  readonly store: Store;
  readonly http: Pick<HttpServer, 'mount' | 'remount'>;
  readonly ids: IdAllocator;
  readonly dataDir: string;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** A change of the sources that is prepared: either is called, once. */
export interface IngestChange {
  /** @throws what a source's start throws that could not be started beside the old one; then all is as it was. */
  commit(): Promise<void>;
  cancel(): Promise<void>;
}

interface Stage {
  readonly plan: StagePlan;
  readonly source: Source;
  readonly intake: ChunkIntake;
  readonly routes: readonly FastifyPluginAsync[];
}

/** What is being served still when sources are changed is waited for so long; the rest ends by itself. */
const LEAVE_MILLIS = 5000;

/** The sources of the plan, each with its intake. */
export class Ingest {
  #plan: PipelinePlan;
  #stages = new Map<string, Stage>();
  /** Of sources that have gone: what they took may wait for the queue still. */
  readonly #leaving = new Set<ChunkIntake>();
  #finish!: () => void;

  /**
   * Resolves when every source has come to an end of its own and all of it is durable (standard input that has ended);
   * never while there is one that does not.
   */
  readonly finished = new Promise<void>((resolve) => {
    this.#finish = resolve;
  });

  constructor(private readonly options: IngestOptions) {
    this.#plan = options.plan;
  }

  /** Makes the sources; those of HTTP add their routes now. */
  async create(): Promise<void> {
    for (const plan of this.#plan.sources) this.#stages.set(plan.name, await this.#make(plan));
    for (const route of routesOf(this.#stages.values())) this.options.http.mount(route);
  }

  async start(): Promise<void> {
    for (const { source } of this.#stages.values()) await source.start();
    this.#watchEnd();
  }

  get addresses(): string[] {
    return [...this.#stages.values()].flatMap(({ source }) => source.addresses?.() ?? []);
  }

  /**
   * Makes what another plan has otherwise, and opens what nobody has open yet. Nothing else is changed before `commit`.
   *
   * @throws what a source's create or start throws; then nothing has changed
   */
  async prepare(plan: PipelinePlan): Promise<IngestChange> {
    const { changed, added, removed } = comparePlans(this.#plan, plan).sources;
    const leaving = [...changed.map(({ name }) => name), ...removed].map((name) => this.#stages.get(name)!);
    const arriving: Stage[] = [];
    try {
      for (const stage of plan.sources) {
        const isChanged = changed.some(({ name }) => name === stage.name);
        if (!isChanged && !added.includes(stage.name)) continue;
        arriving.push(await this.#make(stage, this.#stages.get(stage.name)?.intake));
      }
      const after = new Map(
        plan.sources.map(({ name }) => [
          name,
          arriving.find((stage) => stage.plan.name === name) ?? this.#stages.get(name)!,
        ]),
      );
      const hasRoutes = [...leaving, ...arriving].some(({ routes }) => routes.length > 0);
      const remounted = hasRoutes ? await this.options.http.remount(routesOf(after.values())) : () => {};
      for (const { source } of arriving) await source.startBeside?.(leaving.map((stage) => stage.source));
      return {
        commit: () => this.#commit(plan, after, leaving, arriving, remounted),
        cancel: () => this.#discard(arriving),
      };
    } catch (error) {
      await this.#discard(arriving);
      throw error;
    }
  }

  /** Resolves once all that was accepted is durable; what is not when `giveUp` aborts is refused to its senders. */
  async stop(giveUp: AbortSignal): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => {
      giveUp.addEventListener('abort', () => resolve(), { once: true });
      // The steps before this one may have taken all the time there was.
      if (giveUp.aborted) resolve();
    });
    await Promise.all([
      ...[...this.#stages.values()].map(async ({ source, intake }) => {
        await Promise.race([source.stop(), gaveUp]);
        await intake.close(giveUp);
      }),
      ...[...this.#leaving].map((intake) => intake.close(giveUp)),
    ]);
  }

  async #make(plan: StagePlan, intake = this.#newIntake(plan.name)): Promise<Stage> {
    const { store, dataDir, logger } = this.options;
    const routes: FastifyPluginAsync[] = [];
    const context = {
      name: plan.name,
      logger: logger.child({ stage: plan.name }),
      dataDir,
      intake,
      http: { mount: (route: FastifyPluginAsync) => void routes.push(route) },
      store,
    };
    const source = await (plan.plugin as SourceDefinition).create(plan.options, context);
    return { plan, source, intake, routes };
  }

  #newIntake(source: string): ChunkIntake {
    const { queue, ids, metrics } = this.options;
    return new ChunkIntake({ source, queue, ids, metrics });
  }

  async #discard(arriving: readonly Stage[]): Promise<void> {
    for (const { plan, source } of arriving)
      await source.stop().catch((error) => this.#logFailedStop(plan.name, error));
  }

  async #commit(
    plan: PipelinePlan,
    after: Map<string, Stage>,
    leaving: readonly Stage[],
    arriving: readonly Stage[],
    remounted: () => void,
  ): Promise<void> {
    await this.#exchangeInTurn(leaving, arriving);
    for (const { source } of arriving) source.takeOver?.();
    remounted();
    this.#stages = after;
    this.#plan = plan;
    const left = leaving
      .filter(({ source }) => source.startBeside !== undefined)
      .map((stage) => this.#leave(stage));
    const gone = leaving.filter((stage) => after.get(stage.plan.name)?.intake !== stage.intake);
    for (const { intake } of gone) this.#leaving.add(intake);
    const closed = Promise.all(left).then(() => this.#closeIntakes(gone.map(({ intake }) => intake)));
    await Promise.race([closed, delay(LEAVE_MILLIS, undefined, { ref: false })]);
    this.#watchEnd();
  }

  /** Those that cannot be beside each other: first the old ones stop, then the new ones start. */
  async #exchangeInTurn(leaving: readonly Stage[], arriving: readonly Stage[]): Promise<void> {
    const inTurn = ({ source }: Stage) => source.startBeside === undefined;
    const [old, fresh] = [leaving.filter(inTurn), arriving.filter(inTurn)];
    await Promise.all(old.map((stage) => this.#leave(stage)));
    try {
      for (const { source } of fresh) await source.start();
    } catch (error) {
      await this.#discard(arriving);
      await this.#bringBack(old);
      throw error;
    }
  }

  /** A stopped instance cannot start again: another is made as it was. */
  async #bringBack(stages: readonly Stage[]): Promise<void> {
    for (const { plan, intake } of stages) {
      try {
        const stage = await this.#make(plan, intake);
        this.#stages.set(plan.name, stage);
        await stage.source.start();
      } catch (error) {
        this.options.logger.fatal(
          { stage: plan.name, err: error },
          'a source that was to go on cannot be started again',
        );
      }
    }
  }

  async #leave({ plan, source }: Stage): Promise<void> {
    await source.stop(true).catch((error) => this.#logFailedStop(plan.name, error));
  }

  async #closeIntakes(intakes: readonly ChunkIntake[]): Promise<void> {
    await Promise.all(intakes.map((intake) => intake.close()));
    for (const intake of intakes) this.#leaving.delete(intake);
  }

  #watchEnd(): void {
    const sources = [...this.#stages.values()].map(({ source }) => source);
    const ends = sources.map((source) => source.finished);
    if (ends.includes(undefined)) return;
    void Promise.all(ends).then(() => {
      // Others may have come meanwhile.
      const now = new Set([...this.#stages.values()].map(({ source }) => source));
      if (sources.every((source) => now.has(source)) && now.size === sources.length) this.#finish();
    });
  }

  #logFailedStop(stage: string, error: unknown): void {
    this.options.logger.error({ stage, err: error }, 'while stopping a source');
  }
}

function routesOf(stages: Iterable<Stage>): FastifyPluginAsync[] {
  return [...stages].flatMap(({ routes }) => routes);
}
