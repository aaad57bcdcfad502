import { once } from 'node:events';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import split from 'split2';
import { type Lane, numberOf } from './load/records.js';
import { Tally } from './load/tally.js';

const ROWS = 'COPY (SELECT message FROM laf.logs) TO STDOUT';
const LETTERS = `COPY (SELECT encode(raw, 'escape') FROM laf.dead_letters) TO STDOUT`;

export interface Count {
  readonly tallies: Readonly<Record<Lane, Tally>>;
  readonly rows: number;
  readonly letters: number;
  /** Rows and dead letters that are of nobody who sends here. */
  readonly strange: string[];
  /** Ids that more than one row has. */
  readonly repeatedIds: number;
}

/** Looks at every row and every dead letter. */
export async function countAll(client: pg.Client): Promise<Count> {
  const tallies = { http: new Tally(), tcp: new Tally(), udp: new Tally() };
  const strange: string[] = [];
  const read = async (sql: string) => {
    let lines = 0;
    const stream = client.query(copyTo(sql)).pipe(split());
    stream.on('data', (line: string) => {
      lines += 1;
      const found = numberOf(line);
      if (found !== undefined) tallies[found.lane].add(found.number);
      else if (strange.length < 20) strange.push(line.slice(0, 200));
    });
    await once(Readable.prototype.resume.call(stream), 'end');
    return lines;
  };
  const rows = await read(ROWS);
  const letters = await read(LETTERS);
  const ids = await client.query('SELECT count(*) - count(DISTINCT id) AS repeated FROM laf.logs');
  return { tallies, rows, letters, strange, repeatedIds: Number(ids.rows[0].repeated) };
}

/** Where records with these numbers are: `http 17: row 123, chunk …`. */
export async function placesOf(
  client: pg.Client,
  lane: Lane,
  numbers: readonly number[],
): Promise<Map<number, string[]>> {
  const { rows } = await client.query(
    `SELECT message, id, l.chunk_id
     FROM laf.logs LEFT JOIN laf.ledger l ON id >= l.first_id AND id < l.first_id + l.records
     WHERE message = ANY ($1)
     UNION ALL
     SELECT substring(encode(raw, 'escape') from 'chaos [a-z]+ \\d+'), event_id, chunk_id FROM laf.dead_letters
     WHERE substring(encode(raw, 'escape') from 'chaos [a-z]+ \\d+') = ANY ($1)`,
    [numbers.map((number) => `chaos ${lane} ${number}`)],
  );
  const places = new Map<number, string[]>(numbers.map((number) => [number, []]));
  for (const { message, id, chunk_id } of rows)
    places.get(numberOf(message)!.number)!.push(`id ${id} of chunk ${chunk_id}`);
  return places;
}
