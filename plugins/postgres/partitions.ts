import type pg from 'pg';
import { BEGIN_BOUNDED, sqlState, TRANSACTION_MILLIS, withClient } from './database.js';

const HOUR_MILLIS = 3_600_000;
const HOURS_OF_DAY = 24;
/** Days that get partitions of their own; what lies outside goes to laf.logs_far. */
const DAYS_BACK = 30;
const DAYS_AHEAD = 2;
/** Hours whose partition is made before they come. */
const HOURS_PREPARED = 2;
const LOCK = 0x6c6167;
/**
 * ATTACH waits for every open transaction that has read laf.logs, and whoever comes after waits behind it: it gives up
 * soon and is tried again, so that a long query (or pg_dump) holds up this partition's rows and nobody else.
 */
const LOCK_MILLIS = 1000;
/**
 * From so many events a day on, `auto` makes partitions of an hour: what has no text index yet is then a tenth of a
 * gigabyte, which is searched in a quarter of a second. Below, days keep their number small.
 */
const EVENTS_FOR_HOURS = 2_000_000;
/** A quarter of what is usual, for narrow windows of time; ids gain nothing clear by it. ATTACH takes the index for that of laf.logs. */
const PAGES_PER_RANGE = 32;

/** How much time a new partition spans; those that are there stay as they are. */
export type PartitionLength = 'auto' | 'hour' | 'day';

interface Span {
  readonly name: string;
  /** Hours since 1970. */
  readonly from: number;
  readonly to: number;
}

const IS_PARTITIONED = `SELECT FROM pg_partitioned_table WHERE partrelid = 'laf.logs'::regclass`;

/**
 * Makes the partitions of the hours that rows fall on, before they come. A `laf.logs` without partitions is left as it
 * is: somebody has put a table there that is divided in another way (docs/scaling.md).
 */
export class Partitions {
  readonly #known = new Set<number>();
  #partitioned: boolean | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly length: PartitionLength = 'auto',
  ) {}

  /** Makes those of the last hour, this one and the next. */
  async prepare(): Promise<void> {
    const now = currentHour();
    for (let hour = now - 1; hour <= now + HOURS_PREPARED; hour++) await this.#ensure(hour);
  }

  /** Makes those of `hours`, counted from 1970, that are neither far in the past nor in the future. */
  async ensure(hours: Iterable<number>): Promise<void> {
    const today = dayOf(currentHour());
    for (const hour of hours) {
      if (this.#known.has(hour)) continue;
      const day = dayOf(hour);
      if (day >= today - DAYS_BACK && day <= today + DAYS_AHEAD) await this.#ensure(hour);
    }
  }

  async #ensure(hour: number): Promise<void> {
    if (this.#known.has(hour)) return;
    this.#partitioned ??= (await this.pool.query(IS_PARTITIONED)).rowCount === 1;
    if (!this.#partitioned) return;
    const span = await withClient(this.pool, (client) => this.#findOrMake(client, hour), TRANSACTION_MILLIS);
    for (let covered = span.from; covered < span.to; covered++) this.#known.add(covered);
  }

  /** The partition that has the hour, or the hours that stay in laf.logs_far because their rows are there already. */
  async #findOrMake(client: pg.PoolClient, hour: number): Promise<Span> {
    await client.query(BEGIN_BOUNDED);
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MILLIS}`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const ofDay = await partitionsOfDay(client, dayOf(hour));
    const there = ofDay.find(({ from, to }) => from <= hour && hour < to);
    const span = there ?? (await this.#spanFor(client, hour, ofDay.length > 0));
    if (there === undefined && !(await make(client, span))) return span;
    await client.query('COMMIT');
    return span;
  }

  /** A day that has hours already gets the others, whatever is configured now. */
  async #spanFor(client: pg.ClientBase, hour: number, split: boolean): Promise<Span> {
    const byHour = split || this.length === 'hour' || (this.length === 'auto' && (await isBusy(client)));
    return byHour ? spanOf(hour, 1) : spanOf(dayOf(hour) * HOURS_OF_DAY, HOURS_OF_DAY);
  }
}

/** Made apart and attached, so that the writers of other partitions need not stop. False: its rows are in laf.logs_far. */
async function make(client: pg.ClientBase, { name, from, to }: Span): Promise<boolean> {
  const [starts, ends] = [hourText(from), hourText(to)];
  try {
    await client.query(`CREATE TABLE laf.${name} (LIKE laf.logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
    await client.query(
      `CREATE INDEX ${name}_time ON laf.${name} USING brin ("timestamp", id) WITH (pages_per_range = ${PAGES_PER_RANGE})`,
    );
    await client.query(
      `ALTER TABLE laf.logs ATTACH PARTITION laf.${name} FOR VALUES FROM ('${starts}') TO ('${ends}')`,
    );
    await client.query('INSERT INTO laf.partitions (name, starts, ends) VALUES ($1, $2, $3)', [
      ...[name, starts, ends],
    ]);
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    if (sqlState(error) !== CHECK_VIOLATION) throw error;
    return false;
  }
}

const CHECK_VIOLATION = '23514';

async function partitionsOfDay(client: pg.ClientBase, day: number): Promise<Span[]> {
  const { rows } = await client.query<Span>(
    `SELECT name, (extract(epoch FROM starts) / 3600)::int AS from, (extract(epoch FROM ends) / 3600)::int AS to
     FROM laf.partitions WHERE starts < $2 AND ends > $1`,
    [hourText(day * HOURS_OF_DAY), hourText((day + 1) * HOURS_OF_DAY)],
  );
  return rows;
}

async function isBusy(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT coalesce(sum(events), 0) >= ${EVENTS_FOR_HOURS} AS busy FROM laf.rollups
     WHERE minute >= now() - interval '1 day' AND minute < now()`,
  );
  return rows[0].busy as boolean;
}

function spanOf(from: number, hours: number): Span {
  const [date, time] = hourText(from).split('T') as [string, string];
  const name = `logs_${date.replaceAll('-', '')}${hours === 1 ? `_${time.slice(0, 2)}` : ''}`;
  return { name, from, to: from + hours };
}

function currentHour(): number {
  return Math.floor(Date.now() / HOUR_MILLIS);
}

function dayOf(hour: number): number {
  return Math.floor(hour / HOURS_OF_DAY);
}

function hourText(hour: number): string {
  return new Date(hour * HOUR_MILLIS).toISOString();
}
