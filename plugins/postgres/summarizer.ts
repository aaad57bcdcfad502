import type pg from 'pg';
import type { Logger } from 'pino';
import { Background } from './background.js';
import { sqlState, withClient } from './database.js';

/** Every query reads what came since: at 100,000 rows a second this many. */
const EVERY_MILLIS = 1000;
/** Less than `deadlock_timeout`, after which PostgreSQL would end an autovacuum that stands in the way. */
const LOCK_MILLIS = 100;
const LOCK_NOT_AVAILABLE = '55P03';

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('laf.summaries', 0)) AS mine`;
/** BRIN indexes of what is written now, with the ranges of pages that are full. 128 is what PostgreSQL takes unless told. */
const WRITTEN = `
  SELECT indexrelid::regclass::text AS index, pages,
    (pg_relation_size(indrelid) / current_setting('block_size')::int / pages)::int AS ranges
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    CROSS JOIN LATERAL (
      SELECT coalesce(min(option_value::int), 128) AS pages FROM pg_options_to_table(reloptions)
      WHERE option_name = 'pages_per_range') AS option
  WHERE amname = 'brin' AND indrelid IN (
    SELECT to_regclass('laf.' || name) FROM laf.partitions
    WHERE state = 'hot' AND starts <= now() AND ends > now() - interval '1 day'
    UNION ALL SELECT 'laf.logs_far'::regclass)`;
const ALL = 'SELECT brin_summarize_new_values($1::regclass)';
const NEW = `
  SELECT brin_summarize_range($1::regclass, range * $4::bigint)
  FROM generate_series($2::bigint, $3::bigint - 1) AS range`;

interface Written {
  readonly index: string;
  readonly pages: number;
  readonly ranges: number;
}

/**
 * Summarizes pages as they are filled: BRIN leaves out only what has a summary, and PostgreSQL by itself makes them when a
 * fifth of a partition is new. One process at a time does it for all.
 */
export class Summarizer {
  readonly #background: Background;
  /** Ranges that have a summary, by index. */
  #done = new Map<string, number>();

  constructor(
    private readonly pool: pg.Pool,
    logger: Logger,
  ) {
    this.#background = new Background(
      () => this.summarize(),
      EVERY_MILLIS,
      'new pages could not be summarized',
      logger,
    );
  }

  start(): void {
    this.#background.start();
  }

  async stop(): Promise<void> {
    await this.#background.stop();
  }

  /** Does nothing while another process is at it, or while a table is vacuumed. */
  async summarize(): Promise<void> {
    await withClient(this.pool, async (client) => {
      await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_MILLIS}`);
      try {
        if ((await client.query(LOCK)).rows[0].mine) await this.#summarizeAll(client);
        await client.query('COMMIT');
      } catch (error) {
        if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
        await client.query('ROLLBACK');
      }
    });
  }

  async #summarizeAll(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<Written>(WRITTEN);
    const done = new Map<string, number>();
    for (const { index, pages, ranges } of rows) {
      const before = this.#done.get(index);
      if (before === undefined) await client.query(ALL, [index]);
      // Fewer than before: the table has been emptied.
      else if (ranges > before) await client.query(NEW, [index, before, ranges, pages]);
      done.set(index, ranges);
    }
    this.#done = done;
  }
}
