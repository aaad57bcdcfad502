/** A number as it was written, where a double cannot hold it. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** Parses JSON without losing a digit, where the browser tells how numbers were written (all do since 2025). */
export function parseExact(text: string): unknown {
  const revive: Reviver = (_key, value, context) => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
    return new ExactNumber(source);
  };
  return JSON.parse(text, revive);
}

/** The same again as text, indented. */
export function writeExact(value: unknown, indent = ''): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((one) => writeExact(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${writeExact(one, inner)}`);
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

/** What kind of value a field has, for people. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof ExactNumber) return 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A simple value as a filter compares it; undefined for what no one term can say. */
export function simpleText(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}
