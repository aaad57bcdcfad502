import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../plugins/postgres/free-port.js';
import { providePackage } from './debian-package.js';
import { postgresAnswers } from './postgres-answers.js';

export interface PgBouncer {
  /** The address of the same database by way of PgBouncer. */
  readonly url: string;
  stop(): Promise<void>;
}

/** It does not run as root; the package has made no user of its own, and this one is everywhere. */
const USER = 'nobody';

/**
 * PgBouncer on loopback before the server of `databaseUrl`, in transaction mode: each transaction gets the server
 * connection that is free.
 *
 * @param serverConnections it has at most: fewer than its clients, so that those really share
 */
export async function startPgBouncer(databaseUrl: string, serverConnections = 3): Promise<PgBouncer> {
  providePackage('pgbouncer', 'pgbouncer');
  const target = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'laf-pgbouncer-'));
  const port = await freePort();
  const users = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  await writeFile(
    users,
    `"${decodeURIComponent(target.username)}" "${decodeURIComponent(target.password)}"\n`,
  );
  await writeFile(
    settings,
    `[databases]
* = host=${target.hostname} port=${target.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${serverConnections}
max_client_conn = 200
`,
  );
  const owner = await handOver([folder, users, settings]);
  const child = spawn('pgbouncer', [settings], { stdio: ['ignore', 'ignore', 'pipe'], ...owner });
  let output = '';
  child.stderr.on('data', (data) => {
    output += data;
  });
  const ended = once(child, 'exit');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  while (!(await postgresAnswers(url.href))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer has ended:\n${output}`);
    await delay(20);
  }
  return {
    url: url.href,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the files to the user that PgBouncer is to run as, where this process is root's. */
async function handOver(paths: readonly string[]): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, USER], { encoding: 'utf8' })),
  );
  for (const path of paths) {
    await chown(path, uid!, gid!);
    await chmod(path, 0o700);
  }
  return { uid: uid!, gid: gid! };
}
