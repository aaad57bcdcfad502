import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../../plugins/postgres/embedded.js';
import { type Engine, prepareEngine } from '../../../plugins/postgres/embedded-engine.js';
import { postgresAnswers } from '../../support/postgres-answers.js';
import { lastingPort } from './ports.js';

/** PostgreSQL with its default settings, that is killed and started again. */
export class PostgresServer {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly engine: Engine,
    private readonly log: string,
    readonly port: number,
    private readonly address: URL,
  ) {}

  static async start(folder: string): Promise<PostgresServer> {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    const embedded = await startEmbeddedPostgres({ dataDir: folder, logger: pino({ level: 'silent' }) });
    await embedded.stop();
    const server = new PostgresServer(
      await prepareEngine(folder),
      join(folder, 'postgres.log'),
      await lastingPort(),
      new URL(embedded.url),
    );
    await server.start();
    return server;
  }

  /** @param port another than its own, that of a proxy */
  url(port = this.port): string {
    const url = new URL(this.address);
    url.port = String(port);
    return url.href;
  }

  /** Resolves once it answers. Starts it as often as it takes: remains of a killed one forbid that for a moment. */
  async start(): Promise<void> {
    while (!(await postgresAnswers(this.url()))) {
      if (this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
        this.#launch();
      await delay(100);
    }
  }

  /** SIGKILL to the postmaster. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGQUIT: all sessions end at once, and the next start recovers. */
  async stopImmediately(): Promise<void> {
    await this.#end('SIGQUIT');
  }

  /** SIGINT: sessions are ended and a checkpoint is written. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Pids of the sessions of `laf` processes. */
  async sessions(): Promise<number[]> {
    const client = new pg.Client({ connectionString: this.url(), connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query(
        "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'laf %' ORDER BY pid",
      );
      return rows.map(({ pid }) => pid as number);
    } finally {
      await client.end().catch(() => {});
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  #launch(): void {
    const { postgres, dataDir, owner } = this.engine;
    const log = openSync(this.log, 'a');
    const options = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    this.#child = spawn(postgres, ['-D', dataDir, '-p', String(this.port), ...options], {
      ...{ cwd: '/', stdio: ['ignore', log, log] },
      ...owner,
    });
  }
}
