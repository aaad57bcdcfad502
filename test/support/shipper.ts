import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const COMMAND = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'close')));
});

/** One `laf ship` in a process of its own. */
export interface RunningShipper {
  readonly pid: number;
  stderr(): string;
  /** Sends the signal, SIGINT unless told, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

/** Starts the built `laf ship` with these words. What still runs when the test is done is killed. */
export function startShipper(folder: string, ...words: string[]): RunningShipper {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [COMMAND, 'ship', ...words], { cwd: folder, env: { PATH } });
  running.add(child);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return {
    pid: child.pid!,
    stderr: () => text,
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
