import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvironmentError } from '../../pipeline/errors.js';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Keeps two programs from running the embedded database of one folder: the second would stop the first one's.
 *
 * @throws EnvironmentError naming the process that has the folder.
 */
export async function holdFolder(file: string, folder: string): Promise<FolderLock> {
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new EnvironmentError(`cannot write ${file}: ${(error as Error).message}`);
      }
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (await isLaf(holder)) {
        throw new EnvironmentError(
          `process ${holder} runs with the data in ${folder}; end it, or set DATA_DIR to another folder`,
        );
      }
      // Left behind by a program that was killed.
      await rm(file, { force: true });
    }
  }
}

/** A pid may have gone to another program since; only Linux tells which. */
async function isLaf(pid: number): Promise<boolean> {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node');
  return command.includes('node') || command.includes('laf');
}
