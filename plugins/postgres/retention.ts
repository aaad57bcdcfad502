import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { formatDuration, formatSize } from '../../config/units.js';
import { LEVELS, type Level } from '../../pipeline/level.js';
import { Background } from './background.js';
import { BEGIN_BOUNDED, sqlState, withClient } from './database.js';
import { beginRemoval, deleteMatching, finishRemoval } from './removal.js';

export interface RetentionOptions {
  /** Milliseconds. */
  readonly maxAge?: number | undefined;
  /** Bytes of laf.logs with its indexes. */
  readonly maxSize?: number | undefined;
  /** Milliseconds, for levels that go earlier than the rest. */
  readonly levels?: Readonly<Partial<Record<Level, number>>> | undefined;
}

const EVERY_MILLIS = 300_000;
/**
 * Dropping a partition needs laf.logs alone for a moment. Who reads or writes meanwhile waits no longer than this; a
 * long query makes the drop give way and come back. (DETACH CONCURRENTLY cannot be used beside a default partition.)
 */
const LOCK_MILLIS = 100;
const TRIES = 20;
const BETWEEN_TRIES_MILLIS = 500;
const LOCK_NOT_AVAILABLE = '55P03';

interface Partition {
  name: string;
  ended: boolean;
  bytes: number;
}

/** One process of all at a time. */
const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('laf.retention', 0)) AS mine`;
/** Counts by minute are not merged while a drop deletes them. */
const MERGE_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('laf.rollups', 0))`;

const OLD = `SELECT name FROM laf.partitions WHERE ends <= now() - $1 * interval '1 ms' ORDER BY starts`;
const SIZES = `
  SELECT name, ends <= now() AS ended, pg_total_relation_size(to_regclass('laf.' || name))::float8 AS bytes
  FROM laf.partitions ORDER BY starts`;
const FAR_BYTES = `SELECT pg_total_relation_size('laf.logs_far')::float8 AS bytes`;
/** Late rows of a level that was swept already go with their partition. */
const UNSWEPT = `
  SELECT name FROM laf.partitions
  WHERE state = 'sealed' AND ends <= now() - $2 * interval '1 ms' AND NOT swept @> ARRAY[$1]::text[] ORDER BY starts`;

/** Deletes what is older, or more, than the user wants to keep: whole partitions, and levels by rows. */
export class Retention {
  readonly #background: Background;

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: RetentionOptions,
    private readonly logger: Logger,
  ) {
    this.#background = new Background(
      () => this.run(),
      EVERY_MILLIS,
      'what is old could not be deleted',
      logger,
    );
  }

  start(): void {
    if (Object.values(this.options).some((rule) => rule !== undefined)) this.#background.start();
  }

  async stop(): Promise<void> {
    await this.#background.stop();
  }

  /** Deletes all that is due; nothing when another process is at it. @returns how many events went */
  async run(): Promise<number> {
    return withClient(this.pool, async (guard) => {
      await guard.query('BEGIN');
      const mine = (await guard.query(LOCK)).rows[0].mine as boolean;
      const removed = mine ? await this.#runAlone() : 0;
      await guard.query('COMMIT');
      return removed;
    });
  }

  async #runAlone(): Promise<number> {
    const { maxAge, maxSize, levels = {} } = this.options;
    let removed = 0;
    if (maxAge !== undefined) {
      const rule = `max_age ${formatDuration(maxAge)}`;
      for (const name of await this.#names(OLD, [maxAge])) removed += await this.#drop(name, rule);
      // By arrival: a clock that is years behind does not make its records vanish at once.
      removed += await this.#delete('logs_far', rule, `received_at < now() - $1 * interval '1 ms'`, [maxAge]);
    }
    if (maxSize !== undefined) removed += await this.#shrink(maxSize);
    for (const level of LEVELS) {
      const age = levels[level];
      if (age !== undefined) removed += await this.#sweep(level, age);
    }
    return removed;
  }

  async #names(query: string, parameters: unknown[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>(query, parameters);
    return rows.map(({ name }) => name);
  }

  /** Drops the oldest until the rest fits; one whose time is not over stays. */
  async #shrink(maxSize: number): Promise<number> {
    const { rows } = await this.pool.query<Partition>(SIZES);
    const far = (await this.pool.query<{ bytes: number }>(FAR_BYTES)).rows[0]!.bytes;
    let bytes = rows.reduce((sum, partition) => sum + partition.bytes, far);
    let removed = 0;
    for (const partition of rows) {
      if (bytes <= maxSize || !partition.ended) break;
      removed += await this.#drop(partition.name, `max_size ${formatSize(maxSize)}`);
      bytes -= partition.bytes;
    }
    return removed;
  }

  async #sweep(level: Level, age: number): Promise<number> {
    const rule = `levels.${level} ${formatDuration(age)}`;
    let removed = 0;
    for (const name of await this.#names(UNSWEPT, [level, age])) {
      removed += await this.#delete(name, rule, 'level = ANY ($1::text[])', [[level]]);
      await this.pool.query('UPDATE laf.partitions SET swept = swept || $2::text WHERE name = $1', [
        name,
        level,
      ]);
    }
    const far = `level = ANY ($1::text[]) AND received_at < now() - $2 * interval '1 ms'`;
    return removed + (await this.#delete('logs_far', rule, far, [[level], age]));
  }

  async #delete(table: string, rule: string, condition: string, parameters: unknown[]): Promise<number> {
    const removal = { kind: 'retention' as const, what: `laf.${table}`, actor: rule };
    const id = await withClient(this.pool, (client) => beginRemoval(client, removal));
    const events = await deleteMatching(this.pool, { table, condition, parameters }, id);
    await withClient(this.pool, (client) => finishRemoval(client, id));
    if (events > 0) this.logger.info({ table, rule, events }, 'old events deleted');
    return events;
  }

  async #drop(name: string, rule: string): Promise<number> {
    try {
      const events = await withClient(this.pool, (client) => dropPartition(client, name, rule));
      this.logger.info({ partition: name, rule, events }, 'partition dropped');
      return events;
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      this.logger.warn(
        { partition: name, rule },
        'long queries read laf.logs; the partition is dropped later',
      );
      return 0;
    }
  }
}

/**
 * Drops a partition and its counts, in one transaction. The counts go first, while everybody reads and writes; then,
 * for a moment alone, those that came meanwhile and the table. While a partition is there, laf.logs_far has no rows of
 * its time, so all counts of that time are its own.
 *
 * @returns how many events it had, by those counts
 * @throws the driver's error; 55P03 when laf.logs was in use all the time
 */
export async function dropPartition(client: pg.ClientBase, name: string, rule: string): Promise<number> {
  await client.query(BEGIN_BOUNDED);
  await client.query(MERGE_LOCK);
  let events = await forgetCounts(client, name);
  await lockAlone(client, name);
  events += await forgetCounts(client, name);
  await client.query(`DROP TABLE laf.${name}`);
  await client.query('DELETE FROM laf.partitions WHERE name = $1', [name]);
  await client.query('DELETE FROM laf.partition_values WHERE partition = $1', [name]);
  await client.query(
    `INSERT INTO laf.removals (kind, what, actor, events, removed_at, finished_at)
     VALUES ('retention', $1, $2, $3, now(), now())`,
    [`laf.${name}`, rule, events],
  );
  await client.query('COMMIT');
  return events;
}

async function forgetCounts(client: pg.ClientBase, name: string): Promise<number> {
  const { rows } = await client.query<{ events: number }>(
    `WITH span AS MATERIALIZED (SELECT starts, ends FROM laf.partitions WHERE name = $1),
     minutes AS (DELETE FROM laf.rollup_minutes USING span WHERE minute >= starts AND minute < ends RETURNING events),
     deltas AS (DELETE FROM laf.rollup_deltas USING span WHERE minute >= starts AND minute < ends RETURNING events)
     SELECT coalesce(sum(events), 0)::float8 AS events FROM (SELECT * FROM minutes UNION ALL SELECT * FROM deltas) AS gone`,
    [name],
  );
  return rows[0]!.events;
}

/** All that DROP locks, in the order of writers. */
async function lockAlone(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${LOCK_MILLIS}`);
  for (let tried = 1; ; tried++) {
    await client.query('SAVEPOINT alone');
    try {
      await client.query(
        `LOCK TABLE ONLY laf.logs, ONLY laf.logs_far, ONLY laf.${name} IN ACCESS EXCLUSIVE MODE`,
      );
      return;
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || tried === TRIES) throw error;
      await client.query('ROLLBACK TO SAVEPOINT alone');
      await delay(BETWEEN_TRIES_MILLIS);
    }
  }
}
