import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';

const NAME = 'ship.pid';

export interface StateLock {
  release(): Promise<void>;
}

/**
 * Keeps two shippers from one folder of positions. The lock is written under another name and then linked, so it is
 * there whole or not at all; that of a process that has died is taken over.
 *
 * @throws EnvironmentError naming the process that has the folder
 */
export async function lockState(folder: string): Promise<StateLock> {
  const lock = join(folder, NAME);
  const own = `${lock}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(own, await describe(process.pid));
    while (!(await linked(own, lock))) await removeStale(lock, folder);
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(`--state ${folder}: cannot be written: ${messageOf(error)}`);
  } finally {
    await rm(own, { force: true });
  }
  return { release: () => rm(lock, { force: true }) };
}

/** False when there is one already. */
async function linked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws EnvironmentError when its owner lives */
async function removeStale(lock: string, folder: string): Promise<void> {
  const holder = await readFile(lock, 'utf8').catch(() => undefined);
  if (holder === undefined) return;
  const pid = Number.parseInt(holder, 10);
  if (pid > 0 && pid !== process.pid && (await describe(pid)) === holder) {
    throw new EnvironmentError(
      `process ${pid} ships with the positions in ${folder}; end it, or name another folder with --state`,
    );
  }
  // Moved away and looked at again: another shipper may have replaced it meanwhile, and gets its own back.
  const aside = `${lock}.${process.pid}.stale`;
  await rename(lock, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, lock);
  await rm(aside, { force: true });
}

/** A process by its number and, as numbers are used again, the time of its start, where the system tells (Linux). */
async function describe(pid: number): Promise<string> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name before it may hold blanks and parentheses; the start time is the 22nd field (proc(5)).
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${started}\n`;
}
