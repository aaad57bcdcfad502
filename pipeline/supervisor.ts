import { type ChildProcess, fork } from 'node:child_process';
import type { Logger } from 'pino';
import { Backoff } from './backoff.js';
import { messageOf } from './errors.js';
import type { LocalLiveBus } from './local-live-bus.js';

/** What worker processes and their supervisor tell each other. */
export type WorkerMessage =
  | { type: 'live'; events: string }
  | { type: 'metrics'; metrics: unknown[] }
  | { type: 'ready' }
  /** `problems` is empty when it works by the new pipeline. */
  | { type: 'changed'; problems: string[] };
export type SupervisorMessage =
  | { type: 'listeners'; any: boolean }
  | { type: 'metrics' }
  /** The pipeline to begin with, as text: the file may have been changed since. */
  | { type: 'pipeline'; text: string }
  | { type: 'change'; text: string };

export interface SupervisorOptions {
  readonly count: number;
  /** Module and arguments of one worker process. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The text of the pipeline that the workers begin with. */
  readonly pipeline: string;
  readonly live: LocalLiveBus;
  readonly logger: Logger;
}

/** A process that ran this long was well: the next restart comes at once. */
const STEADY_MILLIS = 10_000;
/**
 * Events live for some milliseconds, and what outlives a scavenge is copied. CPU seconds of a pool per million events
 * and peak memory of a worker: 3.3 s and 243 MB with 16 MB for young objects (V8's default), 2.9 s and 280 MB with 32,
 * 2.8 s and 346 MB with 64 (npm run bench).
 */
const WORKER_FLAGS = ['--max-semi-space-size=32'];
const METRICS_MILLIS = 2000;
/** A worker waits 30 s for what is under way, and stops what it has no use for any more; one that is frozen never answers. */
const CHANGE_MILLIS = 60_000;

/**
 * Keeps a pool of worker processes: starts a dead one again (after a wait that grows while it keeps dying), hands their
 * live events on, and gathers their metrics.
 */
export class Supervisor {
  readonly #children = new Set<ChildProcess>();
  readonly #slots: Promise<void>[] = [];
  readonly #stopping = new AbortController();
  readonly #onListeners: () => void;
  /** What a worker that is started now works by. */
  #pipeline: string;

  constructor(private readonly options: SupervisorOptions) {
    this.#pipeline = options.pipeline;
    this.#onListeners = () => {
      for (const child of this.#children) this.#tellListeners(child);
    };
    options.live.onListenersChange = this.#onListeners;
  }

  get running(): number {
    return this.#children.size;
  }

  /** Resolves once every worker is ready or has failed for the first time. */
  async start(): Promise<void> {
    const ready = Array.from({ length: this.options.count }, (_, slot) => {
      return new Promise<void>((resolve) => this.#slots.push(this.#keepAlive(slot, resolve)));
    });
    await Promise.all(ready);
  }

  /** Asks all to drain and waits for them; those that are left when `giveUp` aborts are killed. */
  async stop(giveUp: AbortSignal): Promise<void> {
    this.#stopping.abort();
    for (const child of this.#children) child.kill('SIGTERM');
    giveUp.addEventListener('abort', () => this.#killAll(), { once: true });
    if (giveUp.aborted) this.#killAll();
    await Promise.all(this.#slots);
  }

  /**
   * Has the workers change to another pipeline, one after the other, so that the others go on working. When one cannot,
   * those before it change back.
   *
   * @throws Error with why it cannot; then all work by the pipeline from before, or are started again with it
   */
  async change(pipeline: string): Promise<void> {
    const before = this.#pipeline;
    // Who is started meanwhile begins with the new one.
    this.#pipeline = pipeline;
    for (const child of [...this.#children]) {
      const problems = await askChange(child, pipeline);
      if (problems.length === 0) continue;
      this.#pipeline = before;
      // Those that were not asked yet, too: one may have begun with the new pipeline meanwhile.
      for (const other of this.#children) if (other !== child) await this.#changeBack(other, before);
      throw new Error(problems.join('\n'));
    }
  }

  async #changeBack(child: ChildProcess, pipeline: string): Promise<void> {
    const problems = await askChange(child, pipeline);
    if (problems.length === 0 || child.exitCode !== null || child.signalCode !== null) return;
    this.options.logger.error(
      { pid: child.pid, problems },
      'a worker process could not change back; starting another',
    );
    child.kill('SIGTERM');
  }

  /** The metrics of every worker that answers, in prom-client's JSON. */
  async metrics(): Promise<unknown[][]> {
    const answers = [...this.#children].map((child) => askMetrics(child));
    return (await Promise.all(answers)).filter((answer) => answer !== undefined);
  }

  async #keepAlive(slot: number, onReady: () => void): Promise<void> {
    const backoff = new Backoff();
    while (!this.#stopping.signal.aborted) {
      const started = performance.now();
      const code = await this.#runOnce(slot, onReady);
      onReady();
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - started > STEADY_MILLIS) backoff.reset();
      this.options.logger.error({ worker: slot, code }, 'a worker process ended; starting another');
      await backoff.wait(this.#stopping.signal);
    }
  }

  /** Resolves when the process has ended, or could not be made; the latter is logged. */
  async #runOnce(slot: number, onReady: () => void): Promise<number | string | null> {
    try {
      return await this.#ended(this.#fork(onReady), slot);
    } catch (error) {
      this.options.logger.error({ worker: slot, error: messageOf(error) }, 'no worker process can be made');
      return null;
    }
  }

  #fork(onReady: () => void): ChildProcess {
    const { module, args, environment } = this.options;
    const child = fork(module, args, {
      env: environment,
      detached: true,
      execArgv: [...WORKER_FLAGS, ...process.execArgv],
    });
    child.send({ type: 'pipeline', text: this.#pipeline } satisfies SupervisorMessage, () => {});
    child.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') {
        this.#tellListeners(child);
        onReady();
      } else if (message.type === 'live') this.options.live.publish(message.events);
    });
    return child;
  }

  /** @throws why there is no process */
  #ended(child: ChildProcess, slot: number): Promise<number | string | null> {
    return new Promise((resolve, reject) => {
      child.on('error', (error) => {
        // Without a process there will be no exit; with one, a message to it did not arrive.
        if (child.pid === undefined) reject(error);
        else this.options.logger.error({ worker: slot, error: error.message }, 'worker process');
      });
      if (child.pid === undefined) return;
      this.#children.add(child);
      child.once('exit', (code, signal) => {
        this.#children.delete(child);
        resolve(code ?? signal);
      });
    });
  }

  #tellListeners(child: ChildProcess): void {
    if (child.connected) child.send({ type: 'listeners', any: this.options.live.hasListeners });
  }

  #killAll(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

/** Why a worker has not changed; empty when it has. */
function askChange(child: ChildProcess, text: string): Promise<string[]> {
  return new Promise((resolve) => {
    const end = (problems: string[]) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      resolve(problems);
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.type === 'changed') end(message.problems);
    };
    const onExit = () => end(['a worker process ended while it was to change']);
    const timer = setTimeout(() => {
      // What it would answer later could be taken for the answer to another question.
      child.kill('SIGKILL');
      end([`a worker process did not change within ${CHANGE_MILLIS / 1000} s`]);
    }, CHANGE_MILLIS);
    child.on('message', onMessage).on('exit', onExit);
    if (child.connected) child.send({ type: 'change', text } satisfies SupervisorMessage, () => {});
    else onExit();
  });
}

/** Undefined when the worker does not answer in time: its share is missing from this scrape only. */
function askMetrics(child: ChildProcess): Promise<unknown[] | undefined> {
  return new Promise((resolve) => {
    const end = (metrics?: unknown[]) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      resolve(metrics);
    };
    const onMessage = (message: WorkerMessage) => {
      if (message.type === 'metrics') end(message.metrics);
    };
    const timer = setTimeout(end, METRICS_MILLIS);
    child.on('message', onMessage);
    if (child.connected) child.send({ type: 'metrics' });
    else end();
  });
}
