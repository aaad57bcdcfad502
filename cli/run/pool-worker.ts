import type { Registry } from 'prom-client';
import { messageOf } from '../../pipeline/errors.js';
import type { SupervisorMessage, WorkerMessage } from '../../pipeline/supervisor.js';

/** Set in the environment of a process that a supervisor has started. */
export const POOL_WORKER = 'LAF_POOL_WORKER';

export interface PoolWorkerDuties {
  readonly registry: Registry;
  /** Works by another pipeline. @throws why not; then it goes on by the one from before */
  change(text: string): Promise<void>;
  stop(): void;
}

/** What a worker process hears from its supervisor; it listens from the beginning, so that no message is lost. */
export class SupervisorLink {
  /** The pipeline to begin with; undefined when the supervisor is gone. */
  readonly pipeline: Promise<string | undefined>;
  #duties: PoolWorkerDuties | undefined;
  /** A change that came before the work has begun. */
  #early: string | undefined;

  constructor() {
    this.pipeline = new Promise((resolve) => {
      process.on('message', (message: SupervisorMessage) => {
        if (message.type === 'pipeline') resolve(message.text);
        else void this.#answer(message);
      });
      if (process.connected) process.once('disconnect', () => resolve(undefined));
      else resolve(undefined);
    });
  }

  /** Tells the supervisor that work has begun, and answers its questions; drains when the supervisor is gone. */
  begin(duties: PoolWorkerDuties): void {
    this.#duties = duties;
    // A supervisor that was killed while this process started is gone already, and nothing will say so again.
    if (process.connected) process.on('disconnect', () => duties.stop());
    else duties.stop();
    send({ type: 'ready' });
    if (this.#early !== undefined) void this.#change(this.#early, duties);
  }

  async #answer(message: SupervisorMessage): Promise<void> {
    if (message.type === 'change') {
      if (this.#duties === undefined) this.#early = message.text;
      else await this.#change(message.text, this.#duties);
    } else if (message.type === 'metrics' && this.#duties !== undefined) {
      send({ type: 'metrics', metrics: await this.#duties.registry.getMetricsAsJSON() });
    }
  }

  async #change(text: string, duties: PoolWorkerDuties): Promise<void> {
    const problems = await duties.change(text).then(
      () => [],
      (error) => messageOf(error).split('\n'),
    );
    send({ type: 'changed', problems });
  }
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}
