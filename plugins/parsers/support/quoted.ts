const BACKSLASH = 92;

/** Offset of the next quote, from `start` on, that no backslash escapes; -1 when there is none. */
export function closingQuote(record: string, start: number): number {
  let at = record.indexOf('"', start);
  while (at >= 0 && isEscaped(record, at, start)) at = record.indexOf('"', at + 1);
  return at;
}

function isEscaped(record: string, at: number, start: number): boolean {
  let backslashes = 0;
  while (at - backslashes > start && record.charCodeAt(at - backslashes - 1) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
