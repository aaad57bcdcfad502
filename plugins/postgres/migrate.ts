import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { withoutPassword } from '../../pipeline/without-password.js';
import { BEGIN_BOUNDED, shortQuery } from './database.js';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number will do, as long as all processes use the same: "laf" in ASCII. */
const LOCK = 0x6c6166;
const ASK_MILLIS = 100;
const MADE =
  'CREATE TABLE IF NOT EXISTS laf.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())';

/**
 * Brings the schema `laf` up to date: forward only, each file once, one process at a time however many start together.
 * Nothing outside the schema is touched.
 *
 * @returns the names of the migrations applied now
 * @throws EnvironmentError when the database goes away meanwhile
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true });
  // One that breaks fails the query under way, and says so once more as an event.
  client.on('error', () => {});
  try {
    await client.connect();
    await beginAlone(client);
    await client.query(shortQuery('CREATE SCHEMA IF NOT EXISTS laf'));
    await client.query(shortQuery(MADE));
    const applied = await applyMissing(client);
    await client.query(shortQuery('COMMIT'));
    return applied;
  } catch (error) {
    throw new EnvironmentError(
      `the schema at ${withoutPassword(url)} cannot be brought up to date: ${messageOf(error)}`,
      { cause: error },
    );
  } finally {
    // Behind a connection that is half-open its end would never be heard of.
    client.end().catch(() => {});
  }
}

/**
 * Begins the transaction once nobody else is at it. The lock is asked for again and again instead of waited for, so that
 * a connection that has fallen silent is found out.
 */
async function beginAlone(client: pg.Client): Promise<void> {
  for (;;) {
    await client.query(shortQuery(BEGIN_BOUNDED));
    const { rows } = await client.query(shortQuery('SELECT pg_try_advisory_xact_lock($1) AS mine', [LOCK]));
    if (rows[0].mine) return;
    await client.query(shortQuery('ROLLBACK'));
    await delay(ASK_MILLIS);
  }
}

/** The names of the migrations that {@link migrate} would apply; changes nothing. */
export async function missingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('laf.migrations') IS NOT NULL AS there");
    return rows[0].there ? await missingOf(client) : await migrationFiles();
  } finally {
    await client.end();
  }
}

async function migrationFiles(): Promise<string[]> {
  return (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
}

async function missingOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(shortQuery('SELECT name FROM laf.migrations'));
  const known = new Set(rows.map(({ name }) => name));
  return (await migrationFiles()).filter((file) => !known.has(file));
}

async function applyMissing(client: pg.Client): Promise<string[]> {
  const missing = await missingOf(client);
  for (const file of missing) {
    await client.query(await readFile(new URL(file, FOLDER), 'utf8'));
    await client.query('INSERT INTO laf.migrations (name) VALUES ($1)', [file]);
  }
  return missing;
}
