import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FeedClientProbe } from '../support/feed-client.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';

interface Listed {
  id: string;
  message: string;
  format: string;
  level: string;
  source: string;
  metadata: Record<string, unknown>;
}

const pipelineWith = (queue: string, more = '') => `
sources:
  http:   { type: http }
  syslog: { type: syslog, listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0"] }
queue: ${queue}
transforms:
  parse: { type: auto-detect, inputs: [http, syslog] }
  tag:   { type: add-fields, inputs: [parse], when: "application:auth", fields: { team: identity } }
  quiet: { type: drop, inputs: [tag], when: "message:noise*" }
sinks:
  store: { type: postgres, inputs: [quiet], batch: { max_wait: 20ms } }
  live:  { type: live, inputs: [quiet] }
${more}`;

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });

async function sendTcp(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  await once(socket, 'close');
}

async function sendUdp(port: number, text: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
  socket.close();
}

async function logs(program: RunningProgram, query = ''): Promise<Listed[]> {
  const response = await fetch(`${program.url}/logs/?limit=1000&${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { logs: Listed[] }).logs;
}

describe('the spine, in one process with a disk queue', () => {
  let database: FreshDatabase;
  let program: RunningProgram;

  beforeAll(async () => {
    database = await freshDatabase();
    program = await startProgram({
      pipeline: pipelineWith(
        '{ type: disk }',
        '  kept: { type: file, inputs: [parse], when: "level:ERROR", path: kept.ndjson }',
      ),
      environment: { DB_URL: database.url },
    });
  });

  afterAll(async () => {
    expect(await program.stop('SIGINT')).toEqual({ code: 0, signal: null });
    await database.drop();
  });

  it('answers 201 with an id once the event is in the table', async () => {
    const response = await post(`${program.url}/data/`, {
      message: 'signed in',
      level: 'warning',
      application: 'auth',
      metadata: { user_id: 7 },
    });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    const found = (await (await fetch(`${program.url}/logs/${id}`)).json()) as Listed;
    expect(found).toMatchObject({
      id,
      message: 'signed in',
      level: 'WARN',
      format: 'json',
      metadata: { user_id: 7, team: 'identity' },
    });
  });

  it('takes batches, gzipped too, and says which of their events it did not take', async () => {
    const lines = ['{"message":"one"}', 'no json', '{"message":"two"}'].join('\n');
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    const response = await post(`${program.url}/data/batch`, gzipSync(lines), headers);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] });
    await expect.poll(async () => (await logs(program, 'q=one')).length).toBe(1);
  });

  it('stores a batch once that is sent again with its Idempotency-Key', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `{"message":"repeated ${i}"}`).join('\n');
    const send = (key: string) =>
      post(`${program.url}/data/batch`, lines, {
        'content-type': 'application/x-ndjson',
        'idempotency-key': key,
      });
    const answers = await Promise.all(['one', 'one', 'one'].map(send));
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
      Array.from({ length: 3 }, () => ({ accepted: 5000, rejected: [] })),
    );
    await send('two');
    const stored = async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query(
        "SELECT count(*)::int AS n FROM laf.logs WHERE message LIKE 'repeated %'",
      );
      await client.end();
      return rows[0].n as number;
    };
    await expect.poll(stored).toBe(10_000);
    expect((await send('ä'.normalize())).status).toBe(400);
  });

  it('reads syslog by UDP and TCP, in each framing, and knows the formats line by line', async () => {
    await sendUdp(program.syslogPort('udp'), '<34>Oct 11 22:14:15 mymachine su: failed for lonvick');
    const rfc5424 = '<165>1 2025-10-11T22:14:15.003Z host5 evntslog 42 ID47 [x@1 a="b"] An application event';
    await sendTcp(
      program.syslogPort('tcp'),
      `${rfc5424}\n192.0.2.7 - - [10/Oct/2025:13:55:36 +0000] "GET /a?b=1 HTTP/1.1" 503 17 "-" "curl/8"\n`,
    );
    await sendTcp(program.syslogPort('tcp'), `${rfc5424.length} ${rfc5424}11 <13>counted`);
    await expect.poll(async () => (await logs(program, 'source=host5')).length).toBe(2);
    const [first] = await logs(program, 'source=host5');
    expect(first).toMatchObject({ format: 'syslog-rfc5424', message: 'An application event', level: 'INFO' });
    await expect.poll(async () => (await logs(program, 'filter=status:>=500')).length).toBe(1);
    expect((await logs(program, 'filter=status:503 path:/a'))[0]).toMatchObject({
      format: 'apache-combined',
      level: 'ERROR',
    });
    await expect
      .poll(async () => (await logs(program, 'filter=format:syslog-rfc3164 lonvick')).length)
      .toBe(1);
    await expect.poll(async () => (await logs(program, 'q=counted')).length).toBe(1);
  });

  it('leaves out what `drop` takes, and gives each sink what its `when` asks for', async () => {
    await post(`${program.url}/data/batch`, [
      { message: 'noise 1', level: 'ERROR' },
      { message: 'signal', level: 'ERROR' },
    ]);
    await expect.poll(async () => (await logs(program, 'q=signal')).length).toBe(1);
    expect(await logs(program, 'q=noise')).toEqual([]);
    const kept = join(program.dataDir, '..', 'kept.ndjson');
    await expect.poll(() => readFile(kept, 'utf8').catch(() => '')).toContain('"message":"noise 1"');
  });

  it('shows events live, filtered, soon after their answer', async () => {
    const feed = new FeedClientProbe(`${program.url}/ws/logs?filter=application:shop`);
    expect((await feed.next()).type).toBe('hello');
    await post(`${program.url}/data/fast`, { message: 'not this', application: 'other' });
    await post(`${program.url}/data/fast`, { message: 'this', application: 'shop' });
    const frame = await feed.next();
    expect(frame.events?.map(({ message }) => message)).toEqual(['this']);
  });

  it('pages through all events newest first, without gap or repeat, while more arrive', async () => {
    const events = Array.from({ length: 250 }, (_, i) => ({
      message: `page ${i}`,
      source: 'pager',
      timestamp: new Date(Date.now() - i * 1000).toISOString(),
    }));
    await post(`${program.url}/data/batch`, events);
    await expect.poll(async () => (await logs(program, 'source=pager')).length).toBe(250);
    const seen: string[] = [];
    let cursor = '';
    do {
      const response = await fetch(
        `${program.url}/logs/?source=pager&limit=37${cursor && `&cursor=${cursor}`}`,
      );
      const page = (await response.json()) as { logs: Listed[]; next_cursor: string | null };
      seen.push(...page.logs.map(({ message }) => message));
      await post(`${program.url}/data/`, { message: `late ${seen.length}`, source: 'pager' });
      cursor = page.next_cursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(events.map(({ message }) => message));
  });

  it('is well, and says what it has', async () => {
    const health = await fetch(`${program.url}/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    expect(metrics).toMatch(/^laf_source_records_total\{source="syslog"\} [1-9]/m);
    expect(metrics).toMatch(/^laf_sink_events_total\{sink="store"\} [1-9]/m);
    await expect
      .poll(
        async () => ((await (await fetch(`${program.url}/queue/status`)).json()) as { depth: number }).depth,
      )
      .toBe(0);
  });
});

describe('the spine, over processes that share Redis', () => {
  let database: FreshDatabase;
  let programs: RunningProgram[] = [];
  let environment: Record<string, string>;
  const pipeline = pipelineWith(`{ type: redis, stream: "spine-${process.pid}", claim_after: 1s }`);

  beforeAll(async () => {
    database = await freshDatabase();
    environment = { DB_URL: database.url, REDIS_URL: inject('redisUrl') };
  });

  afterAll(async () => {
    for (const program of programs) expect(await program.stop()).toEqual({ code: 0, signal: null });
    programs = [];
    await database.drop();
  });

  it('takes, works and serves in one group, and loses and doubles nothing when a worker is killed', async () => {
    const workers = await startProgram({
      pipeline,
      environment,
      args: ['--roles', 'worker', '--workers', '2'],
    });
    const ingest = await startProgram({ pipeline, environment, args: ['--roles', 'ingest'] });
    const server = await startProgram({ pipeline, environment, args: ['--roles', 'server'] });
    programs = [server, ingest, workers];
    const feed = new FeedClientProbe(`${server.url}/ws/logs`);
    expect((await feed.next()).type).toBe('hello');
    const answer = await post(`${ingest.url}/data/`, { message: 'through all of them' });
    expect(answer.status).toBe(201);
    expect((await feed.next()).events?.[0]?.message).toBe('through all of them');

    const lines = Array.from({ length: 60_000 }, (_, i) => `{"message":"event ${i}","source":"crowd"}`);
    const sending = sendTcp(ingest.syslogPort('tcp'), `${lines.join('\n')}\n`);
    const [victim] = (await readFile(`/proc/${workers.pid}/task/${workers.pid}/children`, 'utf8'))
      .trim()
      .split(' ');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const count = async () => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS rows, count(DISTINCT message)::int AS messages FROM laf.logs WHERE source = 'crowd'`,
      );
      return rows[0] as { rows: number; messages: number };
    };
    await expect.poll(async () => (await count()).rows, { interval: 5 }).toBeGreaterThan(0);
    process.kill(Number(victim), 'SIGKILL');
    await sending;
    await expect.poll(async () => (await count()).messages).toBe(60_000);
    expect(await count()).toEqual({ rows: 60_000, messages: 60_000 });
    await client.end();
  }, 60_000);
});

describe('a start and its end', () => {
  it('keeps, with the embedded database, over a restart all that it had accepted when it was told to end', async () => {
    const pipeline = pipelineWith('{ type: disk }');
    const first = await startProgram({ pipeline });
    const events = Array.from({ length: 5000 }, (_, i) => ({ message: `kept ${i}`, source: 'restart' }));
    const response = await post(`${first.url}/data/batch`, events);
    expect(response.status).toBe(202);
    expect(await first.stop('SIGINT')).toEqual({ code: 0, signal: null });
    const second = await startProgram({ pipeline, environment: { DATA_DIR: first.dataDir } });
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        for (const { message } of await everyLog(second, 'restart')) seen.add(message);
        return seen.size;
      })
      .toBe(5000);
    expect(await everyLog(second, 'restart')).toHaveLength(5000);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);

  it('ends by itself when all it reads is standard input and that has ended', async () => {
    const database = await freshDatabase();
    const program = await startProgram({
      pipeline: 'sources: { in: { type: stdin } }\nsinks: { store: { type: postgres, inputs: [in] } }',
      environment: { DB_URL: database.url },
    });
    program.stdin.end('one\ntwo');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('SELECT message FROM laf.logs ORDER BY id');
    await client.end();
    await database.drop();
    expect(rows.map(({ message }) => message)).toEqual(['one', 'two']);
  });

  it('says what is wrong with the pipeline and ends with 1', async () => {
    const failure = await startProgram({ pipeline: 'sources: { a: { type: htp } }' }).catch((error) => error);
    expect(failure.end.code).toBe(1);
    expect(failure.stderr).toContain('did you mean "http"?');
  });

  it('says that the database is away, without its password, and ends with 2', async () => {
    const environment = { DB_URL: 'postgres://u:secret@127.0.0.1:1/x' };
    const failure = await startProgram({ pipeline: pipelineWith('{ type: disk }'), environment }).catch(
      (error) => error,
    );
    expect(failure.end.code).toBe(2);
    expect(failure.stderr).toMatch(/cannot reach PostgreSQL at postgres:\/\/u:\*\*\*@127\.0\.0\.1:1\/x/);
    expect(failure.stderr).not.toContain('secret');
  });

  it('says what PostgreSQL has said when it is reached and then does not serve, and ends with 2', async () => {
    const database = await freshDatabase();
    const setup = { pipeline: pipelineWith('{ type: disk }'), environment: { DB_URL: database.url } };
    await (await startProgram(setup)).stop();
    const [holder, watcher] = [1, 2].map(() => new pg.Client({ connectionString: database.url }));
    await Promise.all([holder!.connect(), watcher!.connect()]);
    await holder!.query('BEGIN; LOCK TABLE laf.nodes IN ACCESS EXCLUSIVE MODE');
    const starting = startProgram(setup).catch((error) => error);
    await expect
      .poll(async () => {
        const { rowCount } = await watcher!.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return rowCount;
      })
      .toBe(1);
    const failure = await starting;
    await Promise.all([holder!.end(), watcher!.end()]);
    await database.drop();
    expect([failure.end.code, failure.stderr]).toEqual([2, expect.stringContaining('SQLSTATE 57P01')]);
  });

  it('refuses a queue of one process for several', async () => {
    const failure = await startProgram({
      ...{ pipeline: pipelineWith('{ type: memory }'), args: ['--workers', '2'] },
      environment: { DB_URL: inject('postgresUrl') },
    }).catch((error) => error);
    expect([failure.end.code, failure.stderr]).toEqual([
      1,
      expect.stringContaining('the memory queue lives in one process'),
    ]);
  });
});

async function everyLog(program: RunningProgram, source: string): Promise<Listed[]> {
  const all: Listed[] = [];
  let cursor: string | null = null;
  do {
    const response: Response = await fetch(
      `${program.url}/logs/?limit=1000&source=${source}${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    const page = (await response.json()) as { logs: Listed[]; next_cursor: string | null };
    all.push(...page.logs);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}
