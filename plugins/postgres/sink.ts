import type pg from 'pg';
import type { Batch } from '../../pipeline/batch.js';
import type { DeadLetter, Delivery } from '../../pipeline/delivery.js';
import { PermanentError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import type { Sink } from '../../pipeline/plugin.js';
import { type BadRow, copyBisecting, copyRows } from './copy-batch.js';
import { createPool, databaseError, withClient } from './database.js';
import { insertDeadLetters } from './dead-letters.js';
import { type Account, correctLedger, enterLedger } from './ledger.js';
import { migrate } from './migrate.js';
import { Partitions } from './partitions.js';

export interface PostgresSinkOptions {
  readonly name: string;
  readonly url: string;
  /** Whether the schema is this sink's to make (the program's own database is ready when the sink starts). */
  readonly migrate: boolean;
  readonly concurrency: number;
}

/**
 * Writes a batch in one transaction: ledger, rows, dead letters. Either all of it is there or nothing, so a batch may be
 * written again after any failure, and a chunk that another worker has written is left out.
 */
export class PostgresSink implements Sink {
  readonly concurrency: number;
  readonly #pool: pg.Pool;
  readonly #partitions: Partitions;

  constructor(private readonly options: PostgresSinkOptions) {
    this.concurrency = options.concurrency;
    this.#pool = createPool({ url: options.url, max: options.concurrency, name: options.name });
    this.#partitions = new Partitions(this.#pool);
  }

  async start(): Promise<void> {
    if (this.options.migrate) await migrate(this.options.url);
    await this.#partitions.prepare();
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }

  /** @throws RetryableError; bad rows become dead letters of their delivery. */
  async write(batch: Batch): Promise<void> {
    const letters = new Map(batch.deliveries.map((delivery) => [delivery, delivery.takeDeadLetters()]));
    try {
      await this.#makePartitions(batch.events);
      await this.#transact(batch, letters);
    } catch (error) {
      for (const [delivery, taken] of letters) delivery.giveBackDeadLetters(taken);
      throw error;
    }
  }

  async #transact(batch: Batch, letters: ReadonlyMap<Delivery, DeadLetter[]>): Promise<void> {
    try {
      await this.#write(batch, letters, async (client, events) => {
        await copyRows(client, events);
        return [];
      });
    } catch (error) {
      const known = databaseError(error);
      if (!(known instanceof PermanentError)) throw known;
      await this.#write(batch, letters, copyBisecting).catch((second) => {
        throw databaseError(second);
      });
    }
  }

  async #write(
    batch: Batch,
    letters: ReadonlyMap<Delivery, DeadLetter[]>,
    copy: (client: pg.PoolClient, events: readonly LogEvent[]) => Promise<BadRow[]>,
  ): Promise<void> {
    const { name } = this.options;
    await withClient(this.#pool, async (client) => {
      await client.query('BEGIN');
      const accounts = accountsOf(batch, letters);
      const entered = await enterLedger(client, name, [...accounts.values()]);
      const fresh = batch.deliveries.filter(({ chunk }) => entered.has(chunk.id));
      const events = fresh.length === batch.deliveries.length ? batch.events : eventsOf(batch, entered);
      const bad = await copy(client, events);
      const badLetters = bad.map(({ event, ...refusal }) => {
        const account = accounts.get(event.chunk)!;
        account.stored -= 1;
        account.dead += 1;
        return account.delivery.letterOf(event, { stage: name, ...refusal });
      });
      for (const account of new Set(bad.map(({ event }) => accounts.get(event.chunk)!))) {
        await correctLedger(client, name, account);
      }
      await insertDeadLetters(client, [
        ...fresh.flatMap((delivery) => letters.get(delivery)!),
        ...badLetters,
      ]);
      await client.query('COMMIT');
    });
  }

  async #makePartitions(events: readonly LogEvent[]): Promise<void> {
    if (events.length === 0) return;
    let earliest = Number.POSITIVE_INFINITY;
    let latest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < events.length; i++) {
      const { timestampMicros } = events[i]!;
      if (timestampMicros < earliest) earliest = timestampMicros;
      if (timestampMicros > latest) latest = timestampMicros;
    }
    await this.#partitions.ensure(earliest, latest).catch((error) => {
      throw databaseError(error);
    });
  }
}

function accountsOf(
  batch: Batch,
  letters: ReadonlyMap<Delivery, DeadLetter[]>,
): Map<LogEvent['chunk'], Account> {
  const accounts = new Map<LogEvent['chunk'], Account>();
  for (const delivery of batch.deliveries) {
    let filtered = 0;
    for (const count of delivery.filtered.values()) filtered += count;
    accounts.set(delivery.chunk, { delivery, stored: 0, filtered, dead: letters.get(delivery)!.length });
  }
  let chunk: LogEvent['chunk'] | undefined;
  let account: Account | undefined;
  for (let i = 0; i < batch.events.length; i++) {
    const event = batch.events[i]!;
    if (event.chunk !== chunk) {
      chunk = event.chunk;
      account = accounts.get(chunk);
    }
    account!.stored += 1;
  }
  return accounts;
}

function eventsOf(batch: Batch, chunkIds: ReadonlySet<string>): LogEvent[] {
  return batch.events.filter(({ chunk }) => chunkIds.has(chunk.id));
}
