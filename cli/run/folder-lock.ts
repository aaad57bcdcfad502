import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { lockByFile, type ProcessLock } from '../support/process-lock.js';

/**
 * Keeps two programs from running the embedded database of one folder: the second would stop the first one's.
 *
 * @throws EnvironmentError naming the process that has the folder.
 */
export async function holdFolder(file: string, folder: string): Promise<ProcessLock> {
  const taken = (pid: number) =>
    new EnvironmentError(
      `process ${pid} runs with the data in ${folder}; end it, or set DATA_DIR to another folder`,
    );
  try {
    return await lockByFile(file, { taken });
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(`cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}
