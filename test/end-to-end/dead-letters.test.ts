import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AuditReport } from '../../plugins/postgres/audit.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const RECORDS = 300;

interface Listed {
  id: string;
  message: string;
  metadata: { order_id?: string };
}

interface LetterLine {
  key: string;
  event_id: string;
  raw: string;
  tries: number;
}

let database: FreshDatabase;
let dataDir: string;
let kept: string;

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'laf-letters-'));
  kept = join(dataDir, 'kept.ndjson');
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The program whose stage `orders` reads what `pattern` says and refuses the rest. `kept` lies beside that stage. */
const startWith = (pattern: string) =>
  startProgram({
    pipeline: `
sources:
  http:   { type: http }
queue:    { type: disk }
transforms:
  parse:  { type: auto-detect, inputs: [http] }
  orders: { type: regex, inputs: [parse], pattern: '${pattern}', on_mismatch: dead-letter }
sinks:
  store:  { type: postgres, inputs: [orders], batch: { max_wait: 20ms } }
  kept:   { type: file, inputs: [parse], path: ${kept} }
`,
    environment: { DB_URL: database.url, DATA_DIR: dataDir },
  });

async function laf(program: RunningProgram, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[MAIN, 'dead-letters', ...args],
    ...['--url', program.url],
  ]);
  return stdout;
}

async function letters(program: RunningProgram): Promise<LetterLine[]> {
  const response = await fetch(`${program.url}/dead-letters?limit=1000`);
  return ((await response.json()) as { dead_letters: LetterLine[] }).dead_letters;
}

async function logs(program: RunningProgram): Promise<Listed[]> {
  const response = await fetch(`${program.url}/logs/?limit=1000`);
  return ((await response.json()) as { logs: Listed[] }).logs;
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 100 });

it('a pattern is mended, and what it refused is stored once, whatever dies meanwhile', async () => {
  const wrong = await startWith('order %{INT:order_id} done');
  const lines = Array.from({ length: RECORDS }, (_, n) => `order ${n % 3 === 0 ? n : `A${n}`} done`);
  const sent = await fetch(`${wrong.url}/data/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: `${lines.join('\n')}\n`,
  });
  expect(sent.status).toBe(202);
  await until(async () => expect((await logs(wrong)).length + (await letters(wrong)).length).toBe(RECORDS));
  const listed = await laf(wrong, 'list', '--limit', '1000');
  const refused = listed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LetterLine);
  expect(refused).toHaveLength(200);
  // Nothing is mended yet: they come back with one try more.
  await laf(wrong, 'replay', '--stage', 'orders');
  await until(async () => {
    const again = await letters(wrong);
    expect(again.map(({ tries }) => tries)).toEqual(refused.map(() => 2));
  });
  await wrong.stop();

  const killed = await startWith('order %{WORD:order_id} done');
  expect(await laf(killed, 'replay', refused[0]!.key)).toBe('1 dead letter on the way again\n');
  await laf(killed, 'replay', '--stage', 'orders');
  await killed.kill();

  const mended = await startWith('order %{WORD:order_id} done');
  await Promise.all([laf(mended, 'replay', '--all'), laf(mended, 'replay', '--all')]);
  await until(async () => expect(await letters(mended)).toEqual([]));
  const stored = await logs(mended);
  expect(stored.map(({ metadata }) => `order ${metadata.order_id} done`).sort()).toEqual([...lines].sort());
  const idOf = new Map(stored.map(({ id, message }) => [message, id]));
  for (const { raw, event_id } of refused) expect(idOf.get(raw)).toBe(event_id);
  expect((await readFile(kept, 'utf8')).trimEnd().split('\n')).toHaveLength(RECORDS);
  // Each record was received once; the 200 were sent again twice, and ended as rows at last.
  const { sources } = (await (await fetch(`${mended.url}/queue/status`)).json()) as Pick<
    AuditReport,
    'sources'
  >;
  expect(sources[0]!.sinks).toEqual([
    expect.objectContaining({
      ...{ sink: 'store', records: RECORDS, stored: RECORDS, filtered: 0, dead_letters: 0, copies: 0 },
      replayed: 400,
    }),
  ]);
  const audit = await promisify(execFile)(process.execPath, [MAIN, 'audit', '--deep'], {
    env: { PATH: process.env.PATH, DB_URL: database.url },
  });
  expect(audit.stdout).toContain('everything balances');
  expect(await mended.stop()).toEqual({ code: 0, signal: null });
}, 120_000);
