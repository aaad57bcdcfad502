import { link, mkdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../pipeline/running-process.js';

export interface ProcessLock {
  release(): Promise<void>;
}

export interface ProcessLockOptions {
  /** What to throw when a process that lives has the lock. */
  readonly taken: (pid: number) => Error;
  /** How often the holder shows that it lives; 1 s unless told. */
  readonly beatMillis?: number;
  /** For tests: the namespace that this process's number belongs to. */
  readonly namespace?: string;
}

const BEAT_MILLIS = 1000;
/** A holder that cannot be asked by its number is taken for dead when it has missed this many beats. */
const MISSED_BEATS = 5;

/**
 * Keeps two processes from one thing, by a file. It is written under another name and then linked, so that it is there
 * whole or not at all; that of a process that has died is taken over. Processes of two containers with one folder do not
 * see each other's numbers: there it counts whether the file is touched.
 *
 * @throws what `taken` gives; the system's error when the file cannot be written
 */
export async function lockByFile(file: string, options: ProcessLockOptions): Promise<ProcessLock> {
  const { beatMillis = BEAT_MILLIS, namespace = await ownNamespace() } = options;
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(own, `${process.pid} ${await startOf(process.pid)} ${namespace}\n`);
    while (!(await linked(own, file))) await removeStale(file, namespace, options);
  } finally {
    await rm(own, { force: true });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, beatMillis).unref();
  return {
    release: async () => {
      clearInterval(beat);
      await rm(file, { force: true });
    },
  };
}

/** False when there is one already. */
async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(file: string, namespace: string, options: ProcessLockOptions): Promise<void> {
  const holder = await readFile(file, 'utf8').catch(() => undefined);
  if (holder === undefined) return;
  const [number = '', started = '', where = namespace] = holder.trim().split(' ');
  const pid = Number(number);
  const lives =
    where === namespace
      ? pid > 0 && pid !== process.pid && (await isAlive(pid, started))
      : await isTouched(file, options.beatMillis ?? BEAT_MILLIS);
  if (lives) throw options.taken(pid);
  // Moved away and looked at again: another process may have replaced it meanwhile, and gets its own back.
  const aside = `${file}.${process.pid}.stale`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => holder);
  if (moved !== holder) await linked(aside, file);
  await rm(aside, { force: true });
}

async function isAlive(pid: number, started: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  return started === '' || (await startOf(pid)) === started;
}

async function isTouched(file: string, beatMillis: number): Promise<boolean> {
  const touchedAt = async () => (await stat(file).catch(() => undefined))?.mtimeMs;
  const before = await touchedAt();
  for (let beat = 0; beat < MISSED_BEATS; beat++) {
    await delay(beatMillis);
    if ((await touchedAt()) !== before) return true;
  }
  return false;
}

/**
 * The time of a process's start, where the system tells (Linux): numbers are used again. The name before it may hold blanks
 * and parentheses; the start time is the 22nd field (proc(5)).
 */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

/** Processes with the same see each other's numbers. */
async function ownNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '-');
}
