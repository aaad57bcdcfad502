const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ZULU_MILLIS = Array.from({ length: 1000 }, (_, millis) => `.${String(millis).padStart(3, '0')}Z`);

/** Writes a time once per second and repeats it: neighbouring lines mostly share their second. */
class SecondText {
  #second = Number.NaN;
  #text = '';

  constructor(private readonly write: (date: Date) => string) {}

  of(millis: number): string {
    const second = Math.floor(millis / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = this.write(new Date(second * 1000));
    }
    return this.#text;
  }
}

const isoSeconds = new SecondText((date) => date.toISOString().slice(0, 19));
const accessLog = new SecondText(
  (date) =>
    `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock(date)} +0000`,
);
const bsd = new SecondText(
  (date) => `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock(date)}`,
);

/** `2025-11-11T10:20:30.123Z` */
export function isoTime(millis: number): string {
  return isoSeconds.of(millis) + ZULU_MILLIS[((millis % 1000) + 1000) % 1000]!;
}

/** `11/Nov/2025:10:20:30 +0000`, as Apache's %t and nginx' $time_local write it */
export function accessLogTime(millis: number): string {
  return accessLog.of(millis);
}

/** `Nov  1 10:20:30`, as RFC 3164 §4.1.2 has it (in UTC) */
export function bsdTime(millis: number): string {
  return bsd.of(millis);
}

function clock(date: Date): string {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
