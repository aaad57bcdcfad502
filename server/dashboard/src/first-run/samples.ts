/** Log lines of a small shop over the last quarter of an hour, in several formats, as its programs would have written them. */

const MINUTES = 15;
const PATHS = ['/', '/api/cart', '/api/orders', '/api/login', '/health', '/static/app.css'];
const MESSAGES: readonly (readonly [level: string, application: string, message: string])[] = [
  ['info', 'shop', 'order placed'],
  ['info', 'auth', 'user logged in'],
  ['debug', 'shop', 'cache warmed'],
  ['info', 'billing', 'invoice sent'],
  ['warn', 'shop', 'slow query'],
  ['error', 'billing', 'payment gateway timed out'],
  ['trace', 'shop', 'recalculated basket'],
  ['error', 'auth', 'connection failed: ECONNREFUSED 10.0.0.12:5432'],
];

export const SAMPLE_COUNT = 300;

/** @param now milliseconds since 1970 @param random from 0 to below 1 */
export function sampleLines(now: number, random: () => number): string[] {
  const lines: string[] = [];
  for (let index = 0; index < SAMPLE_COUNT; index++) {
    const time = new Date(now - ((SAMPLE_COUNT - 1 - index) * MINUTES * 60_000) / SAMPLE_COUNT);
    lines.push(WRITERS[index % WRITERS.length]!(time, random));
  }
  return lines;
}

type Writer = (time: Date, random: () => number) => string;

const pick = <Item>(items: readonly Item[], random: () => number) =>
  items[Math.floor(random() * items.length)]!;

const WRITERS: readonly Writer[] = [json, access, json, syslog];

function json(time: Date, random: () => number): string {
  const [level, application, message] = pick(MESSAGES, random);
  return JSON.stringify({
    ...{ timestamp: time.toISOString(), level, source: pick(['web-1', 'web-2', 'worker-1'], random) },
    ...{ application, message, user_id: Math.floor(random() * 900) + 100 },
    duration_ms: Math.round(random() ** 3 * 30_000) / 10,
  });
}

function access(time: Date, random: () => number): string {
  const status = random() < 0.05 ? 502 : random() < 0.1 ? 404 : 200;
  const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${pad(time.getUTCDate())}/${months.slice(time.getUTCMonth() * 3, time.getUTCMonth() * 3 + 3)}/${time.getUTCFullYear()}`;
  const stamp = `${day}:${time.toISOString().slice(11, 19)} +0000`;
  const client = `10.0.${Math.floor(random() * 4)}.${Math.floor(random() * 250) + 1}`;
  return `${client} - - [${stamp}] "GET ${pick(PATHS, random)} HTTP/1.1" ${status} ${Math.floor(random() * 20_000)} "-" "curl/8.5.0"`;
}

function syslog(time: Date, random: () => number): string {
  const [priority, text] = pick(
    [
      [86, 'session opened for user deploy'],
      [30, 'Started daily backup'],
      [27, 'backup: disk sda1 is 91 % full'],
    ] as const,
    random,
  );
  return `<${priority}>1 ${time.toISOString()} db-1 systemd 1 - - ${text}`;
}
