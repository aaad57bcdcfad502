import type { LogRecord } from '../api/types.js';

/** Of a long message the list shows its beginning; the details have all of it. */
export const SHOWN_CHARACTERS = 2000;
const SHOWN_FIELDS = 8;
const SHOWN_VALUE = 80;

/** The beginning of a message, and how much more there is. */
export function clipped(message: string): { text: string; more: number } {
  if (message.length <= SHOWN_CHARACTERS) return { text: message, more: 0 };
  return { text: message.slice(0, SHOWN_CHARACTERS), more: message.length - SHOWN_CHARACTERS };
}

/** What a field of the event (`metadata.a.b` goes inward) says, as text. */
export function fieldText(event: LogRecord, field: string): string {
  return valueText(fieldValue(event, field));
}

export function fieldValue(event: LogRecord, field: string): unknown {
  if (!field.startsWith('metadata.')) return (event as unknown as Record<string, unknown>)[field];
  return lookUp(event.metadata, field.slice('metadata.'.length));
}

/** Dots may be part of a name or lead inward, as in the filter language; the longest name that is there wins. */
function lookUp(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const name = path.slice(0, end);
    if (!Object.hasOwn(fields, name)) continue;
    const found = end === path.length ? fields[name] : lookUp(fields[name], path.slice(end + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Says nothing to a reader; the page of patterns shows what it stands for. */
const TEMPLATE = 'template_id';

/** `status=503 duration_ms=12`, for those who read the list without opening each log. */
export function fieldsText({ metadata, message }: LogRecord): [name: string, value: string][] {
  const shown: [string, string][] = [];
  for (const [name, value] of Object.entries(metadata)) {
    if (shown.length === SHOWN_FIELDS) break;
    if (name === TEMPLATE) continue;
    const text = valueText(value);
    if (text === '' || (text.length > 3 && message.includes(text))) continue;
    shown.push([name, text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}…` : text]);
  }
  return shown;
}
