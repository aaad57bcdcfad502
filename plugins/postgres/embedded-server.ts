import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import type { Engine } from './embedded-engine.js';
import { freePort, isFree } from './free-port.js';

const LOOK_MILLIS = 1000;
const STOP_TIMEOUT_MILLIS = 60_000;

export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
}

/**
 * Starts the server, starts it again on the same port when it dies, and stops it.
 *
 * States: idle → running → stopped. While running, a look once a second finds whether the process is there.
 */
export class ServerKeeper {
  #server: ServerProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly logFile: string,
    private readonly logger: Logger,
  ) {}

  /** Takes over the server that an earlier program left running, or starts one. */
  async start(): Promise<ServerProcess> {
    const last = await noted(this.engine);
    const left = last !== undefined && (await isPostgres(last.pid));
    this.#server = left ? last : await this.#launch(await this.#port());
    this.#timer = setInterval(() => this.#look(), LOOK_MILLIS).unref();
    return this.#server;
  }

  /** SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const server = this.#server;
    if (server === undefined || !isAlive(server.pid)) return;
    process.kill(server.pid, 'SIGINT');
    const deadline = Date.now() + STOP_TIMEOUT_MILLIS;
    while (isAlive(server.pid) && Date.now() < deadline) await delay(20);
  }

  /** That of the last start while it is free, so that those who read the tables by SQL can keep their address. */
  async #port(): Promise<number> {
    const file = `${this.engine.dataDir}.port`;
    const last = Number(await readFile(file, 'utf8').catch(() => ''));
    const port = last > 0 && (await isFree(last)) ? last : await freePort();
    await writeFile(file, `${port}\n`);
    return port;
  }

  #look(): void {
    const server = this.#server!;
    if (isAlive(server.pid)) return;
    clearInterval(this.#timer);
    this.logger.error(
      { pid: server.pid, log: this.logFile },
      'the embedded PostgreSQL has ended; starting it again',
    );
    this.#launch(server.port)
      .then((again) => {
        this.#server = again;
      })
      .catch((error) =>
        this.logger.error({ error: messageOf(error) }, 'the embedded PostgreSQL does not start'),
      )
      .finally(() => {
        this.#timer = setInterval(() => this.#look(), LOOK_MILLIS).unref();
      });
  }

  /** In a process group of its own, so that Ctrl-C at the terminal does not reach it before the pipeline has drained. */
  async #launch(port: number): Promise<ServerProcess> {
    const { postgres, dataDir, owner } = this.engine;
    const log = openSync(this.logFile, 'a');
    const options = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const child = spawn(postgres, ['-D', dataDir, '-p', String(port), ...options], {
      ...{ cwd: '/', detached: true, stdio: ['ignore', log, log] },
      ...owner,
    });
    closeSync(log);
    child.unref();
    await once(child, 'spawn').catch((error) => {
      throw new EnvironmentError(`cannot run ${postgres}: ${messageOf(error)}`);
    });
    return { pid: child.pid!, port };
  }
}

/** What the server that runs, or ran last and was killed, wrote into its data folder. */
async function noted({ dataDir }: Engine): Promise<ServerProcess | undefined> {
  const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** A pid may have been given to another program since; only Linux can tell which. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
