/** A column of the list: a field of an event, or `metadata.name`. */
export interface Column {
  readonly field: string;
  /** CSS pixels; absent: as wide as the field usually needs, and the message as wide as there is room. */
  readonly width?: number;
}

export const NARROWEST = 48;
export const WIDEST = 2000;

const USUAL_WIDTHS: Readonly<Record<string, number>> = {
  timestamp: 194,
  received_at: 194,
  level: 64,
  source: 128,
  application: 120,
  format: 128,
  id: 168,
};
const OF_METADATA = 120;

export function widthOf({ field, width }: Column): number | undefined {
  return width ?? (field === 'message' ? undefined : (USUAL_WIDTHS[field] ?? OF_METADATA));
}

/** What people call it: without `metadata.`. */
export function titleOf(field: string): string {
  if (field === 'timestamp') return 'time';
  return field.replace(/^metadata\./, '');
}

export function resized(columns: readonly Column[], field: string, width: number): Column[] {
  const bounded = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  return columns.map((column) => (column.field === field ? { ...column, width: bounded } : column));
}

/** @param by places to the right; to the left where it is negative */
export function moved(columns: readonly Column[], field: string, by: number): Column[] {
  const from = columns.findIndex((column) => column.field === field);
  const to = Math.min(columns.length - 1, Math.max(0, from + by));
  return from < 0 ? [...columns] : columns.toSpliced(from, 1).toSpliced(to, 0, columns[from]!);
}

/** Shows a column that is hidden, before the message where that is last, or hides one that is shown. */
export function toggled(columns: readonly Column[], field: string): Column[] {
  const others = columns.filter((column) => column.field !== field);
  if (others.length < columns.length) return others.length === 0 ? [...columns] : others;
  const beforeMessage = columns.at(-1)?.field === 'message' ? -1 : columns.length;
  return columns.toSpliced(beforeMessage, 0, { field });
}
