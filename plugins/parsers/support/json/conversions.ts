import { jsonString } from '../../../../pipeline/json-text.js';

/** A name and its value as JSON text. */
export type Pair = readonly [name: string, value: string];

/**
 * Members of the metadata for a value, which is given as JSON text; none for a value that says that there is none;
 * undefined for a value of another kind, which then stays where it is.
 */
export type Conversion = (name: string, value: string) => readonly Pair[] | undefined;

const NUMBER = /^-?(?:0|[1-9]\d{0,18})(?:\.\d{1,18})?(?:[eE][+-]?\d{1,2})?$/;
const DURATION = /^(\d{1,9}(?:\.\d{1,9})?)(ns|us|µs|ms|s|m)?$/;
const MILLIS_OF: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000 };
/** What is more than nanoseconds is noise of the conversion. */
const DECIMALS = 1e6;

export const text: Conversion = (name, value) => {
  if (!value.startsWith('"')) return undefined;
  return value === '""' || value === '"-"' ? [] : [[name, value]];
};

/** A number, also where it is written as a text. */
export const number: Conversion = (name, value) => {
  if (value === '""' || value === '"-"') return [];
  const bare = unquoted(value);
  return NUMBER.test(bare) ? [[name, bare]] : undefined;
};

/** @param factor to milliseconds */
export function millis(factor: number): Conversion {
  return (name, value) => {
    const bare = unquoted(value);
    if (value === '""' || value === '"-"') return [];
    return NUMBER.test(bare) ? [[name, millisText(Number(bare) * factor)]] : undefined;
  };
}

/** A duration with its unit: `0.012s`, `3.4ms`. */
export const duration: Conversion = (name, value) => {
  const match = DURATION.exec(unquoted(value));
  return match === null ? undefined : [[name, millisText(Number(match[1]) * MILLIS_OF[match[2] ?? 's']!)]];
};

/** A path with the query behind it. */
export const target: Conversion = (name, value) => {
  if (!value.startsWith('"')) return undefined;
  const mark = value.indexOf('?');
  if (mark < 0) return text(name, value);
  return [
    [name, `${value.slice(0, mark)}"`],
    ['query', `"${value.slice(mark + 1)}`],
  ];
};

/** `HTTP/1.1`: the version alone. */
export const protocol: Conversion = (name, value) =>
  value.startsWith('"HTTP/') ? [[name, `"${value.slice('"HTTP/'.length)}`]] : undefined;

/** The only text of an array, as headers are written. */
export const onlyText: Conversion = (name, value) => {
  const match = /^\[\s*("(?:[^"\\]|\\.)*")\s*\]$/.exec(value);
  return match === null ? undefined : text(name, match[1]!);
};

/** What stands behind the last slash: `projects/p/traces/ID`. */
export const lastStep: Conversion = (name, value) =>
  value.startsWith('"')
    ? [[name, `"${value.slice(value.lastIndexOf('/') + 1).replace(/^"/, '')}`]]
    : undefined;

/** A request line: `GET /path?query HTTP/1.1`. */
export const requestLine: Conversion = (_name, value) => {
  const match = /^"([A-Z-]{2,24}) ([^ "\\]+) HTTP\/([\d.]{1,3})"$/.exec(value);
  if (match === null) return undefined;
  return [
    ['method', `"${match[1]}"`],
    ...target('path', `"${match[2]}"`)!,
    ['http_version', `"${match[3]}"`],
  ];
};

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1) : value;
}

function millisText(value: number): string {
  return jsonNumber(Math.round(value * DECIMALS) / DECIMALS);
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : jsonString(String(value));
}
