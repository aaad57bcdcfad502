import { join } from 'node:path';
import { EnvironmentError, messageOf } from '../../pipeline/errors.js';
import { lockByFile, type ProcessLock } from '../support/process-lock.js';

const NAME = 'ship.pid';

/**
 * Keeps two shippers from one folder of positions.
 *
 * @throws EnvironmentError naming the process that has the folder
 */
export async function lockState(folder: string): Promise<ProcessLock> {
  const taken = (pid: number) =>
    new EnvironmentError(
      `process ${pid} ships with the positions in ${folder}; end it, or name another folder with --state`,
    );
  try {
    return await lockByFile(join(folder, NAME), { taken });
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw new EnvironmentError(`--state ${folder}: cannot be written: ${messageOf(error)}`);
  }
}
