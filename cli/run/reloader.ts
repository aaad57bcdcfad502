import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import { allStages, type PlanChanges } from '../../config/compare-plans.js';
import { messageOf, UserError } from '../../pipeline/errors.js';

export interface AppliedChange {
  readonly changes: PlanChanges;
  /** Whether parsers of the user's have come, gone or changed. */
  readonly parsers: boolean;
}

export interface ReloaderOptions {
  /** Reads the file and goes on by it. @throws why it cannot; then all goes on as it did. */
  readonly reload: () => Promise<AppliedChange>;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** A reload that came to nothing. */
export interface FailedReload {
  /** RFC 3339 */
  readonly at: string;
  readonly problems: number;
}

/**
 * Takes requests to reload and carries out one at a time; those that come during one are answered by one more.
 *
 * States: starting (requests wait) → idle ⇄ reloading → closed (requests are logged and forgotten).
 */
export class Reloader {
  readonly #counts: ReturnType<typeof metricsOf>;
  #state: 'starting' | 'idle' | 'reloading' | 'closed' = 'starting';
  #wanted = false;
  #running: Promise<void> = Promise.resolve();
  #failed: FailedReload | undefined;

  constructor(private readonly options: ReloaderOptions) {
    this.#counts = metricsOf(options.registry);
  }

  /** The last reload, if it came to nothing. */
  get failed(): FailedReload | undefined {
    return this.#failed;
  }

  request(cause: string): void {
    if (this.#state === 'closed') {
      this.options.logger.info(`${cause}: nothing is reloaded while the program stops`);
      return;
    }
    this.#wanted = true;
    if (this.#state === 'idle') this.#running = this.#run();
  }

  /** The program has started with the file as it was then. */
  begin(): void {
    if (this.#state !== 'starting') return;
    this.#state = 'idle';
    this.#noteSuccess();
    if (this.#wanted) this.#running = this.#run();
  }

  /** Begins no reload any more; resolves once none is under way. */
  async close(): Promise<void> {
    this.#wanted = false;
    if (this.#state !== 'reloading') this.#state = 'closed';
    await this.#running;
    this.#state = 'closed';
  }

  async #run(): Promise<void> {
    this.#state = 'reloading';
    while (this.#wanted) {
      this.#wanted = false;
      await this.#once();
    }
    this.#state = 'idle';
  }

  async #once(): Promise<void> {
    const { reload, logger } = this.options;
    const started = performance.now();
    try {
      const applied = await reload();
      const millis = Math.round(performance.now() - started);
      this.#failed = undefined;
      this.#counts.total.inc({ outcome: 'success' });
      this.#noteSuccess();
      logger.info({ millis, ...summary(applied) }, `${told(applied)} (${millis} ms)`);
    } catch (error) {
      const problems = messageOf(error).split('\n');
      this.#failed = { at: new Date().toISOString(), problems: problems.length };
      this.#counts.total.inc({ outcome: 'failure' });
      this.#counts.successful.set(0);
      for (const problem of problems) logger.error(problem);
      const known = error instanceof UserError;
      logger.error(
        { ...(known ? {} : { err: error }) },
        'the pipeline was not reloaded; the graph from before goes on',
      );
    }
  }

  #noteSuccess(): void {
    this.#counts.successful.set(1);
    this.#counts.at.set(Date.now() / 1000);
  }
}

function metricsOf(registry: Registry) {
  const registers = [registry];
  return {
    total: new Counter({
      name: 'laf_reloads_total',
      help: 'Reloads of the pipeline.',
      labelNames: ['outcome'],
      registers,
    }),
    successful: new Gauge({
      name: 'laf_config_last_reload_successful',
      help: 'Whether the pipeline that was read last is the one that runs.',
      registers,
    }),
    at: new Gauge({
      name: 'laf_config_last_reload_success_timestamp_seconds',
      help: 'When the pipeline that runs was read.',
      registers,
    }),
  };
}

function summary({ changes, parsers }: AppliedChange) {
  const { kept, changed, added, removed } = allStages(changes);
  return { kept, changed: changed.map(({ name }) => name), added, removed, ...(parsers && { parsers }) };
}

/** `reloaded: changed tag (fields); added web; 5 kept` */
function told({ changes, parsers }: AppliedChange): string {
  const { kept, changed, added, removed } = allStages(changes);
  const parts = [
    changed.map(({ name, what }) => `${name} (${what.join(', ')})`),
    added,
    removed,
    parsers ? ['parsers'] : [],
  ].map((names, index) =>
    names.length === 0 ? '' : `${['changed', 'added', 'removed', 'changed'][index]} ${names.join(', ')}`,
  );
  const said = parts.filter((part) => part !== '');
  return said.length === 0
    ? `reloaded: nothing has changed; ${kept.length} kept`
    : `reloaded: ${said.join('; ')}; ${kept.length} kept`;
}
