import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { Metrics } from '../../pipeline/metrics.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';
import { post } from '../support/senders.js';
import { type Choice, expand, type Range } from './grafana-sql.js';
import { type Answer, columns, SHAPES } from './panel-shapes.js';
import { DASHBOARDS, FOLDER, PANEL_QUERIES, PROMETHEUS_QUERIES, RULES } from './provisioning.js';

const PIPELINE = `
sources:
  http:   { type: http }
queue:    { type: disk }
transforms:
  parse:  { type: auto-detect, inputs: [http] }
  quiet:  { type: drop, inputs: [parse], when: "message:unwanted" }
sinks:
  store:  { type: postgres, inputs: [quiet], batch: { max_wait: 20ms } }
`;
const HOSTILE = [`o'brien`, `'); DROP TABLE laf.logs; --`, `back\\slash`, `"quoted" %d $1 {x}`];

let database: FreshDatabase;
let program: RunningProgram;
let owner: pg.Client;
let reader: pg.Client;
/** An hour of today, so that it lies in one partition. */
let range: Range;
let metrics: string;

beforeAll(async () => {
  database = await freshDatabase();
  program = await startProgram({ pipeline: PIPELINE, environment: { DB_URL: database.url } });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(readFileSync(join(FOLDER, 'reader.sql'), 'utf8'));
  await owner.query("ALTER ROLE grafana_reader PASSWORD 'for tests'");
  reader = new pg.Client({ connectionString: asReader(database.url) });
  await reader.connect();
  const noon = new Date();
  noon.setUTCHours(12, 0, 0, 0);
  range = { from: noon, to: new Date(noon.getTime() + 3_600_000), intervalSeconds: 60 };
  await fill();
  metrics = await (await fetch(`${program.url}/metrics`)).text();
});

afterAll(async () => {
  await program.stop();
  await reader.end();
  await owner.query('DROP OWNED BY grafana_reader; DROP ROLE grafana_reader');
  await owner.end();
  await database.drop();
});

function asReader(url: string): string {
  const address = new URL(url);
  address.username = 'grafana_reader';
  address.password = 'for tests';
  return address.href;
}

const EVENTS = 120;

/** Two events a minute, one of them a request; half of the sources have names that try to break out of a query. */
async function fill(): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, i) => ({
    timestamp: new Date(range.from.getTime() + i * 30_000).toISOString(),
    level: i % 4 === 0 ? 'ERROR' : 'INFO',
    source: i % 2 === 0 ? 'web-1' : HOSTILE[(i >> 1) % HOSTILE.length],
    application: i % 3 === 0 ? '' : 'shop',
    message: `it's 100 % of number ${i}`,
    metadata: i % 2 === 0 ? request(i) : {},
  }));
  const now = new Date().toISOString();
  const recent = Array.from({ length: 60 }, () => ({
    timestamp: now,
    level: 'ERROR',
    source: 'recent',
    message: 'x',
  }));
  const body = [...events, ...recent, { message: 'unwanted' }]
    .map((event) => JSON.stringify(event))
    .join('\n');
  await post(`${program.url}/data/batch`, body, { 'content-type': 'application/x-ndjson' });
  await owner.query(
    `INSERT INTO laf.dead_letters (chunk_id, index, stage, event_id, received_at, source, reason, raw, origin, refused_at)
     SELECT gen_random_uuid(), 0, 'parse', 1, now(), 'http', 'no time', '', 'parse', unnest(ARRAY[$1::timestamptz, now()])`,
    [new Date(range.from.getTime() + 60_000)],
  );
  const stored = async () => (await owner.query('SELECT count(*)::int AS count FROM laf.logs')).rows[0].count;
  await vi.waitFor(async () => expect(await stored()).toBe(EVENTS + 60), { timeout: 20_000, interval: 20 });
}

/** What a log may hold where a number is expected. */
const ODD_NUMBERS = ['12', '-1', '1e400', '1e-400', '"fast"', 'null', '[1]'];

function request(i: number): object {
  const duration = JSON.parse(ODD_NUMBERS[i % ODD_NUMBERS.length]!.replace(/1e-?400/, '"odd"'));
  return {
    method: 'GET',
    path: i % 8 === 0 ? "/it's" : '/cart',
    status: i % 4 === 0 ? 503 : 200,
    bytes: 512,
    duration_ms: duration,
  };
}

const run = async (sql: string): Promise<Answer> => {
  const { rows, fields } = await reader.query(sql);
  const types = new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
  return { rows, types, names: fields.map(({ name }) => name) };
};

const CHOICES: Record<string, Record<string, Choice>> = {
  All: {},
  'one of each': {
    level: ['ERROR'],
    source: ['web-1'],
    application: ['shop'],
    filter: ["it's"],
    path: ['/'],
  },
  'several, with quotes': {
    level: ['ERROR', 'INFO'],
    source: HOSTILE,
    application: ["it's", '"'],
    filter: ["100 %'s"],
    path: ["/it's"],
  },
  'what tries to break out': {
    source: [HOSTILE[1]!],
    filter: [`' OR 1=1; --`],
    path: [`\\'; DROP TABLE laf.logs; --`],
  },
};

const SQL_PANELS = PANEL_QUERIES.filter(({ target }) => target.rawSql !== undefined).map(
  (query) => [query.name, query] as const,
);

describe.each(SQL_PANELS)('%s', (_, { dashboard, panel, target }) => {
  it.each(Object.entries(CHOICES))('answers %s', async (_, choices) => {
    const answer = await run(expand(target.rawSql!, dashboard.templating.list, choices, range));
    SHAPES[panel.type]!(answer);
    expect(target.format).toBe(panel.type === 'timeseries' ? 'time_series' : 'table');
    if (choices === CHOICES.All) expect(answer.rows.length).toBeGreaterThan(0);
    for (const { matcher } of panel.type === 'table' ? panel.fieldConfig!.overrides : []) {
      expect(answer.names).toContain(matcher.options);
    }
  });

  it('reads the rows of its range only, or the counts', async () => {
    const sql = expand(target.rawSql!, dashboard.templating.list, {}, range);
    const { rows } = await owner.query(`EXPLAIN ${sql}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const partitions = new Set(plan.match(/logs_(?:\d{8}|far)/g));
    const today = `logs_${range.from.toISOString().slice(0, 10).replaceAll('-', '')}`;
    expect([...partitions]).toEqual(sql.includes('laf.logs') ? [today] : []);
    // Three tables there are rights on; volumes and rates are counts.
    expect(sql).toMatch(/FROM laf\.(?:logs|rollups|dead_letters) /);
    if (panel.title.match(/Volume|Events|Error rate|Top sources/)) expect(sql).toContain('laf.rollups');
  });
});

const rowsOf = async (dashboard: string, title: string, choices: Record<string, Choice> = {}) => {
  const query = PANEL_QUERIES.find(
    (known) => known.dashboard.title === dashboard && known.panel.title === title,
  )!;
  return (await run(expand(query.target.rawSql!, query.dashboard.templating.list, choices, range))).rows;
};

test('the figures are right', async () => {
  expect(await rowsOf('Logs', 'Events')).toEqual([{ events: EVENTS }]);
  expect(await rowsOf('Logs', 'Events', { source: [HOSTILE[0]!] })).toEqual([{ events: EVENTS / 8 }]);
  expect(await rowsOf('Logs', 'Error rate')).toEqual([{ 'error rate': 0.25 }]);
  expect(await rowsOf('Logs', 'Events per second')).toEqual([{ rate: EVENTS / 3600 }]);
  expect(await rowsOf('Logs', 'Sources')).toEqual([{ sources: 1 + HOSTILE.length }]);
  expect((await rowsOf('Logs', 'Volume by level'))[0]).toEqual({
    time: String(range.from.getTime() / 1000),
    metric: 'ERROR',
    events: 1,
  });
  expect((await rowsOf('Logs', 'Newest messages', { filter: ["IT'S 100 %"] })).length).toBe(EVENTS);
  expect(await rowsOf('Logs', 'Records', { filter: ['number 17'] })).toMatchObject([
    { source: HOSTILE[0], id: expect.stringMatching(/^\d+$/) },
  ]);
  expect(await rowsOf('HTTP access', 'Requests')).toEqual([{ requests: EVENTS / 2 }]);
  expect(await rowsOf('HTTP access', '5xx')).toEqual([{ '5xx': 0.5 }]);
  expect(await rowsOf('HTTP access', 'p95')).toEqual([{ p95: 12 }]);
  expect(await rowsOf('HTTP access', 'Top paths', { path: ["/it's"] })).toMatchObject([
    { path: "/it's", requests: EVENTS / 8 },
  ]);
  expect(await rowsOf('Pipeline health', 'Dead letters')).toEqual([{ 'dead letters': 1 }]);
});

test('numbers beyond a double, and what is none, do not end a query', async () => {
  for (const odd of ODD_NUMBERS) {
    await owner.query('BEGIN');
    await owner.query(
      `INSERT INTO laf.logs SELECT 1, $1, now(), 'INFO', 'x', '', 'json', '',
         jsonb_build_object('path', '/odd', 'status', 200, 'duration_ms', $2::jsonb, 'bytes', $2::jsonb)`,
      [range.from, odd],
    );
    await owner.query(
      `INSERT INTO laf.logs SELECT 1, $1, now(), 'INFO', 'x', '', 'json', '', jsonb_build_object('path', '/', 'status', $2::jsonb)`,
      [range.from, odd],
    );
    for (const { dashboard, target } of PANEL_QUERIES.filter((known) => known.dashboard.uid === 'laf-http')) {
      await owner.query(expand(target.rawSql!, dashboard.templating.list, {}, range));
    }
    await owner.query('ROLLBACK');
  }
});

describe('variables', () => {
  const queries = DASHBOARDS.flatMap(({ title, templating }) =>
    templating.list
      .filter(({ type }) => type === 'query')
      .map((variable) => [`${title}: ${variable.name}`, variable, templating.list] as const),
  );

  it.each(queries)('%s is one column of texts', async (_, variable, list) => {
    for (const choices of Object.values(CHOICES)) {
      const answer = await run(expand(variable.query, list, choices, range));
      expect(columns(answer, 'text')).toEqual(answer.names);
      expect(answer.names).toHaveLength(1);
      if (choices === CHOICES.All) expect(answer.rows.length).toBeGreaterThan(0);
    }
  });
});

describe('rules', () => {
  const rules = RULES.flatMap(({ title, data }) =>
    data.flatMap(({ model }) => (model.rawSql === undefined ? [] : [[title, model.rawSql] as const])),
  );

  it.each(rules)('%s has one number for each set of labels', async (_, sql) => {
    const answer = await run(sql);
    expect(columns(answer, 'float8')).toHaveLength(1);
    expect(columns(answer, 'text')).toHaveLength(answer.names.length - 1);
  });

  it('find what they are for', async () => {
    const found = async (title: string) => (await run(rules.find(([name]) => name === title)![1])).rows;
    expect(await found('Error rate of a source')).toContainEqual({ source: 'recent', rate: 1 });
    expect(await found('Dead letters')).toContainEqual({ stage: 'parse', letters: expect.any(Number) });
    await owner.query(
      `INSERT INTO laf.rollup_deltas (minute, level, source, application, events)
       SELECT date_trunc('minute', now()) - n * interval '1 hour', 'INFO', 'gone', '', 1 FROM generate_series(2, 20) AS n`,
    );
    const [silent] = await found('A source is silent');
    expect(silent).toMatchObject({ source: 'gone' });
    expect(silent.minutes).toBeGreaterThan(119);
  });
});

test('the reader can do nothing but read what it is to read', async () => {
  await expect(reader.query('DELETE FROM laf.logs')).rejects.toThrow(/read-only|permission denied/);
  await reader.query('SET default_transaction_read_only = off');
  await expect(reader.query('DELETE FROM laf.logs')).rejects.toThrow(/permission denied/);
  await expect(reader.query('SELECT raw FROM laf.dead_letters')).rejects.toThrow(/permission denied/);
  await expect(reader.query('SELECT * FROM laf.ledger')).rejects.toThrow(/permission denied/);
  // A partition that is made later is read as well.
  await owner.query(
    `CREATE TABLE laf.logs_20990101 PARTITION OF laf.logs FOR VALUES FROM ('2099-01-01Z') TO ('2099-01-02Z')`,
  );
  await owner.query(
    `INSERT INTO laf.logs VALUES (1, '2099-01-01T12:00Z', now(), 'INFO', 'x', '', 'json', '', '{}')`,
  );
  expect((await reader.query(`SELECT id FROM laf.logs WHERE "timestamp" > '2099-01-01Z'`)).rows).toEqual([
    { id: '1' },
  ]);
});

describe('PromQL', () => {
  const ENGINE = new Metrics().registry as Registry;
  /** Functions, operators and what follows `by`; none of them is a metric. */
  const WORDS = new Set(['sum', 'max', 'min', 'by', 'rate', 'increase', 'histogram_quantile', 'le']);
  /** Labels that Prometheus gives. */
  const GIVEN = ['le', 'job', 'instance'];

  /** Of `# TYPE`: these are there before the first sample, too. */
  function metricOf(name: string): string | undefined {
    return [name, name.replace(/_(?:bucket|sum|count)$/, '')].find((metric) =>
      metrics.includes(`# TYPE ${metric} `),
    );
  }

  function labelsOf(metric: string): string[] {
    const declared =
      (ENGINE.getSingleMetric(metric) as { labelNames?: string[] } | undefined)?.labelNames ?? [];
    const sample = new RegExp(`^${metric}(?:_bucket)?\\{(.*)\\}`, 'm').exec(metrics)?.[1] ?? '';
    return [...declared, ...GIVEN, ...[...sample.matchAll(/(\w+)="/g)].map(([, label]) => label!)];
  }

  it.each(PROMETHEUS_QUERIES)('%s: %s', (_, expr) => {
    const bare = expr.replace(/\$__rate_interval|\d+m/g, '').replace(/"[^"]*"/g, '');
    const grouped = [...bare.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels]) => labels!.split(/,\s*/));
    const matched = [...bare.matchAll(/\{(\w+)=/g)].map(([, label]) => label!);
    const names = [...new Set(bare.replace(/by \([^)]*\)|\{[^}]*\}/g, '').match(/[a-z_]\w*/g))].filter(
      (word) => !WORDS.has(word),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const name of names.filter((known) => known !== 'up')) {
      const metric = metricOf(name);
      expect(metric, name).toBeDefined();
      for (const label of [...grouped, ...matched]) expect(labelsOf(metric!), name).toContain(label);
    }
  });
});
