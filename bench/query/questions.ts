import type pg from 'pg';
import type { PostgresStore } from '../../plugins/postgres/store.js';

/** A question, asked of the program's store and of one plain table. */
export interface BenchQuestion {
  readonly name: string;
  /** Milliseconds that 95 of 100 answers of ours may take at most. */
  readonly goal: number;
  readonly ours: () => Promise<unknown>;
  readonly plain: () => Promise<unknown>;
}

/** Of an event in the middle of the time. */
export interface Samples {
  readonly id: string;
  readonly requestId: string;
  readonly source: string;
  readonly userId: number;
}

const DAY_MILLIS = 86_400_000;
const NUMERIC = (name: string) =>
  `CASE WHEN jsonb_typeof(metadata->'${name}') = 'number' THEN (metadata->>'${name}')::numeric END`;

/** Each filter with the condition that somebody writes who has one table with these columns. */
function filters({ requestId, source, userId }: Samples): [goal: number, filter: string, plain: string][] {
  return [
    [50, 'level:ERROR', `level = 'ERROR'`],
    [50, 'level:FATAL', `level = 'FATAL'`],
    [50, `source:${source}`, `source = '${source}'`],
    [50, 'source:billing-01', `source = 'billing-01'`],
    [50, 'source:nobody', `source = 'nobody'`],
    [50, 'application:warehouse', `application = 'warehouse'`],
    [50, 'format:apache-combined', `format = 'apache-combined'`],
    [50, 'format:nginx-error', `format = 'nginx-error'`],
    [50, `user_id:${userId}`, `metadata->>'user_id' = '${userId}'`],
    [50, 'tenant:acme', `metadata->>'tenant' = 'acme'`],
    [50, 'tenant:*', `metadata ? 'tenant'`],
    [50, 'tenant:nobody', `metadata->>'tenant' = 'nobody'`],
    [50, 'status:>=500', `${NUMERIC('status')} >= 500`],
    [50, 'status:>=599', `${NUMERIC('status')} >= 599`],
    [50, 'duration_ms:>=29000', `${NUMERIC('duration_ms')} >= 29000`],
    [50, 'duration_ms:>1000000', `${NUMERIC('duration_ms')} > 1000000`],
    [50, 'path:/api*', `metadata->>'path' LIKE '/api%'`],
    [50, 'path:/legacy*', `metadata->>'path' LIKE '/legacy%'`],
    [50, 'path:/nowhere*', `metadata->>'path' LIKE '/nowhere%'`],
    [50, `request_id:${requestId.slice(0, 4)}*`, `metadata->>'request_id' LIKE '${requestId.slice(0, 4)}%'`],
    [300, 'shard_state:orphaned', `metadata->>'shard_state' = 'orphaned'`],
    [300, 'duration_ms:>=600000', `${NUMERIC('duration_ms')} >= 600000`],
    [300, '"quorum lost"', `message ILIKE '%quorum lost%'`],
    [300, '"deadlock detected"', `message ILIKE '%deadlock detected%'`],
    [300, 'invoice', `message ILIKE '%invoice%'`],
    [300, 'order', `message ILIKE '%order%'`],
    [300, 'xylophone', `message ILIKE '%xylophone%'`],
    [300, '"order of xylophones"', `message ILIKE '%order of xylophones%'`],
    [300, 'level:WARN invoice', `level = 'WARN' AND message ILIKE '%invoice%'`],
    [100, `metadata.request_id:${requestId}`, `metadata->>'request_id' = '${requestId}'`],
    [100, 'metadata.request_id:nothing', `metadata->>'request_id' = 'nothing'`],
  ];
}

export function benchQuestions(
  store: PostgresStore,
  sql: pg.Client,
  samples: Samples,
): readonly BenchQuestion[] {
  const searches = filters(samples).map(([goal, filter, condition]) => ({
    ...{ name: filter, goal },
    ours: () => store.search({ filter, order: 'desc', limit: 50 }),
    plain: () => sql.query(`SELECT * FROM plain WHERE ${condition} ORDER BY "timestamp" DESC LIMIT 50`),
  }));
  return [...searches, ...counts(store, sql), ...singles(store, sql, samples)];
}

function counts(store: PostgresStore, sql: pg.Client): BenchQuestion[] {
  const dayAgo = () => Date.now() - DAY_MILLIS;
  const lastDay = () => ({ fromMicros: dayAgo() * 1000, toMicros: Date.now() * 1000 });
  const fields = ['level', 'source', 'application', 'format'];
  return [
    {
      name: 'histogram of 24 h by level',
      goal: 50,
      ours: () => store.questions.histogram({ ...lastDay(), stepMicros: 1_800_000_000 }),
      plain: () =>
        sql.query(
          `SELECT date_bin('30 minutes', "timestamp", '2000-01-01') AS time, level, count(*) FROM plain
           WHERE "timestamp" >= $1 GROUP BY 1, 2`,
          [new Date(dayAgo())],
        ),
    },
    {
      name: 'stats cards',
      goal: 50,
      ours: () => store.questions.stats({}),
      plain: () =>
        sql.query(
          `SELECT level, count(*), count(DISTINCT source) FILTER (WHERE "timestamp" > now() - interval '5 minutes')
           FROM plain GROUP BY level`,
        ),
    },
    {
      name: 'facets of four fields over a day',
      goal: 300,
      ours: () => store.questions.facets({ ...lastDay(), fields, limit: 10 }),
      plain: async () => {
        for (const field of fields) {
          await sql.query(
            `SELECT ${field}, count(*) FROM plain WHERE "timestamp" >= $1 GROUP BY 1 ORDER BY 2 DESC LIMIT 10`,
            [new Date(dayAgo())],
          );
        }
      },
    },
  ];
}

function singles(store: PostgresStore, sql: pg.Client, { id }: Samples): BenchQuestion[] {
  const neighbours = (sign: string, order: string, values: unknown[]) =>
    sql.query(
      `SELECT * FROM plain WHERE source = $1 AND "timestamp" ${sign} $2 ORDER BY "timestamp" ${order} LIMIT 10`,
      values,
    );
  return [
    {
      name: 'record by id',
      goal: 10,
      ours: () => store.get(id),
      plain: () => sql.query('SELECT * FROM plain WHERE id = $1', [id]),
    },
    {
      name: 'its context',
      goal: 50,
      ours: () => store.questions.context({ id, before: 10, after: 10 }),
      plain: async () => {
        const { rows } = await sql.query('SELECT source, "timestamp" FROM plain WHERE id = $1', [id]);
        const values = [rows[0].source, rows[0].timestamp];
        await neighbours('<', 'DESC', values);
        await neighbours('>', 'ASC', values);
      },
    },
  ];
}
