import type pg from 'pg';
import type {
  KeptLetter,
  LetterConditions,
  LetterPage,
  LetterQuery,
  MarkPosition,
} from '../../pipeline/dead-letters.js';
import { UserError } from '../../pipeline/errors.js';
import { formatMicros } from '../../pipeline/time.js';

interface Row {
  chunk_id: string;
  index: number;
  origin: string;
  event_id: string;
  received_micros: string;
  source: string;
  stage: string;
  reason: string;
  sqlstate: string | null;
  column_name: string | null;
  tries: number;
  refused_micros: string;
  refused_text: string;
  replaying: boolean;
  size: number;
  raw: Buffer;
}

/** Where a page ends. */
export type Position = MarkPosition['after'];

/** Of each record in a list: enough to know it by. */
const SHOWN_BYTES = 4096;

const columns = (raw: string) => `
  chunk_id, index, origin, event_id, (extract(epoch FROM received_at) * 1000000)::bigint AS received_micros, source, stage,
  reason, sqlstate, column_name, tries, (extract(epoch FROM refused_at) * 1000000)::bigint AS refused_micros,
  refused_at::text AS refused_text, replay_chunk IS NOT NULL AS replaying, octet_length(raw) AS size, ${raw} AS raw`;

/** @throws UserError for a cursor or a key that is none. */
export async function listLetters(client: pg.ClientBase, query: LetterQuery): Promise<LetterPage> {
  const parameters: unknown[] = [];
  const conditions = conditionsSql(query, parameters);
  if (query.cursor !== undefined) conditions.push(beyond('<', decodeCursor(query.cursor), parameters));
  const { rows } = await client.query<Row>(
    `SELECT ${columns(`substring(raw FROM 1 FOR ${SHOWN_BYTES})`)} FROM laf.dead_letters
     WHERE ${conditions.join(' AND ')}
     ORDER BY refused_at DESC, chunk_id DESC, index DESC, origin DESC LIMIT ${query.limit + 1}`,
    parameters,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { letters: page.map(letterOf), nextCursor: more ? encodeCursor(last) : null };
}

export async function findLetter(client: pg.ClientBase, key: string): Promise<KeptLetter | undefined> {
  const { rows } = await client.query<Row>(
    `SELECT ${columns('raw')} FROM laf.dead_letters WHERE chunk_id = $1 AND index = $2 AND origin = $3`,
    [...parseKey(key)],
  );
  return rows[0] && letterOf(rows[0]);
}

/** @returns how many there were */
export async function dropLetters(client: pg.ClientBase, conditions: LetterConditions): Promise<number> {
  const parameters: unknown[] = [];
  const sql = conditionsSql(conditions, parameters).join(' AND ');
  const { rowCount } = await client.query(`DELETE FROM laf.dead_letters WHERE ${sql}`, parameters);
  return rowCount ?? 0;
}

/** SQL of what all must hold; never empty. */
export function conditionsSql(conditions: LetterConditions, parameters: unknown[]): string[] {
  const { stage, source, reason, fromMicros, toMicros, keys } = conditions;
  const sql = ['true'];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value);
    sql.push(condition(`$${parameters.length}`));
  };
  add(stage, (parameter) => `stage = ${parameter}`);
  add(source, (parameter) => `source = ${parameter}`);
  add(reason, (parameter) => `strpos(lower(reason), lower(${parameter})) > 0`);
  add(fromMicros && formatMicros(fromMicros), (parameter) => `refused_at >= ${parameter}::timestamptz`);
  add(toMicros && formatMicros(toMicros), (parameter) => `refused_at < ${parameter}::timestamptz`);
  if (keys !== undefined) sql.push(keysSql(keys, parameters));
  return sql;
}

function keysSql(keys: readonly string[], parameters: unknown[]): string {
  const parsed = keys.map(parseKey);
  for (const place of [0, 1, 2] as const) parameters.push(parsed.map((key) => key[place]));
  const [chunks, indexes, origins] = [2, 1, 0].map((back) => `$${parameters.length - back}`);
  return `(chunk_id, index, origin) IN (SELECT * FROM unnest(${chunks}::uuid[], ${indexes}::int[], ${origins}::text[]))`;
}

/** SQL of what comes after (`>`) or before (`<`) a position in the order of refusal. */
export function beyond(direction: '<' | '>', position: Position, parameters: unknown[]): string {
  const first = parameters.length + 1;
  parameters.push(...position);
  return `(refused_at, chunk_id, index, origin) ${direction}
    ($${first}::timestamptz, $${first + 1}::uuid, $${first + 2}::int, $${first + 3}::text)`;
}

function letterOf(row: Row): KeptLetter {
  return {
    key: `${row.chunk_id}.${row.index}.${row.origin}`,
    eventId: row.event_id,
    receivedAtMicros: Number(row.received_micros),
    source: row.source,
    stage: row.stage,
    reason: row.reason,
    sqlState: row.sqlstate,
    column: row.column_name,
    tries: row.tries,
    refusedAtMicros: Number(row.refused_micros),
    replaying: row.replaying,
    size: row.size,
    raw: row.raw,
  };
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY = new RegExp(`^(${UUID})\\.(\\d{1,9})\\.([^\\0]{1,256})$`);

function parseKey(key: string): [chunkId: string, index: number, origin: string] {
  const match = KEY.exec(key);
  if (match === null) {
    throw new UserError(
      `"${key.slice(0, 100)}" is no key of a dead letter: it looks like <chunk>.<index>.<stage>`,
    );
  }
  return [match[1]!, Number(match[2]), match[3]!];
}

function encodeCursor({ refused_text, chunk_id, index, origin }: Row): string {
  return Buffer.from(`${refused_text}|${chunk_id}.${index}.${origin}`).toString('base64url');
}

const TIME = /^[\d: .+-]{19,40}$/;

function decodeCursor(cursor: string): Position {
  const [time = '', ...key] = Buffer.from(cursor, 'base64url').toString().split('|');
  const [match] = [KEY.exec(key.join('|'))];
  if (!TIME.test(time) || Number.isNaN(Date.parse(time)) || match === null) {
    throw new UserError(
      `cursor "${cursor.slice(0, 100)}" is none: it has to be the next_cursor of an earlier page`,
    );
  }
  return [time, match[1]!, Number(match[2]), match[3]!];
}
