/** A failure's shrinking may take this long. */
const MILLIS = 3000;

/**
 * The shortest text that is found, by leaving out parts, of which the same can still be said. What is said is compared
 * without numbers, which change with the text.
 */
export function shrunk(text: string, problemOf: (text: string) => string | undefined): string {
  const kind = kindOf(problemOf(text));
  if (kind === undefined) return text;
  const end = performance.now() + MILLIS;
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && performance.now() < end; ) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if (kindOf(problemOf(shorter)) === kind) best = shorter;
      else at += size;
    }
  }
  return best;
}

export function kindOf(problem: string | undefined): string | undefined {
  return problem?.replaceAll(/\d+(?:\.\d+)?/g, '0').slice(0, 80);
}
