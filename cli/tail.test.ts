import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { lastingPort } from '../test/chaos/world/ports.js';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.js';
import { type RunningProgram, startProgram } from '../test/support/program.js';
import { post } from '../test/support/senders.js';

const COMMAND = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const PIPELINE = `
sources:    { http: { type: http } }
queue:      { type: disk }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks:
  store: { type: postgres, inputs: [parse], batch: { max_wait: 20ms } }
  live:  { type: live, inputs: [parse] }
`;
/** Several programs are started, one of them again. */
const SLOW = 90_000;
const TOKEN = 'a-token-for-tests';

const running = new Set<ChildProcessWithoutNullStreams>();

interface RunningTail {
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

/** The built `laf tail` with these words. What still runs when the test is done is killed. */
function startTail(words: readonly string[], environment: Record<string, string> = {}): RunningTail {
  const { PATH = '' } = process.env;
  const env = { PATH, ...environment };
  const child = spawn(process.execPath, [COMMAND, 'tail', ...words], { cwd: tmpdir(), env });
  running.add(child);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      texts[name] += part;
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const stop = () => {
    child.kill('SIGINT');
    return ended;
  };
  return { stdout: () => texts.stdout, stderr: () => texts.stderr, ended, stop };
}

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const eventually = (read: () => unknown) => expect.poll(read, { timeout: 40_000, interval: 20 });
const numbersIn = (text: string) => [...text.matchAll(/number (\d+)/g)].map(([, number]) => Number(number));
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('with a real server', () => {
  let database: FreshDatabase;
  let server: RunningProgram;
  let url: string;
  let sent = 0;

  const start = (port: string) =>
    startProgram({
      pipeline: PIPELINE,
      environment: { DB_URL: database.url, PORT: port, API_TOKENS: TOKEN },
    });

  /** Events in their order, each stored before the next one is sent where `path` says so. */
  async function send(count: number, tag: string, path = '/data/'): Promise<void> {
    for (let i = 0; i < count; i++) {
      const event = { application: tag, message: `number ${sent++}`, level: 'WARN', big: 1 };
      const answer = await post(`${url}${path}`, JSON.stringify(event), {
        'content-type': 'application/json',
        authorization: `Bearer ${TOKEN}`,
      });
      expect(answer.status).toBeLessThan(300);
    }
  }

  const tail = (...words: string[]) => startTail([...words, '--url', url], { LAF_TOKEN: TOKEN });

  beforeAll(async () => {
    database = await freshDatabase();
    // One that is still free when the server is started again.
    server = await start(String(await lastingPort()));
    url = server.url;
  });

  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  it('begins with the newest and goes on live, without gap or repeat, while events come', async () => {
    const first = sent;
    await send(30, 'steady');
    const sending = send(150, 'steady', '/data/fast');
    const follower = tail('application:steady', '-n', '20');
    await sending;
    await send(5, 'steady');
    // The newest 20 of the moment at which it came, so where it begins is open; what was under way then comes later.
    const numbers = () => numbersIn(follower.stdout()).sort((a, b) => a - b);
    await eventually(() => numbers().at(-1)).toBe(sent - 1);
    await eventually(numbers).toEqual(upTo(numbers()[0]!, sent));
    expect(numbers()[0]).toBeGreaterThanOrEqual(first + 10);
    expect(follower.stdout()).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]{12}Z WARN {2}127\.0\.0\.1 steady: number \d+$/m,
    );
    expect(await follower.stop()).toBe(0);
    expect(follower.stderr()).toBe('');
  });

  it('begins where --since says, as JSON lines, of one filter', async () => {
    const first = sent;
    await send(12, 'json');
    await send(1, 'other');
    const follower = tail('application:json', 'number', '--since', '10m', '--json');
    await send(1, 'json');
    await eventually(() => follower.stdout().split('\n').length).toBe(14);
    const events = follower
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(numbersIn(events.map(({ message }) => message).join())).toEqual([
      ...upTo(first, first + 12),
      sent - 1,
    ]);
    expect(events[0]).toMatchObject({
      level: 'WARN',
      application: 'json',
      metadata: { big: 1 },
      format: 'json',
    });
    expect(await follower.stop()).toBe(0);
  });

  it('-n 0 shows nothing old', async () => {
    await send(3, 'none');
    const follower = tail('application:none', '-n', '0');
    const before = sent;
    // What is sent before the feed greets is not wanted, so the last of many is waited for.
    await eventually(async () => {
      await send(1, 'none');
      return numbersIn(follower.stdout()).length;
    }).toBeGreaterThan(1);
    expect(Math.min(...numbersIn(follower.stdout()))).toBeGreaterThanOrEqual(before);
    expect(await follower.stop()).toBe(0);
  });

  it(
    'connects again to a server that was restarted, and misses nothing of what came meanwhile',
    async () => {
      const first = sent;
      await send(5, 'again');
      const follower = tail('application:again');
      await eventually(() => numbersIn(follower.stdout())).toEqual(upTo(first, first + 5));
      await server.stop();
      await eventually(() => follower.stderr()).toMatch(/connecting again\n/);
      server = await start(new URL(url).port);
      await send(20, 'again');
      await eventually(() => numbersIn(follower.stdout()).length).toBeGreaterThanOrEqual(25);
      await send(1, 'again');
      await eventually(() => numbersIn(follower.stdout())).toEqual(upTo(first, sent));
      expect(follower.stderr()).toContain('connected again');
      expect(await follower.stop()).toBe(0);
    },
    SLOW,
  );

  it('ends without a fault when nobody reads on', async () => {
    await send(20, 'head');
    const command = `node ${COMMAND} tail application:head --url ${url} --token ${TOKEN} | head -n 3; echo "\${PIPESTATUS[0]}"`;
    const piped = promisify(execFile)('bash', ['-c', command], { cwd: tmpdir() });
    // A pipe nobody reads is noticed by who writes to it.
    let ended = false;
    piped.finally(() => {
      ended = true;
    });
    await eventually(async () => {
      await send(1, 'head');
      return ended;
    }).toBe(true);
    const { stdout, stderr } = await piped;
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout).toMatch(/\n0\n$/);
    expect(stderr).toBe('');
  });

  it('a wrong token is named, with code 1', async () => {
    const follower = startTail(['--url', url, '--token', 'wrong']);
    expect(await follower.ended).toBe(1);
    expect(follower.stderr()).toMatch(/token/);
  });
});

describe('what cannot be', () => {
  it.each([
    [['level:('], 1, /filter, position 7[\s\S]*\^/],
    [['--since', 'noon'], 1, /must be a duration such as 10m/],
    [['-n', '5000'], 1, /whole number from 0 to 1000/],
    [['-n', '5', '--since', '1m'], 1, /--lines or --since/],
    [['--url', 'ftp://host'], 1, /must be http:\/\/host:port/],
    [
      ['--url', 'http://127.0.0.1:1'],
      2,
      /cannot reach the live feed of http:\/\/127\.0\.0\.1:1\/: .*ECONNREFUSED/,
    ],
  ])('%j', async (words, code, message) => {
    const follower = startTail(words);
    expect(await follower.ended).toBe(code);
    expect(follower.stderr()).toMatch(message);
    expect(follower.stderr()).not.toMatch(/ at .*\.js:/);
  });
});

describe('with a server that says what a test wants', () => {
  /** A feed and a store whose every answer is the next of `pages`, the last one for ever. */
  async function fakeServer(
    pages: readonly unknown[][],
  ): Promise<{ url: string; client: Promise<WebSocket>; asked: string[] }> {
    const asked: string[] = [];
    const http: Server = createServer((request, response) => {
      const filter = new URL(request.url!, 'http://x').searchParams.get('filter') ?? '';
      const logs = pages[Math.min(asked.push(filter), pages.length) - 1];
      response.end(JSON.stringify({ logs, next_cursor: null }));
    });
    const feed = new WebSocketServer({ server: http });
    const client = once(feed, 'connection').then(([socket]) => socket as WebSocket);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    onTestFinished(() => {
      for (const socket of feed.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
    });
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, client, asked };
  }

  const event = (id: number, message = `number ${id}`) => {
    const time = '2025-11-11T10:20:30.000000Z';
    const times = { timestamp: time, received_at: time };
    return {
      id: String(2 ** 40 + id),
      ...times,
      level: 'ERROR',
      source: 'a',
      application: 'b',
      message,
      metadata: {},
    };
  };
  const say = (socket: WebSocket, frame: object) => socket.send(JSON.stringify(frame));
  const hello = { type: 'hello', cursor: event(0).id };

  it('shows what was committed after the store was asked', async () => {
    const { url, client, asked } = await fakeServer([[event(1)], [event(1), event(2)]]);
    const follower = startTail(['level:ERROR', '--url', url]);
    const socket = await client;
    say(socket, hello);
    say(socket, { type: 'events', events: [event(1), event(3)], cursor: event(3).id });
    await eventually(() => numbersIn(follower.stdout())).toEqual([1, 3, 2]);
    expect(asked[1]).toMatch(/^\(level:ERROR\) AND id:>=\d+$/);
  });

  it('says what was skipped and what the server complains of', async () => {
    const { url, client } = await fakeServer([[]]);
    const follower = startTail(['--url', url]);
    const socket = await client;
    say(socket, hello);
    say(socket, { type: 'skipped', count: 12 });
    say(socket, { type: 'error', message: 'the live bus is away' });
    await eventually(() => follower.stderr()).toBe(
      'laf tail: 12 events skipped: they came faster than read\nlaf tail: the live bus is away\n',
    );
  });

  it.each([
    [['--color'], {}, true],
    [['--color'], { NO_COLOR: '1' }, true],
    [[], {}, false],
    [['--no-color'], {}, false],
  ])('%j has colours: %j %j', async (words, environment, colours) => {
    const { url, client } = await fakeServer([[event(1)]]);
    const follower = startTail([...words, '--url', url], environment);
    say(await client, hello);
    await eventually(() => numbersIn(follower.stdout())).toEqual([1]);
    expect(follower.stdout().includes('\u001b[31mERROR')).toBe(colours);
  });
});
