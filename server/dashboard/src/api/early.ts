/** What was asked for while the rest of the page was still on its way here, by path. */
const answers = new Map<string, Promise<Response>>();

export function askEarly(path: string): void {
  const answer = fetch(path);
  // Whoever takes it hears of it.
  answer.catch(() => undefined);
  answers.set(path, answer);
}

/** The answer to a path that was asked for early; once. */
export function takeEarly(path: string): Promise<Response> | undefined {
  const answer = answers.get(path);
  answers.delete(path);
  return answer;
}
