/*
 * What psql's \copy does, in a process of its own: streams a file of finished rows, in COPY's text format, into a table
 * over one connection. node copy-file.js URL TABLE FILE prints the seconds from the first byte to the commit.
 */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const [url, table, file] = process.argv.slice(2);
if (url === undefined || table === undefined || file === undefined) {
  console.error('usage: copy-file.js URL TABLE FILE');
  process.exit(1);
}

const client = new pg.Client({ connectionString: url });
await client.connect();
const started = performance.now();
await pipeline(
  createReadStream(file, { highWaterMark: 2 ** 18 }),
  client.query(copyFrom(`COPY ${table} FROM STDIN`)),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
await client.end();
