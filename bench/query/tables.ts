import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { pino } from 'pino';
import { MEAN_MILLIS_APART } from '../../cli/generate/clock.js';
import { createPool } from '../../plugins/postgres/database.js';
import { RollupMerger } from '../../plugins/postgres/rollup-merger.js';
import { Sealer } from '../../plugins/postgres/sealer.js';
import { Summarizer } from '../../plugins/postgres/summarizer.js';
import { loadedLines } from './events.js';
import { benchSink, Loader } from './load.js';
import type { Samples } from './questions.js';

const NODE = 1;
const SEALER = { afterMillis: 0, memoryBytes: 2 ** 26 };
const logger = pino({ level: 'silent' });

/** Fills laf.logs with events that end now; what is over is sealed, as it would be ten minutes later. */
export async function load(url: string, sql: pg.Client, events: number): Promise<void> {
  const sink = benchSink(url);
  await sink.start();
  const lines = loadedLines(events, Date.now() - events * MEAN_MILLIS_APART);
  await (await Loader.create(sink, lines, NODE)).write(events);
  await sink.stop();
  const pool = createPool({ url, max: 2, name: 'bench' });
  await new RollupMerger(pool, logger).merge();
  const sealer = new Sealer(pool, url, SEALER, logger);
  await new Summarizer(pool, logger).summarize();
  // What the statistics have of the rows that were written comes a moment later.
  for (let hot = 1; hot > 0; await delay(200)) {
    await sealer.seal();
    hot = (
      await sql.query(
        `SELECT count(*)::int AS n FROM laf.partitions WHERE state <> 'sealed' AND ends < now()`,
      )
    ).rows[0].n;
  }
  await sql.query('ANALYZE laf.rollup_minutes, laf.rollup_deltas');
  await pool.end();
}

/** What somebody makes who begins: one table, its key, and an index on the time. */
export async function makePlain(sql: pg.Client): Promise<void> {
  await sql.query('CREATE TABLE plain AS SELECT * FROM laf.logs');
  await sql.query('ALTER TABLE plain ADD PRIMARY KEY (id)');
  await sql.query('CREATE INDEX ON plain ("timestamp")');
  await sql.query('VACUUM ANALYZE plain');
  await sql.query('CHECKPOINT');
}

/** An event in the middle of the time, and values that it has. */
export async function samplesOf(sql: pg.Client): Promise<Samples> {
  const { rows } = await sql.query(
    `SELECT id::text, source, metadata->>'request_id' AS "requestId", (metadata->>'user_id')::int AS "userId"
     FROM plain WHERE metadata ? 'request_id' AND "timestamp" >=
       (SELECT min("timestamp") + (max("timestamp") - min("timestamp")) / 2 FROM plain)
     ORDER BY "timestamp" LIMIT 1`,
  );
  return rows[0] as Samples;
}

/** Bytes on disk, indexes included, by state of the partition and for the plain table. */
export async function bytesPerEvent(sql: pg.Client): Promise<Record<string, number>> {
  const { rows } = await sql.query<{ state: string; bytes: number; events: number }>(
    `SELECT state, sum(pg_total_relation_size(to_regclass('laf.' || name)))::float8 AS bytes,
       sum((SELECT sum(events) FROM laf.rollups WHERE minute >= starts AND minute < ends))::float8 AS events
     FROM laf.partitions GROUP BY state HAVING sum(pg_relation_size(to_regclass('laf.' || name))) > 0
     UNION ALL
     SELECT 'plain', pg_total_relation_size('plain'), count(*) FROM plain`,
  );
  return Object.fromEntries(rows.map(({ state, bytes, events }) => [state, Math.round(bytes / events)]));
}
