import type { Clock } from '../view/view.js';

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

/**
 * A time as the list shows it, to the millisecond.
 *
 * @param now milliseconds since 1970; a time of today has no date
 */
export function clockText(timestamp: string, clock: Clock, now: number): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return timestamp;
  if (clock === 'relative') return agoText(now - time.getTime());
  const utc = clock === 'utc';
  return `${dayText(time, utc)} ${timeText(time, utc)}`;
}

/** `2025-11-11` */
export function dayText(time: Date, utc: boolean): string {
  if (utc) return time.toISOString().slice(0, 10);
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

/** `10:20:30.123` */
function timeText(time: Date, utc: boolean): string {
  if (utc) return time.toISOString().slice(11, 23);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => pad(part));
  return `${parts.join(':')}.${pad(time.getMilliseconds(), 3)}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** `3 m ago`, `in 5 s`, `now`. */
export function agoText(millis: number): string {
  const distance = Math.abs(millis);
  const unit = UNITS.find(([, size]) => distance >= size);
  if (unit === undefined) return 'now';
  const text = `${Math.floor(distance / unit[1])} ${unit[0]}`;
  return millis < 0 ? `in ${text}` : `${text} ago`;
}
