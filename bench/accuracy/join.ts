/** Whether a line begins a record, for formats whose lines that go on look like anything. */
export type StartRule = RegExp | ((line: string, previous: string) => boolean);

/** Lines that go on with the record before them, whatever its format. */
const GOES_ON =
  /^(?:[ \t]|Caused by: |Suppressed: |Traceback \(|\.\.\. \d+ more|\[stacktrace\]|#\d+ |--> |"?\}$)/;

/**
 * Joins the lines of a file to records, as a source with `multiline` would. Empty lines within a record stay, those
 * between records go.
 */
export function joinLines(lines: readonly string[], start?: StartRule): string[] {
  const records: string[][] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '' && start === undefined) return;
    const begins = records.length === 0 || beginsRecord(line, lines[index - 1] ?? '', start);
    if (begins && line.trim() !== '') records.push([line]);
    else records.at(-1)?.push(line);
  });
  return records.map((parts) => parts.join('\n').trimEnd());
}

function beginsRecord(line: string, previous: string, start: StartRule | undefined): boolean {
  if (start === undefined) return !GOES_ON.test(line);
  return typeof start === 'function' ? start(line, previous) : start.test(line);
}
