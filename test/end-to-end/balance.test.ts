import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AuditReport } from '../../plugins/postgres/audit.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';
import { post, sendTcp } from '../support/senders.js';

/** Two sinks with a `when:` each, of which one also gets what a transform leaves out for the other. */
const PIPELINE = `
sources:
  http:   { type: http }
  syslog: { type: syslog, listen: ["tcp://127.0.0.1:0"], max_record: 1KiB }
queue: { type: redis, stream: "balance-${process.pid}", claim_after: 1s }
transforms:
  parse: { type: auto-detect, inputs: [http, syslog] }
  quiet: { type: drop, inputs: [parse], when: "message:noise*" }
sinks:
  store:  { type: postgres, inputs: [quiet], when: "NOT message:odd*", batch: { max_events: 500, max_wait: 20ms } }
  errors: { type: postgres, inputs: [parse], when: "level:ERROR", batch: { max_events: 500, max_wait: 20ms } }
`;
const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

/** Of ten records one is noise, one odd, and two others are errors. */
const KINDS = ['noise', 'odd', 'error', 'error', 'plain', 'plain', 'plain', 'plain', 'plain', 'plain'];
const linesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const kind = KINDS[i % KINDS.length];
    return `{"message":"${kind} ${i}","level":"${kind === 'error' ? 'error' : 'info'}"}`;
  });

const HTTP_RECORDS = 20_000;
const TCP_RECORDS = 30_000;
const TOO_LONG = 70;

describe('the balance', () => {
  let database: FreshDatabase;
  let sql: pg.Client;
  let environment: Record<string, string>;
  let ingest: RunningProgram;
  let workers: RunningProgram;

  beforeAll(async () => {
    database = await freshDatabase();
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    environment = { DB_URL: database.url, REDIS_URL: inject('redisUrl') };
    ingest = await startProgram({
      pipeline: PIPELINE,
      environment,
      args: ['--roles', 'ingest,server'],
    });
    workers = await startProgram({
      pipeline: PIPELINE,
      environment,
      args: ['--roles', 'worker', '--workers', '2'],
    });
  });

  afterAll(async () => {
    await Promise.all([ingest.stop(), workers.stop()]);
    await sql.end();
    await database.drop();
  });

  const status = async () =>
    (await (await fetch(`${ingest.url}/queue/status`)).json()) as Pick<AuditReport, 'sources'> & {
      depth: number;
    };

  /** `laf audit` as a user runs it. */
  const audited = (...flags: string[]) =>
    new Promise<{ code: number; stdout: string }>((resolve) => {
      const env = { PATH: process.env.PATH, DB_URL: database.url };
      execFile(process.execPath, [MAIN, 'audit', ...flags], { env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout + stderr }),
      );
    });

  async function sendAll(): Promise<void> {
    const lines = linesOf(HTTP_RECORDS);
    const headers = { 'content-type': 'application/x-ndjson' };
    for (let from = 0; from < lines.length; from += 2000) {
      const body = lines.slice(from, from + 2000).join('\n');
      expect((await post(`${ingest.url}/data/batch`, body, headers)).status).toBe(202);
    }
  }

  it('holds to the record over workers that are killed', async () => {
    const lines = linesOf(TCP_RECORDS);
    for (let i = 0; i < TOO_LONG; i++) lines.splice(i * 400, 0, `too long ${i} ${'x'.repeat(2000)}`);
    const sending = Promise.all([sendAll(), sendTcp(ingest.syslogPort('tcp'), `${lines.join('\n')}\n`)]);
    await expect
      .poll(async () => (await sql.query('SELECT FROM laf.ledger LIMIT 1')).rowCount, { interval: 2 })
      .toBe(1);
    // All members of the group at once: nobody is left who would take over from the others.
    const children = await readFile(`/proc/${workers.pid}/task/${workers.pid}/children`, 'utf8');
    for (const worker of children.trim().split(' ')) process.kill(Number(worker), 'SIGKILL');
    await sending;
    await expect.poll(async () => (await status()).depth, { timeout: 40_000 }).toBe(0);

    const account = (sink: string, records: number, stored: number, dead_letters: number) => {
      return { sink, records, stored, filtered: records - stored - dead_letters, dead_letters, copies: 0 };
    };
    const { sources } = await status();
    expect(sources).toMatchObject([
      {
        source: 'http',
        sinks: [
          account('errors', HTTP_RECORDS, 0.2 * HTTP_RECORDS, 0),
          account('store', HTTP_RECORDS, 0.8 * HTTP_RECORDS, 0),
        ],
      },
      {
        source: 'syslog',
        sinks: [
          account('errors', TCP_RECORDS + TOO_LONG, 0.2 * TCP_RECORDS, TOO_LONG),
          account('store', TCP_RECORDS + TOO_LONG, 0.8 * TCP_RECORDS, TOO_LONG),
        ],
      },
    ]);
    const { code, stdout } = await audited('--json', '--deep');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { sources, compared: { rows: HTTP_RECORDS + TCP_RECORDS }, dead_letters: TOO_LONG, problems: [] },
    ]);
  }, 90_000);

  it('shows the queue to Prometheus', async () => {
    const metrics = await (await fetch(`${ingest.url}/metrics`)).text();
    expect(metrics).toMatch(/^laf_queue_up 1$/m);
    expect(metrics).toMatch(/^laf_queue_depth_chunks 0$/m);
    expect(metrics).toMatch(/^laf_queue_pending_chunks\{consumer="[^"]+"\} 0$/m);
  });

  it('is said not to hold, and where, when a row is missing or there twice', async () => {
    expect(await audited()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('everything balances'),
    });
    await sql.query(
      'DELETE FROM laf.logs WHERE id = (SELECT max(id) FROM laf.logs JOIN laf.ledger ON id = first_id)',
    );
    const deep = await audited('--deep');
    expect(deep.code).toBe(1);
    expect(deep.stdout).toMatch(/laf\.logs lacks \d rows? that were stored/);
    await sql.query(`INSERT INTO laf.logs SELECT * FROM laf.logs WHERE message LIKE 'plain 14%'`);
    expect((await audited('--deep')).stdout).toMatch(/laf\.logs has \d+ rows more than were stored/);
    await sql.query('UPDATE laf.accounts SET filtered = filtered + 1');
    expect((await audited()).stdout).toMatch(/source http, sink store: 20000 records and 0 copies are not/);
  });
});
