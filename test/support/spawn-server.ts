import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Starts a server without input and output; where a test starts it, it ends with the test file, whatever fails in it. */
export function spawnServer(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends all that still run as a power cut would. */
export function killServers(): void {
  for (const child of running) child.kill('SIGKILL');
}
