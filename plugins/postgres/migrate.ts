import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number will do, as long as all processes use the same: "laf" in ASCII. */
const LOCK = 0x6c6166;

/**
 * Brings the schema `laf` up to date: forward only, each file once, one process at a time however many start together.
 * Nothing outside the schema is touched.
 *
 * @returns the names of the migrations applied now
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS laf');
    await client.query(
      'CREATE TABLE IF NOT EXISTS laf.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await applyMissing(client);
    await client.query('COMMIT');
    return applied;
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM laf.migrations');
  const known = new Set(rows.map(({ name }) => name));
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  const missing = files.filter((file) => !known.has(file));
  for (const file of missing) {
    await client.query(await readFile(new URL(file, FOLDER), 'utf8'));
    await client.query('INSERT INTO laf.migrations (name) VALUES ($1)', [file]);
  }
  return missing;
}
