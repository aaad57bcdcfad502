import type { AccessDraft } from './access-draft.js';
import type { ColumnRule } from './column-rules.js';
import { FieldCursor } from './field-cursor.js';

const cursor = new FieldCursor();

/**
 * Reads the fields of a record from `start` on, one by each rule. What more there is, or what cannot be read (a quote
 * that stays open), is kept as `extra`.
 */
export function readColumns(
  record: string,
  start: number,
  rules: readonly ColumnRule[],
  draft: AccessDraft,
): void {
  cursor.begin(record, start);
  for (const rule of rules) {
    const value = cursor.field();
    if (value === undefined) break;
    rule(draft, value);
  }
  draft.text('extra', cursor.rest());
}
