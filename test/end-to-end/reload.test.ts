import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../plugins/postgres/free-port.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type ProgramSetup, type RunningProgram, startProgram } from '../support/program.js';
import { openTcp, post, sendUdp } from '../support/senders.js';

let database: FreshDatabase;
let sql: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** A program and the words to change its pipeline with. */
class Reloading {
  #said = 0;

  private constructor(readonly program: RunningProgram) {}

  static async start(pipeline: string, setup: Omit<ProgramSetup, 'pipeline'> = {}): Promise<Reloading> {
    const environment = { DB_URL: database.url, ...setup.environment };
    return new Reloading(await startProgram({ ...setup, pipeline, environment }));
  }

  /** Writes the file, sends SIGHUP and waits for the outcome. */
  async reload(pipeline: string): Promise<string[]> {
    writeFileSync(this.program.file, pipeline);
    process.kill(this.program.pid, 'SIGHUP');
    return this.outcome();
  }

  /** What was said of the next reload: its one line, or all problems and then that the graph from before goes on. */
  async outcome(): Promise<string[]> {
    let lines: string[] = [];
    await expect
      .poll(
        () => {
          lines = this.#log().slice(this.#said);
          return lines.some((line) => /^reloaded: |was not reloaded/.test(line));
        },
        { timeout: 40_000, interval: 10 },
      )
      .toBe(true);
    const end = lines.findIndex((line) => /^reloaded: |was not reloaded/.test(line)) + 1;
    this.#said += end;
    return lines.slice(0, end).filter((line) => !/^stopping|trying again/.test(line));
  }

  #log(): string[] {
    return this.program
      .stderr()
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.program.url}/metrics`)).text();
    return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.+)$`, 'm').exec(text)?.[1]);
  }
}

const WAYS = ['http', 'tcp', 'udp'] as const;
type Way = (typeof WAYS)[number];

/** Sends numbers in turn, over each way as fast as it goes with a short rest, until it is told to stop. */
class Load {
  readonly sent = { http: 0, tcp: 0, udp: 0 };
  readonly #socket: Socket;
  #stopped = false;
  #running: Promise<unknown>;
  closed = false;

  private constructor(
    private readonly tag: string,
    private readonly url: string,
    private readonly udpPort: number,
    socket: Socket,
  ) {
    this.#socket = socket;
    socket.once('close', () => {
      this.closed = true;
    });
    this.#running = Promise.all([this.#http(), this.#tcp(), this.#udp()]);
  }

  static async start(tag: string, { program }: Reloading): Promise<Load> {
    return new Load(tag, program.url, program.syslogPort('udp'), await openTcp(program.syslogPort('tcp')));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    this.#socket.end();
  }

  #line(way: Way): string {
    return `{"application":"${this.tag}-${way}","message":"${this.sent[way]++}"}\n`;
  }

  async #http(): Promise<void> {
    while (!this.#stopped) {
      const before = this.sent.http;
      const lines = Array.from({ length: 20 }, () => this.#line('http')).join('');
      const { status } = await post(`${this.url}/data/batch`, lines, {
        'content-type': 'application/x-ndjson',
      });
      expect([status, before]).toEqual([202, before]);
      await delay(1);
    }
  }

  /** So slowly that the system has no reason to drop any. */
  async #udp(): Promise<void> {
    const socket = createSocket('udp4');
    while (!this.#stopped) {
      socket.send(this.#line('udp'), this.udpPort, '127.0.0.1');
      await delay(1);
    }
    await new Promise<void>((resolve) => socket.close(resolve));
  }

  /** Lines are cut in two, so that a reload finds halves. */
  async #tcp(): Promise<void> {
    while (!this.#stopped) {
      const line = this.#line('tcp');
      this.#socket.write(line.slice(0, 20));
      await delay(1);
      if (!this.#socket.write(line.slice(20))) await once(this.#socket, 'drain');
    }
  }
}

/** How often each number of an application is stored: those that are missing, and those that are there more than once. */
async function countOf(application: string, count: number): Promise<{ stored: number; wrong: unknown[] }> {
  const { rows } = await sql.query(
    `SELECT number, count(message)::int AS times FROM generate_series(0, $2 - 1) AS number
     LEFT JOIN laf.logs ON application = $1 AND message = number::text
     GROUP BY number HAVING count(message) <> 1 LIMIT 5`,
    [application, count],
  );
  const all = await sql.query('SELECT count(*)::int AS stored FROM laf.logs WHERE application = $1', [
    application,
  ]);
  return { stored: all.rows[0].stored, wrong: rows };
}

async function expectAll(load: Load, tag: string): Promise<void> {
  for (const way of WAYS) {
    const count = load.sent[way];
    await expect
      .poll(() => countOf(`${tag}-${way}`, count), { timeout: 30_000 })
      .toEqual({ stored: count, wrong: [] });
  }
  const letters = await sql.query(
    `SELECT stage, reason FROM laf.dead_letters WHERE raw LIKE '%${tag}%' LIMIT 3`,
  );
  expect(letters.rows).toEqual([]);
}

const pipelineOf = (variant: number, queue = 'disk') => `
sources:
  http:   { type: http, max_body: ${8 + (variant % 2)}MiB }
  syslog: { type: syslog, listen: ["tcp://127.0.0.1:0", "udp://127.0.0.1:0"], max_record: ${64 + variant}KiB }
queue: { type: ${queue} }
transforms:
  parse: { type: auto-detect, inputs: [http, syslog] }
  tag${variant % 2}: { type: add-fields, inputs: [parse], fields: { variant: ${variant} } }
sinks:
  store: { type: postgres, inputs: [tag${variant % 2}], batch: { max_wait: ${20 + variant}ms } }
  ${variant % 3 === 0 ? '' : `live: { type: live, inputs: [parse] }`}
`;

describe('a reload', () => {
  it('loses and repeats nothing under load, over one connection, many times in a row', async () => {
    const reloading = await Reloading.start(pipelineOf(0));
    const load = await Load.start('row', reloading);
    for (let variant = 1; variant <= 8; variant++) {
      const [line] = await reloading.reload(pipelineOf(variant));
      expect(line).toMatch(/^reloaded: changed .*http \(max_body\).*; added tag[01]/);
      await delay(30);
    }
    await load.stop();
    expect(load.closed).toBe(false);
    await expectAll(load, 'row');
    expect(await reloading.metric('laf_reloads_total{outcome="success"}')).toBe(8);
    const variants = await sql.query(
      `SELECT DISTINCT metadata->'variant' AS v FROM laf.logs WHERE application = 'row-tcp'`,
    );
    expect(variants.rowCount).toBeGreaterThan(4);
    await reloading.program.stop();
  }, 120_000);

  it('changes the workers of a pool one after the other, and all of them back when one cannot', async () => {
    const environment = { REDIS_URL: inject('redisUrl') };
    const queue = `redis, stream: "reload-${process.pid}"`;
    const reloading = await Reloading.start(pipelineOf(0, queue), { args: ['--workers', '2'], environment });
    const load = await Load.start('pool', reloading);
    for (let variant = 1; variant <= 3; variant++)
      expect((await reloading.reload(pipelineOf(variant, queue)))[0]).toMatch(/^reloaded: /);
    // A sink that cannot start is no mistake that the file shows.
    const blocked = join(dirname(reloading.program.file), 'blocked');
    writeFileSync(blocked, '');
    const bad = `${pipelineOf(4, queue)}  archive: { type: file, inputs: [parse], path: "${blocked}/x.log" }\n`;
    const said = await reloading.reload(bad);
    expect(said.join('\n')).toMatch(/cannot append to the file[\s\S]*was not reloaded/);
    expect((await reloading.reload(pipelineOf(6, queue)))[0]).toMatch(
      /^reloaded: changed .*added tag0.*removed tag1/,
    );
    await load.stop();
    await expectAll(load, 'pool');
    await reloading.program.stop();
  }, 120_000);

  it('stays as it was when a worker dies in the middle of the change, and changes when asked again', async () => {
    const environment = { REDIS_URL: inject('redisUrl') };
    const queue = `redis, claim_after: 1s, stream: "dying-${process.pid}"`;
    const reloading = await Reloading.start(pipelineOf(0, queue), { args: ['--workers', '2'], environment });
    const { pid, url } = reloading.program;
    const load = await Load.start('dying', reloading);
    const workers = () =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    const [first] = workers();
    process.kill(first!, 'SIGSTOP');
    const port = await freePort();
    const wider = pipelineOf(1, queue).replace('listen: [', `listen: ["tcp://127.0.0.1:${port}", `);
    const outcome = reloading.reload(wider);
    // New addresses are opened before the workers are asked, and the first of them does not answer.
    await expect
      .poll(() =>
        openTcp(port).then(
          (socket) => socket.destroy().destroyed,
          () => false,
        ),
      )
      .toBe(true);
    await (await fetch(`${url}/health`)).text();
    process.kill(first!, 'SIGKILL');
    expect((await outcome).join('\n')).toMatch(/ended while it was to change[\s\S]*was not reloaded/);
    await expect(openTcp(port)).rejects.toThrow('ECONNREFUSED');
    await expect.poll(() => workers().length).toBe(2);
    expect((await reloading.reload(wider))[0]).toMatch(/^reloaded: changed .*added tag1.*removed tag0/);
    await load.stop();
    await expectAll(load, 'dying');
    await reloading.program.stop();
  }, 120_000);

  it('stays as it was when a source of files cannot begin, and reads them once it can', async () => {
    const reloading = await Reloading.start(pipelineOf(0));
    const { dataDir, file } = reloading.program;
    const load = await Load.start('files', reloading);
    const log = join(dirname(file), 'app.log');
    const lines = Array.from({ length: 10 }, (_, i) => `{"application":"from-file","message":"${i}"}\n`);
    writeFileSync(log, lines.join(''));
    const positions = join(dataDir, 'positions', 'files.json');
    mkdirSync(dirname(positions), { recursive: true });
    writeFileSync(positions, 'no positions');
    const following = pipelineOf(1)
      .replace('sources:', `sources:\n  files: { type: file, paths: ["${log}"] }`)
      .replace('inputs: [http, syslog]', 'inputs: [http, syslog, files]');
    expect((await reloading.reload(following)).join('\n')).toMatch(/positions[\s\S]*was not reloaded/);
    expect((await countOf('from-file', 0)).stored).toBe(0);
    rmSync(positions);
    expect((await reloading.reload(following))[0]).toMatch(/^reloaded: .*added files/);
    await expect.poll(() => countOf('from-file', 10)).toEqual({ stored: 10, wrong: [] });
    await load.stop();
    await expectAll(load, 'files');
    await reloading.program.stop();
  }, 120_000);

  it('keeps the old graph when the file is wrong, names all mistakes, and says so until it is put right', async () => {
    const reloading = await Reloading.start(pipelineOf(0));
    const { program } = reloading;
    const load = await Load.start('wrong', reloading);
    const said = await reloading.reload(
      pipelineOf(1).replace('inputs: [parse]', 'inputs: [prase]').replace('max_body', 'max_bodies'),
    );
    expect(said.map((line) => line.replace(/^.*pipeline\.yaml/, 'pipeline.yaml'))).toEqual([
      expect.stringMatching(/^pipeline\.yaml:3:\d+ sources\.http\.max_bodies: .*max_body/),
      expect.stringMatching(
        /^pipeline\.yaml:8:\d+ transforms\.tag1\.inputs\[0\]: no stage is called "prase"/,
      ),
      'the pipeline was not reloaded; the graph from before goes on',
    ]);
    const health = await fetch(`${program.url}/health`);
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'ok', reload: { status: 'failed', problems: 2 } },
    ]);
    expect(await reloading.metric('laf_config_last_reload_successful')).toBe(0);
    expect(await reloading.reload(pipelineOf(0).replace('disk', 'disk, max_bytes: 1GiB'))).toEqual([
      'queue: max_bytes cannot change while the program runs; restart it',
      expect.stringContaining('was not reloaded'),
    ]);
    await reloading.reload(pipelineOf(0));
    expect(await (await fetch(`${program.url}/health`)).json()).not.toHaveProperty('reload');
    await load.stop();
    await expectAll(load, 'wrong');
    await program.stop();
  }, 60_000);

  it('opens a new address before the old is closed, and stays as it was when it cannot be opened', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const listening = (addresses: string[]) => `
sources: { syslog: { type: syslog, listen: ${JSON.stringify(addresses)} } }
transforms: { parse: { type: auto-detect, inputs: [syslog] } }
sinks: { store: { type: postgres, inputs: [parse] } }`;
    const first = ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0'];
    const reloading = await Reloading.start(listening(first));
    const socket = await openTcp(reloading.program.syslogPort('tcp'));
    socket.write('{"application":"moved","mess');
    const said = await reloading.reload(listening([...first, `tcp://127.0.0.1:${port}`]));
    expect(said[0]).toContain(`syslog cannot listen on tcp://127.0.0.1:${port}`);
    blocker.close();
    await once(blocker, 'close');
    await reloading.reload(listening([...first, `tcp://127.0.0.1:${port}`]));
    (await openTcp(port)).end('{"application":"moved","message":"1"}\n');
    // Another name takes over what the old one has open.
    const renamed = listening(first).replaceAll('syslog:', 'devices:').replace('[syslog]', '[devices]');
    expect((await reloading.reload(renamed))[0]).toContain('added devices; removed syslog');
    socket.write('age":"0"}\n{"application":"moved","message":"2"}\n');
    await sendUdp(reloading.program.syslogPort('udp'), ['{"application":"moved","message":"3"}']);
    await expect.poll(() => countOf('moved', 4), { timeout: 10_000 }).toEqual({ stored: 4, wrong: [] });
    await expect(openTcp(port)).rejects.toThrow('ECONNREFUSED');
    await reloading.program.stop();
  }, 60_000);

  it('with --watch follows the file, its plugins and its patterns, without a signal', async () => {
    const pipeline = (fields: string) => `
sources: { http: { type: http } }
transforms:
  parse: { type: auto-detect, inputs: [http] }
  read: { type: grok, inputs: [parse], match: "%{MINE:mine}", pattern_files: [patterns] }
  own: { type: ./own.js, inputs: [read] }
  tag: { type: add-fields, inputs: [own], fields: { tag: ${fields} } }
sinks: { store: { type: postgres, inputs: [tag], batch: { max_wait: 20ms } } }`;
    const folder = (file: string) => dirname(file);
    const own = (
      word: string,
    ) => `export default { kind: 'transform', name: 'own', summary: 'x', example: 'x',
      options: { type: 'object' }, create: () => ({ event(event) { event.metadata.own = '${word}'; return event; } }) };`;
    const started = await freshFolder(pipeline('one'), { 'own.js': own('one'), patterns: 'MINE one|two' });
    const reloading = started;
    const { file, url } = reloading.program;
    const replace = (name: string, text: string) => {
      // As editors do that never leave half a file.
      writeFileSync(join(folder(file), `${name}.new`), text);
      renameSync(join(folder(file), `${name}.new`), join(folder(file), name));
    };
    const eventOf = async (message: string) => {
      const { text } = await post(`${url}/data/`, JSON.stringify({ application: 'watch', message }));
      const { rows } = await sql.query('SELECT metadata FROM laf.logs WHERE id = $1', [JSON.parse(text).id]);
      return rows[0].metadata;
    };
    expect(await eventOf('two')).toMatchObject({ own: 'one', mine: 'two', tag: 'one' });
    replace('pipeline.yaml', pipeline('two'));
    expect(await reloading.outcome()).toEqual([
      expect.stringMatching(/^reloaded: changed tag \(fields\); 5 kept/),
    ]);
    replace('own.js', own('two'));
    expect(await reloading.outcome()).toEqual([expect.stringContaining('changed own (code of the plugin)')]);
    replace('patterns', 'MINE three');
    expect(await reloading.outcome()).toEqual([expect.stringContaining('changed read (files it reads)')]);
    expect(await eventOf('three')).toMatchObject({ own: 'two', mine: 'three', tag: 'two' });
    replace('own.js', 'export default {');
    expect((await reloading.outcome())[0]).toContain('own.js: cannot be loaded');
    expect(await eventOf('three')).toMatchObject({ own: 'two' });
    replace('own.js', own('three'));
    await reloading.outcome();
    expect(await eventOf('three')).toMatchObject({ own: 'three' });
    await reloading.program.stop();
  }, 60_000);

  /** A program whose folder has files beside the pipeline. */
  async function freshFolder(pipeline: string, files: Record<string, string>): Promise<Reloading> {
    return Reloading.start(pipeline, { args: ['--watch'], files });
  }

  it('answers signals that come in a row, while it starts and while it stops, and ends in order', async () => {
    const reloading = await Reloading.start(pipelineOf(0));
    for (let i = 0; i < 50; i++) process.kill(reloading.program.pid, 'SIGHUP');
    expect((await reloading.outcome())[0]).toMatch(/^reloaded: nothing has changed/);
    process.kill(reloading.program.pid, 'SIGTERM');
    process.kill(reloading.program.pid, 'SIGHUP');
    expect(await reloading.program.ended).toEqual({ code: 0, signal: null });
  }, 30_000);
});
