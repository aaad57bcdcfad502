import pg from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../pipeline/errors.js';
import { Background } from './background.js';
import { withClient } from './database.js';
import { readValues, withoutValues } from './partition-values.js';
import { ensureIndex, extensionSchemas, indexesOf } from './sealed-indexes.js';

export interface SealingOptions {
  /** How long a partition's time has to be over, and how long it may not have grown, in milliseconds. */
  readonly afterMillis: number;
  /** maintenance_work_mem of the connection that builds indexes, in bytes. */
  readonly memoryBytes: number;
}

const EVERY_MILLIS = 30_000;

/**
 * Marks partitions whose time is over and that have grown by less than a hundredth since they were last looked at; what
 * comes later than that comes into their indexes. The statistics count the rows of COPY, too; after a reset of theirs a
 * partition is looked at once more.
 */
const MARK = `
  UPDATE laf.partitions AS part SET
    state = CASE WHEN inserts >= 0 AND n_tup_ins - inserts BETWEEN 0 AND n_tup_ins / 100 THEN 'sealing' ELSE state END,
    inserts = n_tup_ins,
    looked_at = now()
  FROM pg_stat_user_tables AS stat
  WHERE schemaname = 'laf' AND relname = part.name AND state = 'hot'
    AND ends <= now() - $1 * interval '1 ms'
    AND (inserts < 0 OR looked_at <= now() - $1 * interval '1 ms')`;
/** The newest first: it is asked about most. */
const NEXT = `SELECT name FROM laf.partitions WHERE state = 'sealing' ORDER BY starts DESC LIMIT 1`;
const LOCK = `SELECT pg_try_advisory_lock(hashtextextended('laf.sealing', 0)) AS mine`;

/**
 * Gives partitions that are no longer written the indexes of sealed-indexes.ts: one partition and one index at a time
 * over all processes, without parallel workers and with bounded memory, on a connection of its own. Then their values
 * are noted (partition-values.ts).
 *
 * CREATE INDEX CONCURRENTLY, though nothing should be written any more: a plain one would make a batch with one late
 * row wait until it is built, and all that come after that batch. What a crash leaves is an invalid index, which is
 * dropped and built again; a partition stays `sealing` until all are there, whoever goes on with it.
 */
export class Sealer {
  readonly #sealing: Background;
  #client: pg.Client | undefined;
  #stopped = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly url: string,
    private readonly options: SealingOptions,
    private readonly logger: Logger,
  ) {
    this.#sealing = new Background(() => this.seal(), EVERY_MILLIS, 'no partition could be sealed', logger);
  }

  start(): void {
    this.#sealing.start();
  }

  /** A build under way is broken off; the next process begins it anew. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.end().catch(() => {});
    await this.#sealing.stop();
  }

  /** Seals whatever is due; nothing while another process is at it. @returns the partitions sealed */
  async seal(): Promise<string[]> {
    const next = await withClient(this.pool, async (client) => {
      await client.query(MARK, [this.options.afterMillis]);
      const due = (await client.query(NEXT)).rows.length > 0;
      return due || (await withoutValues(client)).length > 0;
    });
    if (!next || this.#stopped) return [];
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'laf sealing',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.on('error', () => {});
    this.#client = client;
    try {
      await client.connect();
      if (!(await client.query(LOCK)).rows[0].mine) return [];
      const schemas = await this.#prepare(client);
      const sealed = await this.#sealAll(client, schemas);
      for (const name of await withoutValues(client)) await readValues(client, name, schemas);
      return sealed;
    } catch (error) {
      if (this.#stopped) return [];
      throw error;
    } finally {
      this.#client = undefined;
      await client.end().catch(() => {});
    }
  }

  /** @returns where the extensions are */
  async #prepare(client: pg.Client): Promise<ReadonlyMap<string, string>> {
    await client.query(
      `SET maintenance_work_mem = '${Math.max(1024, Math.floor(this.options.memoryBytes / 1024))}kB';
       SET max_parallel_maintenance_workers = 0; SET vacuum_cost_delay = '2ms'; SET statement_timeout = 0`,
    );
    return await extensionSchemas(client, (extension, error) =>
      this.logger.warn(
        { error: messageOf(error) },
        `sealed partitions go without the index that needs the extension ${extension}`,
      ),
    );
  }

  async #sealAll(client: pg.Client, schemas: ReadonlyMap<string, string>): Promise<string[]> {
    const sealed: string[] = [];
    for (;;) {
      const name = (await client.query<{ name: string }>(NEXT)).rows[0]?.name;
      if (name === undefined || this.#stopped) return sealed;
      if (!(await this.#sealOne(client, name, schemas))) return sealed;
      sealed.push(name);
    }
  }

  /** False when another session builds one of its indexes. */
  async #sealOne(client: pg.Client, name: string, schemas: ReadonlyMap<string, string>): Promise<boolean> {
    const start = performance.now();
    // Frozen while it is in memory anyway, before there are indexes that would have to be looked through.
    await client.query(`VACUUM (FREEZE, ANALYZE, SKIP_LOCKED) laf.${name}`);
    for (const index of indexesOf(name, schemas)) {
      if (!(await ensureIndex(client, index))) return false;
    }
    await client.query(`UPDATE laf.partitions SET state = 'sealed', sealed_at = now() WHERE name = $1`, [
      name,
    ]);
    const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
    this.logger.info({ partition: name, seconds }, 'partition sealed');
    return true;
  }
}
