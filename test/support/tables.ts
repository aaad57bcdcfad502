import pg from 'pg';
import { pino } from 'pino';
import { createPool } from '../../plugins/postgres/database.js';
import { migrate } from '../../plugins/postgres/migrate.js';
import { PostgresSink, type PostgresSinkOptions } from '../../plugins/postgres/sink.js';
import { freshDatabase } from './postgres.js';

/** A database of its own with the program's tables. */
export interface Tables {
  readonly url: string;
  readonly sql: pg.Client;
  readonly pool: pg.Pool;
  /** A sink called `store` on these tables, not started. */
  newSink(changes?: Partial<PostgresSinkOptions>): PostgresSink;
  drop(): Promise<void>;
}

export async function freshTables(): Promise<Tables> {
  const database = await freshDatabase();
  const { url } = database;
  await migrate(url);
  const sql = new pg.Client({ connectionString: url });
  await sql.connect();
  const pool = createPool({ url, max: 4, name: 'test' });
  return {
    ...{ url, sql, pool },
    newSink: ({ name = 'store', ...changes } = {}) =>
      new PostgresSink({
        ...{ name, url, migrate: false, concurrency: 2, logger: pino({ level: 'silent' }) },
        upstream: new Set(['in', 'syslog', 'parse', name]),
        queueHorizon: async () => 0,
        ...changes,
      }),
    drop: async () => {
      await pool.end();
      await sql.end();
      await database.drop();
    },
  };
}
