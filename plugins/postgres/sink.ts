import type pg from 'pg';
import type { Logger } from 'pino';
import type { Batch } from '../../pipeline/batch.js';
import type { Delivery } from '../../pipeline/delivery.js';
import { PermanentError } from '../../pipeline/errors.js';
import type { EncodingSink } from '../../pipeline/plugin.js';
import { type BadRow, copyBisecting, copyRows, type RowRange } from './copy-rows.js';
import { BEGIN_BOUNDED, createPool, databaseError, TRANSACTION_MILLIS, withClient } from './database.js';
import { keepRefused } from './dead-letters.js';
import { type Account, accountOf, addToAccounts, correctLedger, enterLedger } from './ledger.js';
import { LedgerPruner } from './ledger-pruner.js';
import { migrate } from './migrate.js';
import { type PartitionLength, Partitions } from './partitions.js';
import { Retention, type RetentionOptions } from './retention.js';
import { RollupMerger } from './rollup-merger.js';
import { addToRollups } from './rollups.js';
import { RowBlock } from './row-encoder.js';
import { Sealer, type SealingOptions } from './sealer.js';
import { Summarizer } from './summarizer.js';

export interface PostgresSinkOptions {
  readonly name: string;
  readonly url: string;
  /** Whether the schema is this sink's to make (the program's own database is ready when the sink starts). */
  readonly migrate: boolean;
  readonly concurrency: number;
  /** The stages before this sink and itself: what they refuse is decided together with the rows. */
  readonly upstream: ReadonlySet<string>;
  readonly queueHorizon: () => Promise<number>;
  /** `auto` unless told. */
  readonly partition?: PartitionLength;
  /** Partitions stay without indexes unless told. */
  readonly sealing?: SealingOptions;
  /** Nothing is deleted unless told. */
  readonly retention?: RetentionOptions;
  readonly logger: Logger;
}

/** One chunk on its way into the table. */
interface ChunkRows {
  readonly delivery: Delivery;
  readonly rows: RowBlock;
}

/** Partitions are made two hours before they come, so it hardly matters that a reader holds it up. */
const PREPARE_MILLIS = 600_000;
/** One guards, one reads, one deletes; connected only while it deletes. */
const RETENTION_CONNECTIONS = 3;
/** As many as are under way at once at full speed; 32 MiB in the worst case. */
const MOST_IDLE_BLOCKS = 64;
const LARGEST_IDLE_BLOCK = 512 * 1024;

const NONE: ReadonlySet<number> = new Set();

type Copy = (client: pg.PoolClient, ranges: readonly RowRange<ChunkRows>[]) => Promise<BadRow<ChunkRows>[]>;

/**
 * Writes many chunks in one transaction: ledger, rows, dead letters. Either all of it is there or nothing, so it may be
 * written again after any failure, and a chunk that another worker has written is left out.
 */
export class PostgresSink implements EncodingSink<ChunkRows> {
  readonly concurrency: number;
  readonly #pool: pg.Pool;
  readonly #partitions: Partitions;
  readonly #pruner: LedgerPruner;
  readonly #merger: RollupMerger;
  /** Blocks whose rows are in the table: their memory is large and is used again. */
  readonly #idle: RowBlock[] = [];
  readonly #retentionPool: pg.Pool;
  readonly #retention: Retention;
  readonly #sealer: Sealer | undefined;
  readonly #summarizer: Summarizer;
  #preparing: NodeJS.Timeout | undefined;

  constructor(private readonly options: PostgresSinkOptions) {
    this.concurrency = options.concurrency;
    this.#pool = createPool({ url: options.url, max: options.concurrency, name: options.name });
    this.#partitions = new Partitions(this.#pool, options.partition);
    this.#pruner = new LedgerPruner(this.#pool, options.name, options.queueHorizon, options.logger);
    this.#merger = new RollupMerger(this.#pool, options.logger);
    const { url, name, logger, sealing, retention = {} } = options;
    this.#retentionPool = createPool({ url, max: RETENTION_CONNECTIONS, name: `${name} retention` });
    this.#retention = new Retention(this.#retentionPool, retention, logger);
    if (sealing !== undefined) this.#sealer = new Sealer(this.#pool, url, sealing, logger);
    this.#summarizer = new Summarizer(this.#pool, logger);
  }

  async start(): Promise<void> {
    if (this.options.migrate) await migrate(this.options.url);
    await this.#partitions.prepare().catch((error) => {
      throw databaseError(error);
    });
    this.#pruner.start();
    this.#merger.start();
    this.#sealer?.start();
    this.#summarizer.start();
    this.#retention.start();
    this.#preparing = setInterval(() => this.#prepareAhead(), PREPARE_MILLIS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#preparing);
    this.#pruner.stop();
    this.#merger.stop();
    await Promise.all([this.#sealer?.stop(), this.#summarizer.stop(), this.#retention.stop()]);
    await Promise.all([this.#pool.end(), this.#retentionPool.end()]);
  }

  encode({ events, delivery }: Batch): ChunkRows {
    const rows = this.#idle.pop() ?? new RowBlock();
    rows.fill(events);
    return { delivery, rows };
  }

  /** @throws RetryableError; bad rows become dead letters. */
  async writeParts(chunks: readonly ChunkRows[]): Promise<void> {
    await this.#makePartitions(chunks);
    await this.#transact(chunks);
    for (const { rows } of chunks) {
      if (this.#idle.length < MOST_IDLE_BLOCKS && rows.capacity <= LARGEST_IDLE_BLOCK) this.#idle.push(rows);
    }
  }

  async #transact(chunks: readonly ChunkRows[]): Promise<void> {
    try {
      await this.#write(chunks, async (client, ranges) => {
        await copyRows(client, ranges);
        return [];
      });
    } catch (error) {
      const known = databaseError(error);
      if (!(known instanceof PermanentError)) throw known;
      await this.#write(chunks, copyBisecting).catch((second) => {
        throw databaseError(second);
      });
    }
  }

  async #write(chunks: readonly ChunkRows[], copy: Copy): Promise<void> {
    const { name, upstream } = this.options;
    const accounts = chunks.map((chunk) => this.#accountOf(chunk));
    await withClient(
      this.#pool,
      async (client) => {
        await client.query(BEGIN_BOUNDED);
        const entered = await enterLedger(client, name, accounts);
        // An id counts once: a chunk whose append was tried again is in the queue twice, and often in one batch.
        const fresh = chunks.filter(({ delivery }) => entered.delete(delivery.chunk.id));
        const bad = await copy(
          client,
          fresh.map((block) => ({ block, from: 0, to: block.rows.count })),
        );
        const kept = new Map(fresh.map((chunk) => [chunk, chunk.delivery.lettersOf(upstream)]));
        for (const { block, row, ...refusal } of bad) {
          kept.get(block)!.push(block.delivery.letterOf(indexOf(block, row), { stage: name, ...refusal }));
        }
        const badRows = rowsByBlock(bad);
        await addToRollups(
          client,
          fresh.map((chunk) => ({ rows: chunk.rows, bad: badRows.get(chunk) ?? NONE })),
        );
        for (const [block, rows] of badRows) {
          await correctLedger(client, name, this.#accountOf(block, rows));
        }
        await keepRefused(
          client,
          fresh.map(({ delivery }) => delivery.chunk),
          [...kept.values()].flat(),
        );
        await addToAccounts(
          client,
          name,
          fresh.map(({ delivery }) => delivery),
        );
        await client.query('COMMIT');
        for (const [{ delivery }, letters] of kept) delivery.countKept(letters);
        // A chunk that is in the ledger was entered together with its letters.
        for (const { delivery } of chunks) delivery.wereKept(delivery.lettersOf(upstream));
      },
      TRANSACTION_MILLIS,
    );
  }

  /** @param bad rows that PostgreSQL has refused */
  #accountOf(block: ChunkRows, bad: ReadonlySet<number> = NONE): Account {
    const dead = block.delivery.refusedBy(this.options.upstream);
    for (const row of bad) dead.add(indexOf(block, row));
    const stored: number[] = [];
    for (let row = 0; row < block.rows.count; row++) if (!bad.has(row)) stored.push(indexOf(block, row));
    return accountOf(block.delivery, stored, dead);
  }

  /** Failed tries are made up for by the next, and at last by the first row of their hour. */
  #prepareAhead(): void {
    this.#partitions.prepare().catch(() => {});
  }

  async #makePartitions(chunks: readonly ChunkRows[]): Promise<void> {
    const hours = new Set(chunks.flatMap(({ rows }) => [...rows.hours]));
    await this.#partitions.ensure(hours).catch((error) => {
      throw databaseError(error);
    });
  }
}

function rowsByBlock(bad: readonly BadRow<ChunkRows>[]): Map<ChunkRows, Set<number>> {
  const rows = new Map<ChunkRows, Set<number>>();
  for (const { block, row } of bad) rows.set(block, (rows.get(block) ?? new Set()).add(row));
  return rows;
}

/** Which record of its chunk a row was made of: ids follow each other within a chunk. */
function indexOf({ delivery, rows }: ChunkRows, row: number): number {
  return rows.idLow(row) - delivery.chunk.idLow;
}
