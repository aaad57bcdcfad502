import type pg from 'pg';
import {
  balancesOf,
  FIGURES,
  imbalanceOf,
  readAccounts,
  readDrops,
  type SourceAccount,
  type SourceBalance,
} from './accounts.js';
import { withClient } from './database.js';

export interface AuditReport {
  readonly sources: readonly SourceBalance[];
  /** What was compared with the rows of laf.logs. */
  readonly compared: { readonly chunks: number; readonly stored: number; readonly rows: number };
  /** Events deleted on purpose since the database was made. */
  readonly removed: { readonly retention: number; readonly erasure: number };
  /** Dead letters that are there; replayed and dropped ones are not. */
  readonly dead_letters: number;
  /** Whatever does not balance, in words. */
  readonly problems: readonly string[];
}

/** Chunks whose rows are counted when not all are: the newest, as those of old days may have been deleted. */
const SAMPLE = 50;
const MAX_CHUNK_RECORDS = 4096;

/** Chunks with the number of their rows in the table; ids of a chunk follow each other. */
const SAMPLED = `
  WITH newest AS (
    SELECT chunk_id, min(source) AS source, min(first_id) AS first_id, max(records) AS records, sum(stored)::int AS stored
    FROM laf.ledger WHERE first_id IS NOT NULL
    GROUP BY chunk_id ORDER BY chunk_id DESC LIMIT ${SAMPLE}
  )
  SELECT *, (SELECT count(*)::int FROM laf.logs WHERE id >= first_id AND id < first_id + newest.records) AS rows
  FROM newest`;
/** A replay has the ids of its record's first try, whose chunk is another. */
const OTHERS = `
  SELECT FROM laf.ledger
  WHERE chunk_id <> $1 AND first_id > $2::bigint - ${MAX_CHUNK_RECORDS}
    AND first_id < $2::bigint + $3 AND first_id + records > $2::bigint
  LIMIT 1`;

const LEDGER = `
  SELECT sink, source, count(*)::float8 AS chunks, ${FIGURES}
  FROM laf.ledger GROUP BY sink, source`;
/** What was deleted on purpose lacks rows; a chunk older than the last such deletion cannot be compared. */
const REMOVED = `
  SELECT coalesce(sum(events) FILTER (WHERE kind = 'retention'), 0)::float8 AS retention,
    coalesce(sum(events) FILTER (WHERE kind = 'erasure'), 0)::float8 AS erasure
  FROM laf.removals`;
const REMOVED_SINCE = `
  SELECT FROM laf.removals
  WHERE removed_at >= (SELECT min(committed_at) FROM laf.ledger WHERE chunk_id = $1) LIMIT 1`;
const ALL_ROWS = 'SELECT count(*)::float8 AS rows FROM laf.logs';

/**
 * Compares the accounts with themselves and with the rows, at one moment: what is committed meanwhile is not seen.
 *
 * @param deep all rows and the whole ledger, which takes long; else the rows of the newest chunks
 * @throws the driver's errors
 */
export async function audit(pool: pg.Pool, deep: boolean): Promise<AuditReport> {
  return withClient(pool, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const accounts = await readAccounts(client);
    const problems = accounts.map(imbalanceOf).filter((problem) => problem !== undefined);
    const sample = await compareSample(client);
    const removed = (await client.query<AuditReport['removed']>(REMOVED)).rows[0]!;
    const compared = deep ? await compareAll(client, accounts, removed) : sample;
    const letters = await client.query('SELECT count(*)::int AS letters FROM laf.dead_letters');
    const report = {
      sources: balancesOf(accounts, await readDrops(client)),
      compared: { chunks: compared.chunks, stored: compared.stored, rows: compared.rows },
      removed,
      dead_letters: letters.rows[0].letters as number,
      problems: [...problems, ...sample.problems, ...(deep ? compared.problems : [])],
    };
    await client.query('COMMIT');
    return report;
  });
}

interface Comparison {
  chunks: number;
  stored: number;
  rows: number;
  problems: string[];
}

async function compareSample(client: pg.ClientBase): Promise<Comparison> {
  const found: Comparison = { chunks: 0, stored: 0, rows: 0, problems: [] };
  for (const { chunk_id, source, first_id, records, stored, rows } of (await client.query(SAMPLED)).rows) {
    if (rows !== stored && (await isExplained(client, chunk_id, first_id, records))) continue;
    found.chunks += 1;
    found.stored += stored;
    found.rows += rows;
    if (rows !== stored) {
      found.problems.push(
        `source ${source}: chunk ${chunk_id} has ${rows} rows in laf.logs, and its account says ${stored}`,
      );
    }
  }
  return found;
}

/** Whether rows of a chunk may be another's, or may have been deleted on purpose. */
async function isExplained(
  client: pg.ClientBase,
  chunkId: string,
  firstId: string,
  records: number,
): Promise<boolean> {
  if ((await client.query(OTHERS, [chunkId, firstId, records])).rowCount !== 0) return true;
  return (await client.query(REMOVED_SINCE, [chunkId])).rowCount !== 0;
}

async function compareAll(
  client: pg.ClientBase,
  accounts: readonly SourceAccount[],
  removed: AuditReport['removed'],
): Promise<Comparison> {
  const problems = ledgerProblems((await client.query<SourceAccount>(LEDGER)).rows, accounts);
  const stored = accounts.reduce((sum, account) => sum + account.stored, 0);
  const rows = (await client.query(ALL_ROWS)).rows[0].rows as number;
  const expected = stored - removed.retention - removed.erasure;
  if (rows > expected)
    problems.push(`laf.logs has ${rows - expected} rows more than were stored by the accounts`);
  if (rows < expected) {
    problems.push(`laf.logs lacks ${expected - rows} rows that were stored: lost, or deleted by somebody`);
  }
  return { chunks: accounts.reduce((sum, { chunks }) => sum + chunks, 0), stored, rows, problems };
}

const COMPARED = ['chunks', 'records', 'stored', 'filtered', 'dead_letters', 'copies', 'replayed'] as const;

/** The sums have all that the ledger has, and as much when nothing of it has been pruned. */
function ledgerProblems(ledger: readonly SourceAccount[], accounts: readonly SourceAccount[]): string[] {
  const problems: string[] = [];
  for (const part of ledger) {
    const place = `source ${part.source}, sink ${part.sink}`;
    const whole = accounts.find(({ sink, source }) => sink === part.sink && source === part.source);
    for (const figure of COMPARED) {
      const [there, summed] = [part[figure], whole?.[figure] ?? 0];
      // A ledger that has been pruned has less of each, but for the letters: their replays are younger.
      const grows = figure !== 'dead_letters';
      const wrong = part.chunks === whole?.chunks ? there !== summed : grows && there > summed;
      if (wrong) problems.push(`${place}: the ledger has ${figure} ${there}, its sums ${summed}`);
    }
    const mistake = imbalanceOf(part);
    if (mistake !== undefined) problems.push(`in the ledger, ${mistake}`);
  }
  return problems;
}
