import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../../pipeline/errors.js';

/** Where a command reads and writes; the process itself, unless a test has others. */
export interface Terminal {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
}

/**
 * Asks on the terminal; only `y` and `yes` are one.
 *
 * @throws UserError where there is nobody to ask
 */
export async function confirmed(question: string, { stdin, stderr }: Terminal): Promise<boolean> {
  if (stdin.isTTY !== true) throw new UserError('there is no terminal to ask on: say --yes');
  const dialogue = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await dialogue.question(`${question} [y/N] `)).trim());
  } finally {
    dialogue.close();
  }
}
