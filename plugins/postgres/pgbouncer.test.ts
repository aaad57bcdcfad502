import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSink, batchOf, chunkOf, joined } from '../../test/support/batches.js';
import { type PgBouncer, startPgBouncer } from '../../test/support/pgbouncer.js';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { startProgram } from '../../test/support/program.js';
import { post } from '../../test/support/senders.js';
import { createPool } from './database.js';
import { migrate } from './migrate.js';
import { PostgresQuestions } from './questions.js';
import { PostgresSink } from './sink.js';

describe('by way of PgBouncer in transaction mode', () => {
  let database: FreshDatabase;
  let bouncer: PgBouncer;
  /** Not by way of PgBouncer. */
  let sql: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    bouncer = await startPgBouncer(database.url);
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });

  afterAll(async () => {
    await sql.end();
    await bouncer.stop();
    await database.drop();
  });

  it('migrates once, however many begin together', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(bouncer.url)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  });

  it('writes batches side by side, each chunk once, with more writers than server connections', async () => {
    const sinks = [1, 2, 3].map(() =>
      asSink(
        new PostgresSink({
          ...{ name: 'store', url: bouncer.url, migrate: false, concurrency: 2 },
          upstream: new Set(['in', 'store']),
          queueHorizon: async () => 0,
          logger: pino({ level: 'silent' }),
        }),
      ),
    );
    await Promise.all(sinks.map((sink) => sink.start?.()));
    const chunks = Array.from({ length: 12 }, (_, i) => chunkOf([`a ${i}`, `bad ${i}`, `b ${i}`]));
    const write = (sink: (typeof sinks)[number], some: readonly Buffer[]) => {
      const batch = joined(...some.map((chunk) => batchOf(chunk)));
      for (const event of batch.events)
        if (event.message.startsWith('bad'))
          event.fill('json', Date.now() * 1000, 'INFO', 'host', 'bad', event.message, '{"not": JSON}');
      return sink.write(batch);
    };
    // Each chunk by two of them.
    await Promise.all(
      sinks.flatMap((sink, i) => [
        write(sink, chunks.slice(i * 4, i * 4 + 4)),
        write(sink, chunks.slice(((i + 1) % 3) * 4, ((i + 1) % 3) * 4 + 4)),
      ]),
    );
    const { rows } = await sql.query(
      'SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM laf.logs',
    );
    expect(rows[0]).toEqual({ n: 24, ids: 24 });
    const letters = await sql.query('SELECT count(*)::int AS n FROM laf.dead_letters');
    expect(letters.rows[0].n).toBe(12);
    await Promise.all(sinks.map((sink) => sink.stop?.()));
  });

  it('cancels the query of one who has gone, and nobody else’s', async () => {
    const pool = createPool({ url: bouncer.url, max: 3, name: 'test' });
    const questions = new PostgresQuestions(pool);
    await sql.query('BEGIN');
    await sql.query('LOCK laf.logs IN ACCESS EXCLUSIVE MODE');
    const waiting = async () => {
      const { rows } = await sql.query(
        `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'laf.logs'::regclass`,
      );
      return rows[0].n;
    };
    const gone = new AbortController();
    const answer = questions.stats({ filter: 'x' }, gone.signal).catch((error) => error);
    // One that is not cut short meanwhile.
    const stays = linesOf(questions.export({ format: 'ndjson' }));
    await expect.poll(waiting).toBe(2);
    gone.abort();
    expect((await answer).name).toBe('AbortError');
    expect(await waiting()).toBe(1);
    await sql.query('COMMIT');
    expect(await stays).toBe(24);
    await pool.end();
    // Uncancelled it would end after ten seconds, by its statement_timeout.
  }, 8000);

  it('carries the whole program', async () => {
    const program = await startProgram({ environment: { DB_URL: bouncer.url } });
    const event = { application: 'by-pgbouncer', message: 'one', level: 'INFO' };
    const stored = await post(`${program.url}/data/`, JSON.stringify(event), {
      'content-type': 'application/json',
    });
    expect(stored.status).toBe(201);
    const lines = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ ...event, message: `line ${i}` }));
    const batch = await post(`${program.url}/data/batch`, lines.join('\n'), { 'content-type': 'text/plain' });
    expect(batch.status).toBe(202);
    const found = async (path: string) => (await fetch(`${program.url}${path}`)).text();
    const exported = async () =>
      (await found('/logs/export?format=ndjson&application=by-pgbouncer')).trimEnd().split('\n').length;
    await expect.poll(exported).toBe(2001);
    expect(JSON.parse(await found('/logs/stats?application=by-pgbouncer')).total).toBe(2001);
    expect(JSON.parse(await found('/logs/?application=by-pgbouncer&q=one')).logs).toHaveLength(1);
    expect((await program.stop()).code).toBe(0);
    expect(program.stderr()).not.toMatch(/"level":[456]0/);
  });
});

async function linesOf(pieces: AsyncIterable<string>): Promise<number> {
  let lines = 0;
  for await (const piece of pieces) lines += piece.split('\n').length - 1;
  return lines;
}
