import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { freePort } from '../../plugins/postgres/free-port.js';
import { CpuMeter, type CpuUse, named, readProcess, treeOf } from '../support/cpu.js';
import { type Engines, end, startLaf } from '../support/engines.js';
import { sendFile, type WorkloadFile } from '../support/workload.js';

export interface PipelineRun {
  /** From the first byte sent to the commit of the last row. */
  seconds: number;
  rows: number;
  cpu: { [part: string]: CpuUse };
}

/** TCP lines → Redis Streams → workers → PostgreSQL, as three kinds of processes of `laf run`. */
export class PipelineBench {
  #ingest!: ChildProcess;
  #workers!: ChildProcess;
  #port!: number;

  constructor(
    private readonly engines: Engines,
    private readonly client: pg.Client,
    private readonly options: { nodeFlags?: readonly string[]; shards?: number } = {},
  ) {}

  async start(workers: number): Promise<void> {
    this.#port = await freePort();
    const file = join(this.engines.folder, 'pipeline.yaml');
    await writeFile(file, pipelineText(this.#port, this.options.shards ?? 1));
    const environment = {
      DB_URL: this.engines.postgresUrl,
      REDIS_URL: this.engines.redisUrl,
      DATA_DIR: join(this.engines.folder, 'data'),
      PORT: String(await freePort()),
    };
    this.#workers = await startLaf(
      [file, '--roles', 'worker', '--workers', String(workers)],
      environment,
      this.options.nodeFlags,
    );
    this.#ingest = await startLaf([file, '--roles', 'ingest,server'], environment, this.options.nodeFlags);
  }

  async run(workload: WorkloadFile): Promise<PipelineRun> {
    await this.client.query('TRUNCATE laf.logs, laf.ledger, laf.dead_letters');
    await this.client.query('CHECKPOINT');
    const meters = {
      workers: new CpuMeter(() => treeOf(this.#workers.pid!)),
      ingest: new CpuMeter(() => treeOf(this.#ingest.pid!)),
      postgres: new CpuMeter(() => named('postgres')),
      redis: new CpuMeter(() => [readProcess(this.engines.redisPid)]),
    };
    const sender = sendFile(workload.path, '127.0.0.1', this.#port);
    const [{ startedAtMillis }, committedAtMillis] = await Promise.all([
      sender.finished,
      this.#committed(workload.lines),
    ]);
    const seconds = (committedAtMillis - startedAtMillis) / 1000;
    const cpu = Object.fromEntries(Object.entries(meters).map(([part, meter]) => [part, meter.read()]));
    const { rows } = await this.client.query(
      'SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM laf.logs',
    );
    if (rows[0].n !== workload.lines || rows[0].ids !== workload.lines) {
      throw new Error(
        `${workload.lines} lines were sent, ${rows[0].n} rows with ${rows[0].ids} ids are stored`,
      );
    }
    return { seconds, rows: rows[0].n, cpu };
  }

  async stop(): Promise<void> {
    await end(this.#ingest);
    await end(this.#workers);
  }

  /** When all are committed, in milliseconds since 1970. */
  async #committed(lines: number): Promise<number> {
    const sum = 'SELECT coalesce(sum(stored + dead + filtered), 0)::int AS n FROM laf.ledger';
    while ((await this.client.query(sum)).rows[0].n < lines) await delay(10);
    return performance.timeOrigin + performance.now();
  }
}

function pipelineText(port: number, shards: number): string {
  return `
sources:
  syslog: { type: syslog, listen: ["tcp://127.0.0.1:${port}"] }
queue:    { type: redis, shards: ${shards} }
transforms:
  parse:  { type: auto-detect, inputs: [syslog] }
sinks:
  store:  { type: postgres, inputs: [parse] }
  live:   { type: live, inputs: [parse] }
`;
}
