import { spawn } from 'node:child_process';

/** A user to run as. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Runs a program to its end; cwd is `/`, which every user can enter. @throws Error with its last output. */
export function runToEnd(program: string, args: readonly string[], owner?: Owner): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...owner });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${program} ended with ${code}: ${output.trim().split('\n').slice(-5).join('\n')}`));
    });
  });
}
