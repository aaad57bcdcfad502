/* How figures are printed. */

export function heading(text: string): void {
  console.log(`\n── ${text} ──`);
}

/** @param right columns that are aligned to the right */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) => {
      if (column === row.length - 1) return cell;
      return right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    });
    console.log(cells.join('  '));
  }
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  // Never rounded up to the whole.
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`;
}
