import { parseDuration } from '../../config/units.js';
import { formatMicros, type Micros, nowMicros, parseRfc3339 } from '../../pipeline/time.js';
import { ParameterError } from '../replies/errors.js';
import { quote } from './quoting.js';

export interface TimeBounds {
  fromMicros?: Micros;
  toMicros?: Micros;
}

/**
 * Reads `from` (inclusive) and `to` (exclusive): RFC 3339, or a duration back from now such as `-15m`.
 *
 * @throws ParameterError naming the parameter
 */
export function readTimeBounds(
  from: string | undefined,
  to: string | undefined,
  now: Micros = nowMicros(),
): TimeBounds {
  const bounds: TimeBounds = {};
  if (from) bounds.fromMicros = readTime('from', from, now);
  if (to) bounds.toMicros = readTime('to', to, now);
  const { fromMicros, toMicros } = bounds;
  if (fromMicros !== undefined && toMicros !== undefined && fromMicros >= toMicros) {
    throw new ParameterError(
      `query parameter "from" (${formatMicros(fromMicros)}) must be before "to" (${formatMicros(toMicros)})`,
    );
  }
  return bounds;
}

function readTime(name: string, text: string, now: Micros): Micros {
  // A `+` that was not escaped in the address arrives as a blank: `…T10:00:00 01:00`.
  const time = parseRfc3339(text.replace(/ (?=\d\d:?\d\d$)/, (blank) => (text.includes('T') ? '+' : blank)));
  if (time !== undefined) return time;
  const millis = text.startsWith('-') ? parseDuration(text.slice(1)) : undefined;
  // 400 years: far enough back for every log, and still a time that can be printed.
  if (millis !== undefined && millis < 400 * 365.25 * 86_400_000) return now - Math.round(millis * 1000);
  throw new ParameterError(
    `query parameter ${quote(name)} is ${quote(text)} but must be RFC 3339 such as 2025-11-11T10:20:30Z, ` +
      'or a duration back from now such as -15m, -1.5h or -7d',
  );
}
