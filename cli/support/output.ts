/** Where a command writes; tests give it streams of their own. */
export interface Output {
  readonly stdout: Pick<NodeJS.WritableStream, 'write'>;
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}

export const EXIT_WRONG_INPUT = 1;
