/** Where a command writes; tests give it streams of their own. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** What the program ends with when the user's input is wrong. */
export const EXIT_WRONG_INPUT = 1;
