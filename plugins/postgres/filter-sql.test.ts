import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventRecord } from '../../pipeline/event.js';
import { parseFilter } from '../../pipeline/filter/parse.js';
import { compileFilter } from '../../pipeline/filter/predicate.js';
import { parseJson, stringifyJson } from '../../pipeline/json-text.js';
import { anyEvent, anyFilter, anyRegex, regexTexts } from '../../test/support/filters.js';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { filterToSql } from './filter-sql.js';

let database: FreshDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE TABLE logs (place integer, id bigint NOT NULL, "timestamp" timestamptz NOT NULL,
      received_at timestamptz NOT NULL, level text NOT NULL, source text NOT NULL, application text NOT NULL,
      message text NOT NULL, metadata jsonb NOT NULL, format text NOT NULL)`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function store(events: readonly EventRecord[], metadata = events.map(metadataText)): Promise<void> {
  const rows = events.map((event, place) => ({ ...event, place, metadata: {} }));
  await client.query('TRUNCATE logs');
  await client.query('INSERT INTO logs SELECT * FROM jsonb_populate_recordset(NULL::logs, $1::jsonb)', [
    JSON.stringify(rows),
  ]);
  await client.query('UPDATE logs SET metadata = $1::jsonb -> place', [`[${metadata.join(',')}]`]);
}

function metadataText(event: EventRecord): string {
  return stringifyJson(event.metadata);
}

/** What the SQL says of every stored event, in their order. */
async function verdicts(filter: string): Promise<(boolean | null)[]> {
  const parameters: unknown[] = [];
  const condition = filterToSql(parseFilter(filter), parameters);
  const { rows } = await client.query<{ verdict: boolean | null }>(
    `SELECT ${condition} AS verdict FROM logs ORDER BY place`,
    parameters,
  );
  return rows.map((row) => row.verdict);
}

const EVENT: EventRecord = {
  id: '7',
  timestamp: '2025-11-11T10:20:30.123456Z',
  received_at: '2025-11-11T10:20:31.000000Z',
  level: 'ERROR',
  source: 'host3',
  application: 'auth',
  message: 'Connection failed: timed out after 30 s',
  metadata: {},
  format: 'json',
};

describe('SQL and predicate', () => {
  test('agree on every event and every filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
        fc.array(anyFilter, { minLength: 1, maxLength: 8 }),
        async (events, filters) => {
          await store(events);
          for (const filter of filters) {
            const matches = compileFilter(parseFilter(filter));
            expect(await verdicts(filter), filter).toEqual(events.map(matches));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('agree on every regular expression', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRegex, { minLength: 1, maxLength: 10 }),
        fc.array(regexTexts, { minLength: 1, maxLength: 10 }),
        async (sources, messages) => {
          const events = messages.map((message) => ({ ...EVENT, message }));
          await store(events);
          for (const source of sources) {
            const filter = `message:~"${source.replaceAll('"', '\\"')}"`;
            expect(await verdicts(filter), filter).toEqual(events.map(compileFilter(parseFilter(filter))));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    ['user:bob', '{"user":"bob"}', true],
    ['user:bob', '{"user":["alice","bob"]}', true],
    ['user:bob', '{"user":[["bob"]]}', true],
    ['user:b*', '{"user":[["bob"]]}', true],
    ['user:b*', '{"user":[[["bob"]]]}', false],
    ['a.b.c:1', '{"a":{"b":{"c":1}}}', true],
    ['a.b.c:1', '{"a.b.c":1}', true],
    ['a.b.c:1', '{"a":{"b.c":1}}', true],
    ['errors.code:5', '{"errors":[{"code":4},{"code":5}]}', true],
    ['n:9007199254740993', '{"n":9007199254740992}', false],
    ['n:9007199254740993', '{"n":9007199254740993}', true],
    ['n:>9007199254740992', '{"n":9007199254740993}', true],
    ['n:1762856430.123456789', '{"n":1762856430.123456789}', true],
    ['n:200', '{"n":200.0}', true],
    ['n:2*', '{"n":200.50}', true],
    ['n:*.5', '{"n":200.50}', true],
    ['n:1000*', '{"n":1e3}', true],
    ['n:~"^-0\\.5$"', '{"n":-5.0e-1}', true],
    ['s:>"\uffee"', '{"s":"😀"}', true],
    ['s:>a', '{"s":"B"}', false],
    ['n:>=100', '{"n":"150"}', true],
    ['n:>=100', '{"n":"99"}', false],
    ['n:>=100', '{"n":"1e999999"}', false],
    ['flag:true', '{"flag":true}', true],
    ['gone:null', '{"gone":null}', true],
    ['gone:null', '{}', false],
    ['gone:*', '{"gone":null}', false],
    ['gone:*', '{"gone":[]}', false],
    ['gone:*', '{"gone":""}', true],
    ['NOT gone:x', '{}', true],
    ['-gone:>5', '{"gone":null}', true],
    ['ip:10.0.0.0/8', '{"ip":"10.255.0.1"}', true],
    ['ip:10.0.0.0/8', '{"ip":"::ffff:10.255.0.1"}', true],
    ['ip:10.0.0.0/8', '{"ip":"11.0.0.1"}', false],
    ['ip:10.0.0.0/8', '{"ip":"10.0.0.1.2; DROP"}', false],
    ['ip:10.0.0.0/8', '{"ip":"010.0.0.1"}', false],
    ['ip:10.0.0.7/8', '{"ip":"10.1.2.3"}', true],
    ['ip:2001:db8::/32', '{"ip":"2001:DB8:1::5"}', true],
    ['ip:2001:db8::/32', '{"ip":"2001:db9::5"}', false],
    ['ip:2001:db8::/32', '{"ip":"2001:db8::5%eth0"}', false],
    ['ip:::/0', '{"ip":"::"}', true],
    ['__proto__:1', '{}', false],
    ['constructor:*', '{}', false],
    ['metadata.level:hoch', '{"level":"hoch"}', true],
  ])('%s of %s is %s for both', async (filter, metadata, expected) => {
    const event = { ...EVENT, metadata: parseJson(metadata) as Record<string, unknown> };
    await store([event], [metadata]);
    expect(compileFilter(parseFilter(filter))(event)).toBe(expected);
    expect(await verdicts(filter)).toEqual([expected]);
  });
});

test('texts are compared by code points, whatever the collation of the database', async () => {
  const { rows } = await client.query("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'");
  if (rows.length > 0) await client.query('ALTER TABLE logs ALTER source TYPE text COLLATE "und-x-icu"');
  const events = ['a', 'B', 'é', '😀', '\uffee'].map((source) => ({ ...EVENT, source }));
  await store(events);
  for (const filter of ['source:>a', 'source:>"\uffee"', 'source:[B TO a]', 'source:<z']) {
    expect(await verdicts(filter), filter).toEqual(events.map(compileFilter(parseFilter(filter))));
  }
});

test('words are found in any case, whatever the collation of the database', async () => {
  const events = ['Eine STÖRUNG', 'eine störung', 'Storung'].map((message) => ({ ...EVENT, message }));
  await store(events);
  for (const collation of ['"C"', '"default"']) {
    await client.query(`ALTER TABLE logs ALTER message TYPE text COLLATE ${collation}`);
    expect(await verdicts('StÖrung')).toEqual([true, true, false]);
    expect(await verdicts('EINE*störung')).toEqual([true, true, false]);
  }
});

describe('what a user writes', () => {
  const HOSTILE = [
    `'; DROP TABLE logs; --`,
    `' OR '1'='1`,
    `$1`,
    `\\' OR 1=1 --`,
    `") || (@ == "x`,
    `%_\\`,
    `***=x`,
    `" ? (1 == 1) ..`,
    'NUL \0 half \ud800 pair',
  ];
  const fields = ['message', 'source', 'user', 'a.b'];

  test.each(HOSTILE)('is never part of the SQL: %j', async (value) => {
    await store([{ ...EVENT, source: 'x', metadata: { user: 'y' } }]);
    const quoted = value.replace(/[\\"]/g, '\\$&');
    const asked = fields.flatMap((field) => [
      `${field}:"${quoted}"`,
      `${field}:>"${quoted}"`,
      `${field}:${quoted.replace(/[^A-Za-z0-9\\]/g, '\\$&')}*`,
    ]);
    for (const filter of asked) {
      const parameters: unknown[] = [];
      const condition = filterToSql(parseFilter(filter), parameters);
      expect(condition.replaceAll(/\$\d+/g, '')).not.toContain(value);
      expect(await verdicts(`${filter} OR *`)).toEqual([true]);
    }
    expect(await verdicts(fields.map((field) => `${field}:"${quoted}"`).join(' OR '))).toEqual([false]);
  });

  test('can be a name in metadata, whatever its characters', async () => {
    const name = 'a$"\u00e9/@-';
    await store([{ ...EVENT, metadata: { 'a$é/@-': 1 } }]);
    expect(await verdicts(`${name.replace('"', '')}:1`)).toEqual([true]);
  });
});

test('a range asks each value by itself, in arrays right inside others, too', async () => {
  const metadata = { numbers: [[1, 9]], texts: [['a', 'z']] };
  await store([{ ...EVENT, metadata }]);
  for (const [filter, verdict] of [
    ['numbers:[4 TO 6]', false],
    ['numbers:[8 TO 10]', true],
    ['texts:[m TO n]', false],
    ['texts:[y TO zz]', true],
  ] as const) {
    expect(compileFilter(parseFilter(filter))({ ...EVENT, metadata })).toBe(verdict);
    expect(await verdicts(filter), filter).toEqual([verdict]);
  }
});

describe('indexes', () => {
  test('serve equality in metadata and words of the message', async () => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    // An index over rows that were changed before is not used as long as others have older snapshots.
    await client.query('TRUNCATE logs');
    await client.query('CREATE INDEX by_metadata ON logs USING gin (metadata jsonb_path_ops)');
    await client.query('CREATE INDEX by_message ON logs USING gin (message gin_trgm_ops)');
    await client.query('SET enable_seqscan = off');
    expect(await plan('user:bob')).toContain('by_metadata');
    expect(await plan('status:500 OR k8s.pod:x')).toContain('by_metadata');
    expect(await plan('timeout')).toContain('by_message');
    expect(await plan('störung')).toContain('by_message');
  });

  async function plan(filter: string): Promise<string> {
    const parameters: unknown[] = [];
    const condition = filterToSql(parseFilter(filter), parameters);
    const { rows } = await client.query(`EXPLAIN SELECT id FROM logs WHERE ${condition}`, parameters);
    return JSON.stringify(rows);
  }
});
