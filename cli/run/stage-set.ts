import type { Logger } from 'pino';
import { comparePlans } from '../../config/compare-plans.js';
import { withLeavingSources } from '../../config/leaving-sources.js';
import type { PipelinePlan } from '../../config/plan.js';
import type { ParserSet } from '../../pipeline/detection/parser-set.js';
import { upstreamOf } from '../../pipeline/graph.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import type {
  AnySink,
  PluginContext,
  SinkContext,
  SinkDefinition,
  Transform,
  TransformContext,
  TransformDefinition,
} from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import type { TemplateStore } from '../../pipeline/templates/template-store.js';

export interface StageTools {
  readonly queue: Pick<Queue, 'horizon'>;
  readonly live: LiveBus;
  readonly templates: TemplateStore;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly logger: Logger;
}

interface MadeTransform {
  readonly instance: Transform;
  /** Whether it has asked for the parsers there are. */
  readonly asked: { parsers: boolean };
}

interface MadeSink {
  readonly instance: AnySink;
  /** The set that the instance was given: it follows the plan. */
  readonly upstream: Set<string>;
}

/**
 * The transforms and sinks of one plan, made and started. The set of the next plan takes over those whose instance can go
 * on; the others are stopped once nothing is under way in their graph any more.
 *
 * Life: make → use, once nothing uses the set before → stop, or stopAllBut the next one.
 */
export class StageSet {
  readonly #transforms = new Map<string, MadeTransform>();
  readonly #sinks = new Map<string, MadeSink>();
  /** Made for this set, for the case that it comes to nothing. */
  readonly #own: (Transform | AnySink)[] = [];

  private constructor(
    /** What the graph is to be: the plan, and the ways of sources that have gone. */
    readonly plan: PipelinePlan,
    private readonly parsers: ParserSet,
    private readonly tools: StageTools,
  ) {}

  /** @throws what a plugin's create or start throws; what was made is stopped then, and `before` goes on. */
  static async make(
    plan: PipelinePlan,
    parsers: ParserSet,
    tools: StageTools,
    before?: StageSet,
  ): Promise<StageSet> {
    const graphPlan = before === undefined ? plan : withLeavingSources(plan, before.plan);
    const set = new StageSet(graphPlan, parsers, tools);
    if (before !== undefined) set.#takeOver(before);
    try {
      await set.#makeOthers();
      return set;
    } catch (error) {
      await stopAll(set.#own, tools.logger);
      throw error;
    }
  }

  get transforms(): Map<string, Transform> {
    return new Map([...this.#transforms].map(([name, { instance }]) => [name, instance]));
  }

  get sinks(): Map<string, AnySink> {
    return new Map([...this.#sinks].map(([name, { instance }]) => [name, instance]));
  }

  /** From now on the instances are those of this set's graph, and no other's. */
  use(): void {
    for (const [name, { upstream }] of this.#sinks) {
      upstream.clear();
      for (const stage of upstreamOf(name, this.plan)) upstream.add(stage);
    }
  }

  /** @throws what a plugin's stop throws */
  async stop(): Promise<void> {
    for (const plugin of this.#instances()) await plugin.stop?.();
  }

  /** Stops what the next set has not taken over. A plugin that fails at that is logged. */
  async stopAllBut(next: StageSet): Promise<void> {
    const goingOn = new Set(next.#instances());
    await stopAll(
      this.#instances().filter((plugin) => !goingOn.has(plugin)),
      this.tools.logger,
    );
  }

  #instances(): (Transform | AnySink)[] {
    return [...this.#transforms.values(), ...this.#sinks.values()].map(({ instance }) => instance);
  }

  #takeOver(before: StageSet): void {
    const { transforms, sinks } = comparePlans(before.plan, this.plan);
    const goOn = ({ kept, changed }: typeof transforms) => [
      ...kept,
      ...changed.filter(({ rewired }) => rewired).map(({ name }) => name),
    ];
    for (const name of goOn(transforms)) {
      const made = before.#transforms.get(name)!;
      if (!made.asked.parsers || before.parsers === this.parsers) this.#transforms.set(name, made);
    }
    for (const name of goOn(sinks)) this.#sinks.set(name, before.#sinks.get(name)!);
  }

  async #makeOthers(): Promise<void> {
    for (const stage of this.plan.transforms) {
      if (this.#transforms.has(stage.name)) continue;
      const asked = { parsers: false };
      const context = this.#transformContext(stage.name, asked);
      const instance = await (stage.plugin as TransformDefinition).create(stage.options, context);
      this.#own.push(instance);
      this.#transforms.set(stage.name, { instance, asked });
    }
    for (const stage of this.plan.sinks) {
      if (this.#sinks.has(stage.name)) continue;
      const upstream = upstreamOf(stage.name, this.plan);
      const context = this.#sinkContext(stage.name, upstream);
      const instance = await (stage.plugin as SinkDefinition).create(stage.options, context);
      this.#own.push(instance);
      this.#sinks.set(stage.name, { instance, upstream });
    }
    for (const plugin of this.#own) await plugin.start?.();
  }

  #transformContext(name: string, asked: { parsers: boolean }): TransformContext {
    const { parsers } = this;
    return {
      ...this.#context(name),
      templates: this.tools.templates,
      get parsers() {
        asked.parsers = true;
        return parsers;
      },
    };
  }

  #sinkContext(name: string, upstream: ReadonlySet<string>): SinkContext {
    const { live, databaseUrl, queue } = this.tools;
    const queueHorizon = async () => (await queue.horizon?.()) ?? 0;
    return { ...this.#context(name), live, databaseUrl, upstream, queueHorizon };
  }

  #context(name: string): PluginContext {
    return { name, logger: this.tools.logger.child({ stage: name }), dataDir: this.tools.dataDir };
  }
}

async function stopAll(plugins: readonly (Transform | AnySink)[], logger: Logger): Promise<void> {
  for (const plugin of plugins) {
    try {
      await plugin.stop?.();
    } catch (error) {
      logger.error({ err: error }, 'while stopping a stage');
    }
  }
}
