import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { comparePlans } from '../../config/compare-plans.js';
import type { Environment } from '../../config/environment.js';
import { Detector } from '../../pipeline/detection/detector.js';
import type { ParserSet } from '../../pipeline/detection/parser-set.js';
import { EnvironmentError, RetryableError, UserError } from '../../pipeline/errors.js';
import { IpcLiveBus } from '../../pipeline/ipc-live-bus.js';
import type { LiveBus } from '../../pipeline/live-bus.js';
import { LocalLiveBus } from '../../pipeline/local-live-bus.js';
import { Metrics } from '../../pipeline/metrics.js';
import type { QueueDefinition } from '../../pipeline/plugin.js';
import type { Queue } from '../../pipeline/queue.js';
import { QueueGauges } from '../../pipeline/queue-gauges.js';
import { LetterDesk } from '../../pipeline/replay.js';
import { Supervisor } from '../../pipeline/supervisor.js';
import { RedisLiveBus } from '../../plugins/live/redis-live-bus.js';
import { NAMED_PATTERNS } from '../../plugins/patterns/named-patterns.js';
import { readBalances } from '../../plugins/postgres/accounts.js';
import { PostgresTokens } from '../../plugins/postgres/api-tokens.js';
import { DropRecorder } from '../../plugins/postgres/drop-recorder.js';
import { NodeLease } from '../../plugins/postgres/node-lease.js';
import { PartitionGauge, readPartitionStates } from '../../plugins/postgres/partition-states.js';
import { PostgresStore } from '../../plugins/postgres/store.js';
import { createServer, type HttpServer, type Role, type ServerAddress } from '../../server/server.js';
import { parserSetOf } from '../support/load-parsers.js';
import type { LoadedPipeline } from '../support/load-pipeline.js';
import { type Database, openDatabase } from './databases.js';
import { Ingest } from './ingest.js';
import { liveHistory } from './live-history.js';
import { mergedMetrics } from './metrics-text.js';
import { checkOpenAddress } from './open-address.js';
import { pipelineShape } from './pipeline-shape.js';
import { POOL_WORKER } from './pool-worker.js';
import { emptied } from './queue-drain.js';
import type { AppliedChange, FailedReload } from './reloader.js';
import { remediesFor } from './remedies.js';
import { restartNeeded } from './restart-needed.js';
import { checkAtStart } from './start-checks.js';
import { WorkerRunner } from './worker-runner.js';

export interface ProgramOptions {
  readonly loaded: LoadedPipeline;
  readonly parsers: ParserSet;
  readonly roles: ReadonlySet<Role>;
  /** Worker processes; 1 runs in this process. */
  readonly workers: number;
  /** This process is one of a pool. */
  readonly poolWorker: boolean;
  /** The last reload where it came to nothing. */
  readonly lastReload: () => FailedReload | undefined;
  readonly logger: Logger;
}

/** What a start has to tell. */
export interface Started {
  /** Absent in a process that only works. */
  readonly http: ServerAddress | undefined;
  readonly sources: readonly string[];
  readonly database: Pick<Database, 'description' | 'folder'>;
  readonly queue: string;
  /** Resolves when the sources have ended by themselves and all they brought is worked off; absent: they never end. */
  readonly finished: Promise<void> | undefined;
}

type Step = (giveUp: AbortSignal) => Promise<void>;

const NEVER = new AbortController().signal;
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** A part that does not end this long after it was told to give up (a database that is frozen) is left as it is. */
const PATIENCE_MILLIS = 3000;

async function outOfPatience(giveUp: AbortSignal): Promise<void> {
  if (!giveUp.aborted) await once(giveUp, 'abort');
  await delay(PATIENCE_MILLIS, undefined, { ref: false });
}

/** All parts of one `laf run` process, started in the order of their needs and stopped in the opposite one. */
export class Program {
  readonly #metrics = new Metrics();
  readonly #undo: Step[] = [];
  readonly #healthParts: Record<string, () => Promise<void>> = {};
  /** What the program works by now. */
  #loaded: LoadedPipeline;
  #parsers: ParserSet;
  #detector: Detector;
  #supervisor: Supervisor | undefined;
  #runner: WorkerRunner | undefined;
  #ingest: Ingest | undefined;

  constructor(private readonly options: ProgramOptions) {
    this.#loaded = options.loaded;
    this.#parsers = options.parsers;
    this.#detector = new Detector(options.parsers);
    collectDefaultMetrics({ register: this.registry });
  }

  get registry(): Registry {
    return this.#metrics.registry;
  }

  /**
   * Starts everything. When a part fails, what was started is stopped again.
   *
   * @throws UserError, EnvironmentError
   */
  async start(): Promise<Started> {
    try {
      return await this.#start();
    } catch (error) {
      await this.stop(AbortSignal.timeout(5000));
      // An engine that has gone away since it was first reached is no mistake of this program.
      if (error instanceof RetryableError) throw new EnvironmentError(error.message, { cause: error });
      throw error;
    }
  }

  /**
   * Goes on by another pipeline: sources, transforms and sinks that are the same in it are kept, and nothing that was
   * accepted is lost. Called once at a time, between start and stop.
   *
   * @throws UserError, EnvironmentError, what a plugin throws; then all goes on as it did.
   */
  async change(loaded: LoadedPipeline): Promise<AppliedChange> {
    const before = this.#loaded;
    const problems = restartNeeded(before, loaded);
    if (problems.length > 0) throw new UserError(problems.join('\n'));
    const changes = comparePlans(before.plan, loaded.plan);
    const { dataDir } = this.#environment;
    const parsers = await parserSetOf(
      loaded.catalog,
      { logger: this.options.logger, dataDir },
      this.#parsers,
    );
    const applied = { changes, parsers: parsers !== this.#parsers };
    const sources = await this.#ingest?.prepare(loaded.plan);
    try {
      // The workers first: what comes from a new source finds its way then.
      await this.#changeWorkers(loaded, parsers, applied);
    } catch (error) {
      await sources?.cancel();
      throw error;
    }
    try {
      await sources?.commit();
    } catch (error) {
      await this.#changeWorkers(before, this.#parsers, applied);
      throw error;
    }
    this.#loaded = loaded;
    if (applied.parsers) this.#detector = new Detector(parsers);
    this.#parsers = parsers;
    return applied;
  }

  async #changeWorkers(
    { plan, text }: LoadedPipeline,
    parsers: ParserSet,
    applied: AppliedChange,
  ): Promise<void> {
    if (!concernsWorkers(applied)) return;
    await this.#supervisor?.change(text);
    await this.#runner?.change(plan, parsers);
  }

  get #environment(): Environment {
    return this.#loaded.environment;
  }

  /** Takes nothing new, brings what was accepted to a safe place and ends; hurries when `giveUp` aborts. */
  async stop(giveUp: AbortSignal): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) {
      const stopped = step(giveUp).catch((error) =>
        this.options.logger.error({ err: error }, 'while stopping'),
      );
      await Promise.race([stopped, outOfPatience(giveUp)]);
    }
  }

  async #start(): Promise<Started> {
    const { roles, logger } = this.options;
    const database = await openDatabase(this.#environment, logger);
    this.#undo.push(() => database.stop());
    const store = new PostgresStore(database.url, database.description);
    this.#undo.push(() => store.close());
    const queue = await this.#openQueue();
    await this.#check(database, queue);
    const live = await this.#openLiveBus();
    this.#healthParts.database = () => store.check();
    this.#healthParts.queue = async () => void (await queue.status());
    if (roles.has('worker')) await this.#startWorkers({ database, store, queue, live });
    if (!queue.shared) this.#undo.push((giveUp) => emptied(queue, giveUp));
    const listens = roles.has('server') || roles.has('ingest');
    if (listens) await checkOpenAddress(this.#environment, new PostgresTokens(store.pool));
    const server = listens ? this.#createServer(store, queue, live) : undefined;
    if (roles.has('ingest')) this.#ingest = await this.#createIngest(store, queue, server!);
    const ingest = this.#ingest;
    this.#undo.push(async () => server?.close());
    const http = await server?.listen();
    await ingest?.start();
    const finished = ingest?.finished.then(() => emptied(queue, NEVER));
    return { http, sources: ingest?.addresses ?? [], database, queue: queue.description, finished };
  }

  async #openQueue(): Promise<Queue> {
    const { roles, workers, logger } = this.options;
    const environment = this.#environment;
    const { plugin, options, type } = this.#loaded.plan.queue;
    const context = { name: 'queue', logger, dataDir: environment.dataDir, redisUrl: environment.redisUrl };
    const queue = await (plugin as QueueDefinition).create(options, context);
    if (!queue.shared && (workers > 1 || !roles.has('worker') || !roles.has('ingest'))) {
      throw new UserError(
        `queue: the ${type} queue lives in one process; it needs the roles ingest and worker together and --workers 1`,
      );
    }
    await queue.open();
    this.#undo.push(() => queue.close());
    return queue;
  }

  async #check({ url, folder }: Database, queue: Queue): Promise<void> {
    const { poolWorker, logger } = this.options;
    // Its supervisor has said it.
    if (poolWorker) return;
    const folders = [this.#environment.dataDir, ...(folder === undefined ? [] : [folder])];
    await checkAtStart({ databaseUrl: url, folders, queue, logger });
  }

  async #openLiveBus(): Promise<LiveBus> {
    const { poolWorker, logger } = this.options;
    const environment = this.#environment;
    const onDrop = () => this.#metrics.liveDropped.inc();
    let live: LiveBus;
    if (environment.redisUrl !== undefined)
      live = new RedisLiveBus({ url: environment.redisUrl, stream: 'laf', logger, onDrop });
    else live = poolWorker ? new IpcLiveBus(onDrop) : new LocalLiveBus();
    await live.open();
    this.#undo.push(() => live.close());
    return live;
  }

  async #startWorkers(parts: {
    database: Database;
    store: PostgresStore;
    queue: Queue;
    live: LiveBus;
  }): Promise<void> {
    const { parsers, workers, logger } = this.options;
    if (workers > 1) {
      await this.#startPool(parts);
      return;
    }
    const { database, ...others } = parts;
    const templates = parts.store;
    const { plan } = this.#loaded;
    const { dataDir } = this.#environment;
    const runner = new WorkerRunner({
      ...{ plan, parsers, dataDir, metrics: this.#metrics, logger, databaseUrl: database.url },
      ...{ ...others, templates },
    });
    this.#undo.push((giveUp) => runner.stop(giveUp));
    await runner.start();
    this.#runner = runner;
    this.#healthParts.worker = () => runner.check();
  }

  async #startPool({ database, live }: { database: Database; live: LiveBus }): Promise<void> {
    const { workers, logger } = this.options;
    const { plan, text } = this.#loaded;
    const supervisor = new Supervisor({
      count: workers,
      module: MAIN,
      args: ['run', plan.file, '--roles', 'worker'],
      environment: { ...process.env, [POOL_WORKER]: '1', DB_URL: database.url },
      pipeline: text,
      live: live instanceof LocalLiveBus ? live : new LocalLiveBus(),
      logger,
    });
    this.#supervisor = supervisor;
    this.#undo.push((giveUp) => supervisor.stop(giveUp));
    await supervisor.start();
    this.#healthParts.worker = async () => {
      if (supervisor.running < workers)
        throw new Error(`${supervisor.running} of ${workers} worker processes run`);
    };
  }

  #createServer(store: PostgresStore, queue: Queue, live: LiveBus): HttpServer {
    const { roles, logger, lastReload } = this.options;
    const { host, port, feedPort, apiTokens, corsOrigins, accessLog } = this.#environment;
    const { rateLimit: calls, ingestRateLimit: ingest } = this.#environment;
    const gauges = [new QueueGauges(this.registry, queue), new PartitionGauge(this.registry, store.pool)];
    const detector = () => this.#detector;
    return createServer({
      get detector() {
        return detector();
      },
      lastReload,
      rateLimits: { ...(calls && { calls }), ...(ingest && { ingest }) },
      ...{ host, port, apiTokens, corsOrigins, accessLog, logger, roles, store, queue, live },
      history: liveHistory(store, queue, () => this.#loaded.plan),
      ...(feedPort !== undefined && { feedPort }),
      patterns: NAMED_PATTERNS,
      tokenStore: new PostgresTokens(store.pool),
      deadLetters: new LetterDesk(store, queue, () => this.#loaded.plan),
      metrics: async () => {
        await Promise.all(gauges.map((gauge) => gauge.refresh()));
        return mergedMetrics(this.registry, this.#supervisor);
      },
      pipeline: () => pipelineShape(this.#loaded.plan),
      queueExtras: async () => ({
        sources: await readBalances(store.pool),
        partitions: await readPartitionStates(store.pool),
      }),
      healthParts: () => this.#healthParts,
      remedies: remediesFor(this.#environment, queue),
    });
  }

  async #createIngest(store: PostgresStore, queue: Queue, http: HttpServer): Promise<Ingest> {
    const { logger } = this.options;
    const lease = await NodeLease.take(store.pool, logger);
    this.#undo.push(() => lease.release());
    const drops = new DropRecorder(store.pool, lease.ids.node, () => this.#metrics.drops(), logger);
    drops.start();
    this.#undo.push(() => drops.stop());
    const { dataDir } = this.#environment;
    const ingest = new Ingest({
      plan: this.#loaded.plan,
      queue,
      store,
      http,
      ids: lease.ids,
      dataDir,
      metrics: this.#metrics,
      logger,
    });
    this.#undo.push((giveUp) => ingest.stop(giveUp));
    await ingest.create();
    return ingest;
  }
}

/** Workers need to know which sources there are, and nothing else of them. */
function concernsWorkers({ changes: { sources, transforms, sinks }, parsers }: AppliedChange): boolean {
  const comeOrGone = sources.added.length + sources.removed.length > 0;
  const isOther = [transforms, sinks].some(
    ({ changed, added, removed }) => changed.length + added.length + removed.length > 0,
  );
  return comeOrGone || isOther || parsers;
}
