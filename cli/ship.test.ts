import { watch } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../test/support/postgres.js';
import { type RunningProgram, startProgram } from '../test/support/program.js';
import { SEED } from '../test/support/seed.js';
import { type RunningShipper, startShipper } from '../test/support/shipper.js';

const PIPELINE = `
sources:    { http: { type: http } }
queue:      { type: disk }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks:      { store: { type: postgres, inputs: [parse], batch: { max_wait: 20ms } } }
`;

let database: FreshDatabase;
let server: RunningProgram;
let client: pg.Client;
let folder: string;
let log: string;
let tag: string;
let written: string[];
let tags = 0;

beforeAll(async () => {
  database = await freshDatabase();
  server = await startProgram({ pipeline: PIPELINE, environment: { DB_URL: database.url } });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await server.stop();
  await client.end();
  await database.drop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laf-ship-'));
  log = join(folder, 'app.log');
  tag = `tag${tags++}x`;
  written = [];
});

afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

/** Appends lines that no other has. */
async function write(count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) => `${tag} number ${written.length + i}`);
  written.push(...lines);
  await appendFile(log, `${lines.join('\n')}\n`);
}

function ship(...words: string[]): RunningShipper {
  return startShipper(folder, 'app.log*', '--to', server.url, '--batch-wait', '10ms', ...words);
}

async function stored(): Promise<string[]> {
  const { rows } = await client.query<{ message: string }>(
    `SELECT message FROM laf.logs WHERE message LIKE $1`,
    [`${tag} %`],
  );
  return rows.map(({ message }) => message).sort();
}

/** Waits until as many lines are there as were written, and sees that they are the same ones. */
async function arrived(): Promise<void> {
  await expect
    .poll(async () => (await stored()).length, { timeout: 25_000 })
    .toBeGreaterThanOrEqual(written.length);
  expect(await stored()).toEqual(written.toSorted());
}

async function pack(path: string): Promise<void> {
  await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
  await unlink(path);
}

/** What logrotate does: the older ones get the next number. */
async function makeRoom(): Promise<void> {
  const numbers = (await readdir(folder))
    .map((name) => /^app\.log\.(\d+)(\.gz)?$/.exec(name))
    .filter((match) => match !== null)
    .sort((one, other) => Number(other[1]) - Number(one[1]));
  for (const [name, number, end = ''] of numbers) {
    await rename(join(folder, name), join(folder, `app.log.${Number(number) + 1}${end}`));
  }
}

const ROTATIONS = {
  rename: async () => {
    await makeRoom();
    await rename(log, `${log}.1`);
  },
  copytruncate: async () => {
    await makeRoom();
    await copyFile(log, `${log}.1`);
    await truncate(log);
  },
  gzip: async () => {
    await ROTATIONS.rename();
    await pack(`${log}.1`);
  },
  'copytruncate and gzip': async () => {
    await ROTATIONS.copytruncate();
    await pack(`${log}.1`);
  },
};
type Rotation = keyof typeof ROTATIONS;
const ROTATION_NAMES = Object.keys(ROTATIONS) as Rotation[];

describe('every line is stored once', () => {
  it.each(ROTATION_NAMES)('through a rotation by %s while it runs', async (name) => {
    await write(500);
    const shipper = ship();
    await arrived();
    for (let round = 0; round < 3; round += 1) {
      await write(300);
      if (round > 0) await arrived();
      await ROTATIONS[name]();
      await write(200);
    }
    await arrived();
    expect(await shipper.stop()).toBe(0);
  });

  it.each(ROTATION_NAMES)('through rotations by %s between two runs', async (name) => {
    await write(500);
    expect(await ship('--once').ended).toBe(0);
    await write(300);
    await ROTATIONS[name]();
    await write(200);
    await ROTATIONS[name]();
    await write(100);
    expect(await ship('--once').ended).toBe(0);
    await arrived();
    expect(await ship('--once').ended).toBe(0);
    await arrived();
  });

  it('where only the live file is named and it is rotated between two runs', async () => {
    const once = () => startShipper(folder, 'app.log', '--to', server.url, '--once').ended;
    for (const name of ROTATION_NAMES) {
      await write(100);
      expect(await once()).toBe(0);
      await write(50);
      await ROTATIONS[name]();
      await write(20);
      expect(await once()).toBe(0);
      await arrived();
    }
  });

  it('of a file that is deleted while it is read', async () => {
    await write(20_000);
    const shipper = ship('--batch-bytes', '8KiB');
    await expect.poll(stored).not.toEqual([]);
    await unlink(log);
    await write(10);
    await arrived();
    await shipper.stop();
  });

  it('while the server is away', async () => {
    const own = await freshDatabase();
    const port = await freePort();
    const environment = { DB_URL: own.url, PORT: String(port), DATA_DIR: join(folder, 'data') };
    await using connection = {
      client: new pg.Client({ connectionString: own.url }),
      [Symbol.asyncDispose]: () => own.drop(),
    };
    const shipper = startShipper(folder, log, '--to', `http://127.0.0.1:${port}`, '--batch-wait', '10ms');
    await write(100);
    await expect.poll(shipper.stderr).toContain('trying again');
    const first = await startProgram({ pipeline: PIPELINE, environment });
    await connection.client.connect();
    const count = async () =>
      Number(
        (await connection.client.query('SELECT count(DISTINCT message), count(*) FROM laf.logs')).rows[0]
          .count,
      );
    await expect.poll(count).toBe(100);
    await first.kill();
    await write(100);
    await expect.poll(shipper.stderr).toMatch(/trying again.*trying again/s);
    const second = await startProgram({ pipeline: PIPELINE, environment });
    await expect.poll(count).toBe(200);
    expect(await shipper.stop()).toBe(0);
    await second.stop();
    await connection.client.end();
  });

  it('when the shipper is killed at any moment, and logs are rotated meanwhile', {
    timeout: 120_000,
  }, async () => {
    const random = xorshift128plus(SEED);
    const upTo = (most: number) => uniformInt(random, 0, most);
    await mkdir(join(folder, '.laf-ship'));
    for (let round = 0; round < 12; round += 1) {
      await write(700 + upTo(400));
      const shipper = ship('--batch-bytes', '2KiB');
      await savedTimes(1 + upTo(9), shipper.ended);
      if (upTo(1) === 0) await ROTATIONS[ROTATION_NAMES[upTo(3)]!]();
      if (upTo(1) === 0) await write(100);
      await shipper.stop('SIGKILL');
      await write(10);
      if (upTo(1) === 0) await ROTATIONS[ROTATION_NAMES[upTo(3)]!]();
    }
    await write(10);
    expect(await ship('--once').ended).toBe(0);
    await arrived();
  });
});

/** Until the positions were written so often. */
function savedTimes(times: number, ended: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    let left = times;
    const watcher = watch(join(folder, '.laf-ship'), (_, name) => {
      if (name === 'positions.json' && --left <= 0) done();
    });
    const done = () => {
      watcher.close();
      resolve();
    };
    void ended.then(done);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Request {
  key: string;
  text: string;
  token: string | undefined;
}

/** A server of its own that gives the next answer to each batch, the last one for ever. */
async function standIn(...answers: [number, object | 'cut', Record<string, string>?][]) {
  const requests: Request[] = [];
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    requests.push({
      key: String(request.headers['idempotency-key']),
      text: gunzipSync(Buffer.concat(parts)).toString(),
      token: request.headers.authorization,
    });
    const [status, body, headers] = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (body === 'cut') response.destroy();
    else response.writeHead(status, headers).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  const { port } = http.address() as AddressInfo;
  const close = () => {
    http.closeAllConnections();
    http.close();
  };
  return { url: `http://127.0.0.1:${port}`, requests, [Symbol.dispose]: close };
}

const TAKEN: [number, object] = [202, { accepted: 1, rejected: [] }];
const once = (url: string, ...words: string[]) => startShipper(folder, log, '--to', url, '--once', ...words);

describe('a batch', () => {
  it('is sent again as it was, with its key, when the answer is lost or asks for patience', async () => {
    using http = await standIn([0, 'cut'], [503, {}, { 'retry-after': '0' }], [429, {}], TAKEN);
    await writeFile(log, 'one\ntwo\n');
    const shipper = once(http.url, '--token', 'secret');
    expect(await shipper.ended).toBe(0);
    const [first] = http.requests;
    expect(first).toMatchObject({ text: 'one\ntwo\n', token: 'Bearer secret' });
    expect(http.requests).toEqual([first, first, first, first]);
    expect(shipper.stderr()).toContain('1 file, 2 lines');
  });

  it('is sent again as it was by the next run, though the file is gone', async () => {
    using away = await standIn([503, {}]);
    await writeFile(log, 'one\ntwo\n');
    const shipper = once(away.url);
    await expect.poll(() => away.requests.length).toBeGreaterThan(0);
    await shipper.stop('SIGKILL');
    await writeFile(log, 'three\n');
    using http = await standIn(TAKEN);
    expect(await once(http.url).ended).toBe(0);
    expect(http.requests.map(({ text }) => text)).toEqual(['one\ntwo\n', 'three\n']);
    expect(http.requests[0]).toEqual(away.requests[0]);
  });

  it('that the server refuses ends the run with the reason, and its lines are shipped by the next', async () => {
    using http = await standIn([401, { message: 'no token' }], TAKEN);
    await writeFile(log, 'one\n');
    const shipper = once(http.url);
    expect(await shipper.ended).toBe(1);
    expect(shipper.stderr()).toMatch(/401 no token; give one of its tokens with --token/);
    expect(await once(http.url).ended).toBe(0);
    expect(http.requests.map(({ text }) => text)).toEqual(['one\n', 'one\n']);
  });

  it('is reported by the lines of it that were rejected', async () => {
    using http = await standIn([202, { accepted: 1, rejected: [{ index: 1, reason: 'too odd' }] }]);
    await writeFile(log, 'one\n\r\n\nodd\nthree\n');
    const shipper = once(http.url);
    expect(await shipper.ended).toBe(0);
    expect(shipper.stderr()).toContain(`${log}: the line at byte 7 was rejected: too odd: "odd"`);
    expect(shipper.stderr()).toContain('1 rejected');
  });
});

describe('what is read', () => {
  it('is bytes as they are; too long lines go in pieces, holes are left out', async () => {
    using http = await standIn(TAKEN);
    const long = 'é'.repeat(700);
    await writeFile(log, `\0\0\0crlf\r\nn\0l\n${long}\nrest`);
    const shipper = once(http.url, '--max-record', '1KiB', '--batch-bytes', '1KiB');
    expect(await shipper.ended).toBe(0);
    const texts = http.requests.map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(['crlf\r\nn\0l\n', 'é'.repeat(512)]);
    expect(texts.slice(2).join('')).toBe(`${'é'.repeat(188)}\nrest`);
    expect(shipper.stderr()).toContain('the line at byte 13 is longer than 1024 bytes');
  });

  it('begins at the end where told so, also of a second run', async () => {
    using http = await standIn(TAKEN);
    await writeFile(log, 'old\n');
    expect(await once(http.url, '--from', 'end').ended).toBe(0);
    await appendFile(log, 'new\n');
    expect(await once(http.url, '--from', 'end').ended).toBe(0);
    expect(http.requests.map(({ text }) => text)).toEqual(['new\n']);
  });

  it('are files that come later too, whole lines only; a copy of one is not read', async () => {
    using http = await standIn(TAKEN);
    const shipper = startShipper(folder, '*.log*', '--to', http.url, '--batch-wait', '0ms');
    const texts = () => http.requests.map(({ text }) => text);
    await expect.poll(shipper.stderr).toContain('no file is found by these names yet');
    await writeFile(log, 'whole\nhal');
    await expect.poll(texts).toEqual(['whole\n']);
    await copyFile(log, `${log}.1`);
    await writeFile(join(folder, 'other.log'), 'other\n');
    await expect.poll(texts).toEqual(['whole\n', 'other\n']);
    await appendFile(log, 'f\n');
    await expect.poll(texts).toEqual(['whole\n', 'other\n', 'half\n']);
    expect(await shipper.stop('SIGTERM')).toBe(0);
  });
});

describe('two shippers', () => {
  it('do not share positions: the second ends and names the first; a killed one is in nobody’s way', async () => {
    using http = await standIn(TAKEN);
    await writeFile(log, 'one\n');
    const first = startShipper(folder, log, '--to', http.url);
    await expect.poll(() => http.requests.length).toBe(1);
    const second = once(http.url);
    expect(await second.ended).toBe(2);
    expect(second.stderr()).toContain(`process ${first.pid} ships with the positions in`);
    await first.stop('SIGKILL');
    expect(await once(http.url).ended).toBe(0);
    expect(await readdir(join(folder, '.laf-ship'))).toEqual(['positions.json']);
  });
});
