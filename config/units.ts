import { type TUnsafe, Type } from 'typebox';

export type UnitName = 'duration' | 'size';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const DURATION_MILLIS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|TiB|kB|KB|MB|GB|TB)?$/;
const SIZE_BYTES: Record<string, number> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/**
 * `200ms`, `1.5s`, `5m`, `1h` or `7d` as milliseconds; undefined for anything else, and for more than a double holds
 * exactly.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  return match === null ? undefined : exact(Number(match[1]) * DURATION_MILLIS[match[2]!]!);
}

/**
 * `512`, `512B`, `64KiB`, `8MiB`, `1GB` as bytes, rounded; undefined for anything else, and for more than a double
 * holds exactly.
 */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  return match === null ? undefined : exact(Math.round(Number(match[1]) * SIZE_BYTES[match[2] ?? 'B']!));
}

function exact(value: number): number | undefined {
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** Milliseconds as a user would write them, in the largest unit that needs no fraction: `200ms`, `90s`, `5m`. */
export function formatDuration(millis: number): string {
  return inLargestUnit(millis, [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ]);
}

/** Bytes as a user would write them, in the largest unit that needs no fraction: `8MiB`, `1500B`. */
export function formatSize(bytes: number): string {
  return inLargestUnit(bytes, [
    ['TiB', 2 ** 40],
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
    ['B', 1],
  ]);
}

function inLargestUnit(value: number, units: readonly (readonly [string, number])[]): string {
  const fitting = units.find(([, factor]) => value !== 0 && value % factor === 0) ?? units.at(-1)!;
  return `${value / fitting[1]}${fitting[0]}`;
}

/** How values of a unit are read and written. */
export interface Unit {
  parse(text: string): number | undefined;
  format(value: number): string;
  /** Completes "must be …". */
  readonly allowed: string;
  /** What any text of this unit looks like, for editors. */
  readonly pattern: RegExp;
}

export const UNITS: Readonly<Record<UnitName, Unit>> = {
  duration: {
    parse: parseDuration,
    format: formatDuration,
    allowed: 'a duration: a number and ms, s, m, h or d, like 200ms',
    pattern: DURATION,
  },
  size: {
    parse: parseSize,
    format: formatSize,
    allowed: 'a size: a number and B, KiB, MiB, GiB, TiB, kB, MB, GB or TB, like 8MiB',
    pattern: SIZE,
  },
};

export interface UnitOptions {
  description: string;
  /** As a user would write it: `200ms`, `8MiB`. */
  default?: string;
  /** Bounds in milliseconds or bytes. */
  minimum?: number;
  maximum?: number;
}

/** An option written as a duration; the plugin gets milliseconds. */
export function Duration(options: UnitOptions): TUnsafe<number> {
  return Type.Unsafe<number>({ type: 'string', unit: 'duration', ...options });
}

/** An option written as a size (a bare number is bytes); the plugin gets bytes. */
export function Size(options: UnitOptions): TUnsafe<number> {
  return Type.Unsafe<number>({ type: 'string', unit: 'size', ...options });
}
