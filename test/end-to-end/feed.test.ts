import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { FeedClientProbe, type Frame } from '../support/feed-client.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';
import { post } from '../support/senders.js';

const PIPELINE = `
sources: { http: { type: http } }
queue: { type: redis, stream: "feed-${process.pid}", claim_after: 1s }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks:
  store: { type: postgres, inputs: [parse], batch: { max_wait: 50ms } }
  live:  { type: live, inputs: [parse] }
`;

let database: FreshDatabase;
let environment: Record<string, string>;
let ingest: RunningProgram;

const start = (roles: string, ...more: string[]) =>
  startProgram({ pipeline: PIPELINE, environment, args: ['--roles', roles, ...more] });

beforeAll(async () => {
  database = await freshDatabase();
  environment = { DB_URL: database.url, REDIS_URL: inject('redisUrl'), PORT: '0' };
  ingest = await start('ingest');
  await start('worker', '--workers', '2');
});

afterAll(() => database.drop());

/** Sends numbers, some hundred a second, until told to stop; resolves with how many it sent. */
function steadyLoad(): { stop(): Promise<number> } {
  let [stopped, sent] = [false, 0];
  const sending = (async () => {
    while (!stopped) {
      const lines = Array.from({ length: 5 }, () => JSON.stringify({ message: `number ${sent++}` }));
      const answer = await post(`${ingest.url}/data/batch`, lines.join('\n'), {
        'content-type': 'application/x-ndjson',
      });
      expect(answer.status).toBe(202);
      await delay(20);
    }
    return sent;
  })();
  return {
    stop: () => {
      stopped = true;
      return sending;
    },
  };
}

const numbersOf = ({ events = [] }: Frame) => events.map(({ message }) => Number(message.split(' ')[1]));

it('shows a client every event once, though its server is killed again and again under load', {
  timeout: 120_000,
}, async () => {
  const seen: number[] = [];
  let cursor: string | undefined;
  let server = await start('server');
  let load: ReturnType<typeof steadyLoad> | undefined;
  const follow = async (enough: () => boolean) => {
    const query = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    const client = new FeedClientProbe(`${server.url}/ws/logs${query}`);
    do {
      const frame = await client.next();
      if (frame.type === 'skipped' || frame.type === 'error') throw new Error(JSON.stringify(frame));
      seen.push(...numbersOf(frame));
      cursor = frame.cursor;
      load ??= steadyLoad();
    } while (!enough());
    client.socket.terminate();
  };
  for (let round = 1; round <= 3; round++) {
    const enough = seen.length + 100;
    await follow(() => seen.length >= enough);
    await server.kill();
    server = await start('server');
  }
  const sent = await load!.stop();
  await follow(() => seen.length >= sent);
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, number) => number));
});

it('stores on while the process that serves the feed stands still, and tells of all of it afterwards', {
  timeout: 120_000,
}, async () => {
  // Without REDIS_URL the workers of a pool tell their supervisor.
  const pipeline = PIPELINE.replace('type: redis,', `type: redis, url: "${inject('redisUrl')}",`).replaceAll(
    `feed-${process.pid}`,
    `stopped-${process.pid}`,
  );
  const own = await freshDatabase();
  const alone = { DB_URL: own.url, PORT: '0' };
  const taking = await startProgram({ pipeline, environment: alone, args: ['--roles', 'ingest'] });
  const args = ['--roles', 'server,worker', '--workers', '2'];
  const serving = await startProgram({ pipeline, environment: alone, args });
  const client = new FeedClientProbe(`${serving.url}/ws/logs`);
  await client.next();
  const seen: number[] = [];
  let skipped = 0;
  const follow = async (count: number) => {
    while (seen.length + skipped < count) {
      const frame = await client.next();
      seen.push(...numbersOf(frame));
      skipped += frame.count ?? 0;
    }
  };
  const send = async (from: number, count: number) => {
    const message = (number: number) => `number ${number} ${'x'.repeat(2000)}`;
    const lines = Array.from({ length: count }, (_, i) => JSON.stringify({ message: message(from + i) }));
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await post(`${taking.url}/data/batch`, lines.join('\n'), headers)).status).toBe(202);
  };
  const sql = new pg.Client({ connectionString: own.url });
  await sql.connect();
  onTestFinished(async () => {
    await sql.end();
    await own.drop();
  });
  const stored = async () => Number((await sql.query('SELECT count(*) FROM laf.logs')).rows[0].count);
  await send(0, 10);
  await follow(10);
  process.kill(serving.pid, 'SIGSTOP');
  for (let from = 10; from < 20_010; from += 1000) await send(from, 1000);
  await expect.poll(stored, { timeout: 40_000 }).toBe(20_010);
  process.kill(serving.pid, 'SIGCONT');
  const metrics = await (await fetch(`${serving.url}/metrics`)).text();
  expect(Number(/^laf_live_dropped_chunks_total (\d+)/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  await follow(20_010);
  expect(seen.length + skipped).toBe(20_010);
  expect(new Set(seen).size).toBe(seen.length);
  await Promise.all([serving.stop(), taking.stop()]);
});
