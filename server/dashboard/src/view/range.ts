const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Ranges one asks for most, longest last. */
export const PRESETS: readonly { readonly from: string; readonly title: string }[] = [
  { from: '-5m', title: 'Last 5 minutes' },
  { from: '-15m', title: 'Last 15 minutes' },
  { from: '-1h', title: 'Last hour' },
  { from: '-6h', title: 'Last 6 hours' },
  { from: '-24h', title: 'Last 24 hours' },
  { from: '-7d', title: 'Last 7 days' },
  { from: '-30d', title: 'Last 30 days' },
  { from: '', title: 'All time' },
];

/**
 * A bound as `from` and `to` take it, in milliseconds since 1970; undefined for none or one that cannot be read.
 *
 * @param now what a duration (`-15m`) is counted back from
 */
export function boundMillis(text: string, now: number): number | undefined {
  const match = /^-(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match !== null) return now - Number(match[1]) * UNITS[match[2]!]!;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Twice as much time around the same middle. An end that would lie ahead is none.
 *
 * @param now milliseconds since 1970
 */
export function widened(from: string, to: string, now: number): { from: string; to: string } {
  const [begin, end] = [boundMillis(from, now), boundMillis(to, now) ?? now];
  if (begin === undefined) return { from, to: '' };
  const half = (end - begin) / 2;
  const isoTime = (millis: number) => new Date(Math.round(millis)).toISOString();
  return { from: isoTime(begin - half), to: end + half >= now ? '' : isoTime(end + half) };
}

/** What a range is called. */
export function rangeTitle(from: string, to: string): string {
  const preset = to === '' ? PRESETS.find((one) => one.from === from) : undefined;
  if (preset !== undefined) return preset.title;
  if (to === '') return from.startsWith('-') ? `Last ${from.slice(1)}` : `Since ${shortTime(from)}`;
  return `${from === '' ? '…' : shortTime(from)} – ${shortTime(to)}`;
}

function shortTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return text;
  return time.toLocaleString(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** The next time to the microsecond: bounds at the end of a range are exclusive. */
export function nextMicro(timestamp: string): string {
  const match = /^(.*:\d\d)\.(\d{6})Z$/.exec(timestamp);
  if (match === null) return timestamp;
  const micros = Number(match[2]) + 1;
  if (micros < 1_000_000) return `${match[1]}.${String(micros).padStart(6, '0')}Z`;
  return new Date(Date.parse(`${match[1]}Z`) + 1000).toISOString().replace('.000Z', '.000000Z');
}
