import type { LogEvent } from '../../../pipeline/event.js';
import { readField, writeField } from './event-fields.js';
import type { Conversion, NamedGroup } from './named-groups.js';

/** A text that is no such number, or neither true nor false, stays a text. */
export function converted(text: string, conversion: Conversion | undefined): unknown {
  if (conversion === 'int' && /^[+-]?\d+$/.test(text)) return wholeNumber(text);
  if (conversion === 'float' && text !== '' && Number.isFinite(Number(text))) return Number(text);
  if (conversion === 'boolean' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.replace('+', ''));
}

/** Whether an event says nothing there yet. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === '';
}

/** What one capture of a match caught. */
export interface CapturedText {
  readonly field: string;
  readonly conversion: Conversion | undefined;
  readonly text: string;
}

/** Writes what the groups of a match caught. */
export function writeCaptures(
  event: LogEvent,
  match: readonly (string | null | undefined)[],
  groups: readonly NamedGroup[],
  mayWrite: (field: string) => boolean,
): void {
  const texts = groups.map(({ index, field, conversion }) => ({
    field,
    conversion,
    text: match[index] ?? '',
  }));
  writeTexts(event, texts, mayWrite);
}

/**
 * Writes captured texts; empty ones are left out. Where several of one name caught something, a field of the metadata
 * becomes the list of it.
 */
export function writeTexts(
  event: LogEvent,
  texts: readonly CapturedText[],
  mayWrite: (field: string) => boolean,
): void {
  const values = new Map<string, unknown>();
  for (const { field, conversion, text } of texts) {
    if (text === '') continue;
    const value = converted(text, conversion);
    const before = values.get(field);
    if (before === undefined) values.set(field, value);
    else if (Array.isArray(before)) before.push(value);
    else if (before !== value) values.set(field, [before, value]);
  }
  for (const [field, value] of values) {
    if (mayWrite(field)) writeField(event, field, Array.isArray(value) && isOwn(field) ? value[0] : value);
  }
}

export function isFree(event: LogEvent, field: string): boolean {
  return isAbsent(readField(event, field));
}

function isOwn(field: string): boolean {
  return ['timestamp', 'level', 'source', 'application', 'message'].includes(field);
}
