import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { REPOSITORY } from '../support/repository.js';

const COLUMNS = 'id, "timestamp", received_at, level, source, application, format, message, metadata';

/** Writes the rows that the pipeline has made to a file, in COPY's text format. */
export async function exportRows(client: pg.Client, folder: string): Promise<string> {
  const file = join(folder, 'rows.copy');
  const rows = client.query(copyTo(`COPY (SELECT ${COLUMNS} FROM laf.logs) TO STDOUT`));
  await pipeline(rows, createWriteStream(file));
  return file;
}

/**
 * The limit that the pipeline is measured against: COPY of the finished rows as text, over one connection, into a table
 * with the columns of laf.logs and its one index, without ledger, queue or parsing.
 *
 * @returns seconds
 */
export async function copyFinishedRows(client: pg.Client, url: string, file: string): Promise<number> {
  await client.query('DROP TABLE IF EXISTS bench_limit');
  await client.query('CREATE TABLE bench_limit (LIKE laf.logs)');
  await client.query('CREATE INDEX ON bench_limit USING brin ("timestamp", id)');
  await client.query('CHECKPOINT');
  const script = join(REPOSITORY, 'dist', 'bench', 'support', 'copy-file.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, url, 'bench_limit', file]);
  return (JSON.parse(stdout) as { seconds: number }).seconds;
}
