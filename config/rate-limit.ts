import { parseDuration } from './units.js';

/** At most `calls` in each `millis`. */
export interface RateLimit {
  readonly calls: number;
  readonly millis: number;
}

const FORM = /^(\d{1,9})\/(\d*)(ms|s|m|h|d)$/;

/** `600/1m`, or `10/s`; undefined for anything else. */
export function readRateLimit(text: string): RateLimit | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const calls = Number(match[1]);
  const millis = parseDuration(`${match[2] === '' ? 1 : match[2]}${match[3]}`) ?? 0;
  return calls > 0 && millis > 0 ? { calls, millis } : undefined;
}
