import type pg from 'pg';
import { BEGIN_BOUNDED, sqlState, TRANSACTION_MILLIS, withClient } from './database.js';

const DAY_MILLIS = 86_400_000;
/** Days that get a partition of their own; what lies outside goes to laf.logs_far. */
const DAYS_BACK = 30;
const DAYS_AHEAD = 2;
const LOCK = 0x6c6167;
/**
 * ATTACH waits for every open transaction that has read laf.logs, and whoever comes after waits behind it: it gives up
 * soon and is tried again, so that a long query (or pg_dump) holds up this day's rows and nobody else.
 */
const LOCK_MILLIS = 1000;

/** Makes the partitions of the days that rows fall on, before they come. */
export class Partitions {
  readonly #known = new Set<number>();

  constructor(private readonly pool: pg.Pool) {}

  /** Makes those of yesterday, today and the days ahead. */
  async prepare(): Promise<void> {
    const today = Math.floor(Date.now() / DAY_MILLIS);
    for (let day = today - 1; day <= today + DAYS_AHEAD; day++) await this.#ensure(day);
  }

  /** Makes those of `days`, counted from 1970-01-01, that are neither far in the past nor in the future. */
  async ensure(days: Iterable<number>): Promise<void> {
    const today = Math.floor(Date.now() / DAY_MILLIS);
    for (const day of days)
      if (day >= today - DAYS_BACK && day <= today + DAYS_AHEAD) await this.#ensure(day);
  }

  /**
   * Made apart and attached, so that the writers of other partitions need not stop. When laf.logs_far already has rows
   * of that day (it was far ahead when they came), the day stays there.
   */
  async #ensure(day: number): Promise<void> {
    if (this.#known.has(day)) return;
    const [from, to] = [dayText(day), dayText(day + 1)];
    const name = `logs_${from.replaceAll('-', '')}`;
    await withClient(
      this.pool,
      async (client) => {
        await client.query(BEGIN_BOUNDED);
        try {
          await client.query(`SET LOCAL lock_timeout = ${LOCK_MILLIS}`);
          await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
          const { rows } = await client.query('SELECT to_regclass($1) AS there', [`laf.${name}`]);
          if (rows[0].there === null) {
            await client.query(
              `CREATE TABLE laf.${name} (LIKE laf.logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
            );
            await client.query(
              `ALTER TABLE laf.logs ATTACH PARTITION laf.${name} FOR VALUES FROM ('${from} 00:00Z') TO ('${to} 00:00Z')`,
            );
          }
          await client.query('COMMIT');
        } catch (error) {
          await client.query('ROLLBACK');
          if (sqlState(error) !== CHECK_VIOLATION) throw error;
        }
      },
      TRANSACTION_MILLIS,
    );
    this.#known.add(day);
  }
}

const CHECK_VIOLATION = '23514';

function dayText(day: number): string {
  return new Date(day * DAY_MILLIS).toISOString().slice(0, 10);
}
