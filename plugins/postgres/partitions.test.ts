import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../pipeline/filter/parse.js';
import type { Sink } from '../../pipeline/plugin.js';
import { asSink, batchOf, chunkOf } from '../../test/support/batches.js';
import { freshTables, type Tables } from '../../test/support/tables.js';
import { audit } from './audit.js';
import { filterToSql } from './filter-sql.js';
import { PartitionGauge } from './partition-states.js';
import { Partitions } from './partitions.js';
import { PostgresQuestions } from './questions.js';
import { Retention, type RetentionOptions } from './retention.js';
import { RollupMerger } from './rollup-merger.js';
import { Sealer } from './sealer.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const logger = pino({ level: 'silent' });

let tables: Tables;
let sink: Sink;

beforeAll(async () => {
  tables = await freshTables();
});
afterAll(() => tables.drop());

/** No partition, no row and nothing noted. */
beforeEach(async () => {
  const { rows } = await tables.sql.query<{ name: string }>('SELECT name FROM laf.partitions');
  for (const { name } of rows) await tables.sql.query(`DROP TABLE laf.${name}`);
  await tables.sql.query(
    `TRUNCATE laf.logs, laf.ledger, laf.accounts, laf.partitions, laf.removals, laf.rollup_deltas, laf.rollup_minutes`,
  );
  sink = asSink(tables.newSink());
});

/** Writes events so many milliseconds old. */
async function write(ages: readonly number[], level: 'INFO' | 'DEBUG' = 'INFO', to = sink): Promise<void> {
  const { batch } = batchOf(chunkOf(ages.map((age) => `${age} ms old`)));
  batch.events.forEach((event, i) => {
    const micros = (Date.now() - ages[i]!) * 1000;
    event.fill('json', micros, level, 'host', 'app', `${ages[i]} ms old`, `{"age":${ages[i]}}`);
  });
  await to.write(batch);
}

const rowsOf = async (query: string) => (await tables.sql.query(query)).rows;
const names = async () =>
  (await rowsOf('SELECT name FROM laf.partitions ORDER BY name')).map(({ name }) => name);
const total = async () => (await new PostgresQuestions(tables.pool).stats({})).total;
const count = async () => (await rowsOf('SELECT count(*)::int AS n FROM laf.logs'))[0].n as number;

function named(millis: number, byHour: boolean): string {
  const text = new Date(millis).toISOString();
  return `logs_${text.slice(0, 10).replaceAll('-', '')}${byHour ? `_${text.slice(11, 13)}` : ''}`;
}

describe('the length of partitions', () => {
  it('can be changed at any time: what is there stays, and the rest of a split day is split', async () => {
    const noon = Math.floor(Date.now() / DAY) * DAY - 5 * DAY + 12 * HOUR;
    const hours = (...times: number[]) => times.map((time) => time / HOUR);
    await new Partitions(tables.pool, 'day').ensure(hours(noon));
    await new Partitions(tables.pool, 'hour').ensure(hours(noon + HOUR, noon + DAY));
    await new Partitions(tables.pool, 'day').ensure(hours(noon + DAY + HOUR, noon + 2 * DAY));
    expect(await names()).toEqual([
      named(noon, false),
      named(noon + DAY, true),
      named(noon + DAY + HOUR, true),
      named(noon + 2 * DAY, false),
    ]);
    await write([DAY, 2 * DAY].map((age) => Date.now() - noon - age));
    expect(await count()).toBe(2);
  });

  it('is an hour by itself once there is much of the last day', async () => {
    await tables.sql.query(
      `INSERT INTO laf.rollup_minutes VALUES (now() - interval '2 hours', 'INFO', '', '', 2000000)`,
    );
    await new Partitions(tables.pool).ensure([Math.floor(Date.now() / HOUR)]);
    expect(await names()).toEqual([named(Date.now(), true)]);
  });
});

describe('sealing', () => {
  const sealer = (afterMillis = 0) =>
    new Sealer(tables.pool, tables.url, { afterMillis, memoryBytes: 2 ** 24 }, logger);
  const states = async () =>
    Object.fromEntries(
      (await rowsOf('SELECT name, state FROM laf.partitions')).map(({ name, state }) => [name, state]),
    );
  const indexes = async (table: string) =>
    (
      await tables.sql.query(
        `SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
         WHERE indrelid = $1::regclass AND relname ~ '_(id|fields|metadata|message)$' AND relname !~ 'timestamp'
         ORDER BY relname`,
        [`laf.${table}`],
      )
    ).rows.map(({ relname, indisvalid }) => [relname.slice(table.length + 1), indisvalid]);
  const ALL = ['fields', 'id', 'message', 'metadata'].map((name) => [name, true]);
  const old = 5 * DAY;
  const partition = () => named(Date.now() - old, false);

  it('gives a partition that does not grow its indexes, late rows come into them, and one that is written none', async () => {
    await write([old, old + 1, 0]);
    expect(await sealer().seal()).toEqual([]);
    expect(await sealer().seal()).toEqual([partition()]);
    expect(await states()).toEqual({ [partition()]: 'sealed', [named(Date.now(), false)]: 'hot' });
    expect(await indexes(partition())).toEqual(ALL);
    expect(await indexes(named(Date.now(), false))).toEqual([]);
    await write([old + 2]);
    for (const filter of [`"${old + 2} ms"`, `age:${old + 2}`]) {
      const parameters: unknown[] = [];
      const condition = filterToSql(parseFilter(filter), parameters);
      await tables.sql.query('SET enable_seqscan = off');
      const query = `SELECT message FROM laf.${partition()} WHERE ${condition}`;
      const plan = JSON.stringify((await tables.sql.query(`EXPLAIN ${query}`, parameters)).rows);
      expect(plan).toContain(filter.startsWith('age') ? '_metadata' : '_message');
      expect((await tables.sql.query(query, parameters)).rows).toEqual([{ message: `${old + 2} ms old` }]);
      await tables.sql.query('RESET enable_seqscan');
    }
  });

  it('is counted by state for Prometheus, and not at all while the database is away', async () => {
    const registry = new Registry();
    const gauge = new PartitionGauge(registry, tables.pool);
    const lines = async () => {
      await gauge.refresh();
      return (await registry.metrics()).split('\n').filter((line) => line.startsWith('laf_partitions{'));
    };
    await write([old, 0]);
    await sealer().seal();
    await sealer().seal();
    expect((await lines()).sort()).toEqual([
      'laf_partitions{state="hot"} 1',
      'laf_partitions{state="sealed"} 1',
      'laf_partitions{state="sealing"} 0',
    ]);
    await tables.sql.query('BEGIN; LOCK laf.partitions IN ACCESS EXCLUSIVE MODE');
    const impatient = new PartitionGauge(new Registry(), tables.pool, 50);
    await expect(impatient.refresh()).resolves.toBeUndefined();
    await tables.sql.query('ROLLBACK');
  });

  it('waits while a partition grows, and until its time has been over for long enough', async () => {
    await written([old]);
    await sealer().seal();
    await written([old, old]);
    expect(await sealer().seal()).toEqual([]);
    expect(await sealer(old * 2).seal()).toEqual([]);
    expect(await sealer().seal()).toEqual([partition()]);
  });

  /** Written over connections that have ended since: their rows are in the statistics. */
  async function written(ages: readonly number[]): Promise<void> {
    const before = await inserts();
    const own = asSink(tables.newSink());
    await write(ages, 'INFO', own);
    await own.stop?.();
    await expect.poll(inserts, { timeout: 10_000 }).toBe(before + ages.length);
  }

  const inserts = async () => {
    const query = 'SELECT n_tup_ins::int AS n FROM pg_stat_user_tables WHERE relname = $1';
    return ((await tables.sql.query(query, [partition()])).rows[0]?.n ?? 0) as number;
  };

  it('goes on after a crash: what is invalid is built again', async () => {
    await write([old]);
    await sealer().seal();
    await tables.sql.query(`UPDATE laf.partitions SET state = 'sealing'`);
    await tables.sql.query(`CREATE INDEX ${partition()}_metadata ON laf.${partition()} USING gin (metadata)`);
    await tables.sql.query(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'laf.${partition()}_metadata'::regclass`,
    );
    expect(await sealer().seal()).toEqual([partition()]);
    expect(await indexes(partition())).toEqual(ALL);
  });

  it('is left to another process that is at it', async () => {
    await write([old]);
    await sealer().seal();
    await tables.sql.query(`SELECT pg_advisory_lock(hashtextextended('laf.sealing', 0))`);
    expect(await sealer().seal()).toEqual([]);
    await tables.sql.query('SELECT pg_advisory_unlock_all()');
    expect(await sealer().seal()).toEqual([partition()]);
  });
});

describe('retention', () => {
  const run = (options: RetentionOptions) => new Retention(tables.pool, options, logger).run();
  const balanced = async () => expect((await audit(tables.pool, true)).problems).toEqual([]);
  const merge = () => new RollupMerger(tables.pool, logger).merge();

  it('does nothing unless told', async () => {
    await write([20 * DAY, 0]);
    expect(await run({})).toBe(0);
    expect(await count()).toBe(2);
  });

  it('drops partitions by age with their counts, and the accounts balance', async () => {
    await write([20 * DAY, 20 * DAY + 60_000, 8 * DAY, DAY, 0]);
    await merge();
    await write([20 * DAY]);
    expect(await run({ maxAge: 7 * DAY })).toBe(4);
    expect([await count(), await total()]).toEqual([2, 2]);
    await merge();
    expect(await total()).toBe(2);
    await balanced();
    // A late one goes to laf.logs_far where the sink knew the partition, and counts again.
    await write([20 * DAY]);
    expect([await count(), await total()]).toEqual([3, 3]);
    await balanced();
  });

  it('drops the oldest until the rest fits, never what is being written', async () => {
    await write([20 * DAY, 8 * DAY, 0]);
    const [{ bytes }] = await rowsOf(
      `SELECT sum(pg_total_relation_size(to_regclass('laf.' || name)))::int AS bytes FROM laf.partitions`,
    );
    const far = (await rowsOf(`SELECT pg_total_relation_size('laf.logs_far')::int AS bytes`))[0].bytes;
    expect(await run({ maxSize: bytes + far - 1 })).toBe(1);
    expect(await names()).not.toContain(named(Date.now() - 20 * DAY, false));
    expect(await run({ maxSize: 1 })).toBe(1);
    expect([await count(), await total()]).toEqual([1, 1]);
    await balanced();
  });

  it('deletes far-off times by their arrival', async () => {
    await write([4000 * DAY, -4000 * DAY, 0]);
    expect(await run({ maxAge: 7 * DAY })).toBe(0);
    await tables.sql.query(`UPDATE laf.logs_far SET received_at = received_at - interval '8 days'`);
    expect(await run({ maxAge: 7 * DAY })).toBe(2);
    expect([await count(), await total()]).toEqual([1, 1]);
    await balanced();
  });

  it('deletes levels earlier than the rest, from sealed partitions', async () => {
    await write([3 * DAY, 0], 'DEBUG');
    await write([3 * DAY, 0]);
    expect(await run({ levels: { DEBUG: 2 * DAY } })).toBe(0);
    await tables.sql.query(`UPDATE laf.partitions SET state = 'sealed' WHERE ends < now()`);
    expect(await run({ levels: { DEBUG: 2 * DAY } })).toBe(1);
    expect([await count(), await total()]).toEqual([3, 3]);
    await merge();
    expect(await total()).toBe(3);
    await balanced();
    expect(await rowsOf('SELECT kind, actor, events::int FROM laf.removals')).toEqual([
      { kind: 'retention', actor: 'levels.DEBUG 2d', events: 1 },
    ]);
  });

  it('gives way to a long query, which sees what it saw', async () => {
    await write([20 * DAY, 0]);
    await tables.sql.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    expect(await count()).toBe(2);
    const dropped = run({ maxAge: 7 * DAY });
    // New readers get through while the drop waits for its moment.
    for (let i = 0; i < 5; i++) {
      expect((await tables.pool.query('SELECT count(*)::int AS n FROM laf.logs')).rows[0].n).toBe(2);
    }
    expect(await count()).toBe(2);
    await tables.sql.query('COMMIT');
    expect(await dropped).toBe(1);
  });
});
