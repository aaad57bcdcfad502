import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Count, countAll } from '../count.js';
import { LafProcess } from '../world/laf-process.js';
import { lastingPort } from '../world/ports.js';
import { PostgresServer } from '../world/postgres.js';

const WATCH_MILLIS = 500;
const ASK_MILLIS = 250;
const MOST_BYTES = 400e6;

/** One `laf run` with all roles and the disk queue, watched from outside. */
export class Lone {
  readonly #watch: NodeJS.Timeout;

  private constructor(
    private readonly folder: string,
    readonly postgres: PostgresServer,
    readonly process: LafProcess,
    readonly url: string,
    readonly tcpPort: number,
    readonly udpPort: number,
  ) {
    this.#watch = setInterval(() => process.watchMemory(), WATCH_MILLIS);
  }

  /**
   * Runs it for `work` and adds what was seen of its memory; ends it whatever happens.
   *
   * @param sinkOptions further options of the sink: `, connections: 1`
   */
  static async during<T extends { problems: string[] }>(
    work: (lone: Lone) => Promise<T>,
    sinkOptions = '',
  ): Promise<T & { memory_peak: number }> {
    const lone = await Lone.#start(sinkOptions);
    try {
      const result = await work(lone);
      lone.process.watchMemory();
      const peak = lone.process.memoryPeak;
      const problems = [...result.problems, ...lone.process.problems];
      if (peak > MOST_BYTES) problems.push(`the process had ${peak} bytes resident`);
      return { ...result, memory_peak: peak, problems };
    } finally {
      await lone.#stop();
    }
  }

  static async #start(sinkOptions: string): Promise<Lone> {
    const folder = await mkdtemp(join(tmpdir(), 'laf-chaos-'));
    await chmod(folder, 0o755);
    const postgres = await PostgresServer.start(join(folder, 'postgres'));
    const [port, tcpPort, udpPort] = [await lastingPort(), await lastingPort(), await lastingPort()];
    const file = join(folder, 'pipeline.yaml');
    await writeFile(file, pipelineText(tcpPort, udpPort, sinkOptions));
    const process = new LafProcess({
      name: 'laf',
      args: [file],
      folder: join(folder, 'laf'),
      environment: { DB_URL: postgres.url(), PORT: String(port), DATA_DIR: join(folder, 'data') },
    });
    const lone = new Lone(folder, postgres, process, `http://127.0.0.1:${port}`, tcpPort, udpPort);
    await process.start();
    return lone;
  }

  /** Files and sockets that the process has open. Linux only. */
  get openFiles(): number {
    return readdirSync(`/proc/${this.process.pids[0]}/fd`).length;
  }

  /** The value of a metric, summed over its labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'));
    return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** Waits until nothing is in the queue. */
  async drained(): Promise<void> {
    for (let empty = 0; empty < 2; ) {
      const status = (await (await fetch(`${this.url}/queue/status`)).json()) as { depth: number };
      empty = status.depth === 0 ? empty + 1 : 0;
      await delay(ASK_MILLIS);
    }
  }

  async sql(text: string): Promise<Record<string, unknown>[]> {
    return this.#withClient(async (client) => (await client.query(text)).rows);
  }

  count(): Promise<Count> {
    return this.#withClient(countAll);
  }

  async #withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.postgres.url() });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async #stop(): Promise<void> {
    clearInterval(this.#watch);
    await this.process.end();
    await this.postgres.stopImmediately();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function pipelineText(tcpPort: number, udpPort: number, sinkOptions: string): string {
  return `
sources:
  http:   { type: http }
  syslog: { type: syslog, listen: ["udp://127.0.0.1:${udpPort}", "tcp://127.0.0.1:${tcpPort}"] }
queue: { type: disk, max_bytes: 64MiB }
transforms:
  parse: { type: auto-detect, inputs: [http, syslog] }
sinks:
  store: { type: postgres, inputs: [parse]${sinkOptions} }
  live:  { type: live, inputs: [parse] }
`;
}
