import { formatMicros, type Micros, nowMicros } from '../../pipeline/time.js';

export const MINUTE: Micros = 60_000_000;
/** Each window is so many times wider than the one before: what is asked for is found in few steps wherever it lies. */
const WIDENING = 8;
/** Beyond these a window has no other end: RFC 3339 has no other years, and what lies there is found all the same. */
export const EARLIEST: Micros = Date.parse('0001-01-01T00:00:00Z') * 1000;
export const LATEST: Micros = Date.parse('9999-12-31T23:59:59Z') * 1000 + 1_000_000;

/** From `to` back to `from`: the future first, then back from now. */
export function* backwards(from: Micros, to: Micros): Generator<[Micros, Micros]> {
  let end = to;
  const now = nowMicros();
  if (end > now && from < now) {
    yield [now, end];
    end = now;
  }
  for (let width = MINUTE; end > from; width *= WIDENING) {
    const start = Math.max(from, end - width);
    yield [start, end];
    end = start;
  }
}

/** A bound for PostgreSQL. */
export function timeText(micros: Micros): string {
  if (micros <= EARLIEST) return '-infinity';
  return micros >= LATEST ? 'infinity' : formatMicros(micros);
}
