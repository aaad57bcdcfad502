import { type TUnsafe, Type } from 'typebox';

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

/** `200ms`, `1.5s`, `5m`, `1h` or `7d` as milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * DURATION_MILLIS[match[2]!]!;
}

/** `512`, `512B`, `64KiB`, `8MiB`, `1GB` as bytes, rounded; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  return match === null ? undefined : Math.round(Number(match[1]) * SIZE_BYTES[match[2] ?? 'B']!);
}

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

/** An option written as a size; the plugin gets bytes. */
export function Size(options: UnitOptions): TUnsafe<number> {
  return Type.Unsafe<number>({ type: 'string', unit: 'size', ...options });
}
