import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import type { DropAccount } from './accounts.js';

/** A process that is killed takes the drops of this time with it. */
const EVERY_MILLIS = 2000;

/*
 * Whole counts of this process, not what was added: a statement whose answer is lost may be sent again.
 */
const WRITE = `
  INSERT INTO laf.drops (process, node, source, reason, records)
  SELECT $1, $2, source, reason, records
  FROM unnest($3::text[], $4::text[], $5::bigint[]) AS dropped (source, reason, records)
  ON CONFLICT (process, source, reason) DO UPDATE SET records = excluded.records, counted_at = now()`;

/** Writes down what this process had to drop, so that the account outlives it. */
export class DropRecorder {
  readonly #process = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #written = 0;
  #failing = false;

  /**
   * @param node the process's node number in event ids, for people
   * @param counted what it has dropped since its start
   */
  constructor(
    private readonly pool: pg.Pool,
    private readonly node: number,
    private readonly counted: () => Promise<readonly DropAccount[]>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#tryWrite(), EVERY_MILLIS).unref();
  }

  /** @throws when the last counts cannot be written */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async write(): Promise<void> {
    const drops = await this.counted();
    const total = drops.reduce((sum, { records }) => sum + records, 0);
    if (total === this.#written) return;
    await this.pool.query(WRITE, [
      this.#process,
      this.node,
      drops.map(({ source }) => source),
      drops.map(({ reason }) => reason),
      drops.map(({ records }) => records),
    ]);
    this.#written = total;
  }

  #tryWrite(): void {
    this.write().then(
      () => {
        this.#failing = false;
      },
      (error) => {
        if (!this.#failing)
          this.logger.warn({ error: messageOf(error) }, 'drops cannot be written down; trying again');
        this.#failing = true;
      },
    );
  }
}
