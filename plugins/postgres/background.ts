import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';

/** Work done again and again beside everything else; what fails is tried again at its next turn. */
export class Background {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  /** @param failed what to say when the work throws: `the ledger could not be pruned` */
  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly everyMillis: number,
    private readonly failed: string,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#turn(), this.everyMillis).unref();
  }

  /** Resolves when a turn under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #turn(): void {
    this.#running ??= this.work()
      .then(
        () => {},
        (error) => this.logger.warn({ error: messageOf(error) }, `${this.failed}; trying again later`),
      )
      .finally(() => {
        this.#running = undefined;
      });
  }
}
