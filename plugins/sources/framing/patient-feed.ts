import type { Logger } from 'pino';
import { messageOf } from '../../../pipeline/errors.js';
import type { Intake, RecordBlock } from '../../../pipeline/intake.js';

/** Bytes that one sender may have on their way into the queue: a few chunks, so that the next ones never wait for it. */
const MAX_UNDER_WAY = 1024 * 1024;

/** Puts the blocks of one patient sender (a connection, a file) into the intake and says when to stop reading. */
export class PatientFeed {
  #bytes = 0;
  #blocks = 0;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly intake: Intake,
    private readonly logger: Logger,
    /** Whether a record that could not be queued is read again after a restart (a file); otherwise it is lost. */
    private readonly repeats = false,
  ) {}

  /** True while nothing more should be read, until {@link ready}. */
  get shouldWait(): boolean {
    return this.intake.full || this.#bytes >= MAX_UNDER_WAY;
  }

  /** Resolves to true once the block is durable; to false when it never will be, which is logged and counted. */
  async put(block: RecordBlock): Promise<boolean> {
    const size = block.body.length;
    this.#bytes += size;
    this.#blocks += 1;
    try {
      await this.intake.appendPatiently(block);
      return true;
    } catch (error) {
      if (!this.repeats) this.intake.dropped(block.count, 'queue closed');
      this.logger.error({ records: block.count, reason: messageOf(error) }, 'records could not be queued');
      return false;
    } finally {
      this.#bytes -= size;
      this.#blocks -= 1;
      this.#wake();
    }
  }

  /** Resolves when reading may go on. */
  async ready(): Promise<void> {
    while (this.shouldWait) {
      if (this.intake.full) await this.intake.room();
      else await this.#change();
    }
  }

  /** Resolves when every block put so far has its answer. */
  async settled(): Promise<void> {
    while (this.#blocks > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
