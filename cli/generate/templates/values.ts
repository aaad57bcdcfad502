import type { Random } from '../random.js';
import { clientAddress, NGINX, REFERRERS, request, USER_AGENTS } from '../visits.js';
import type { Draft, RecordLevel } from './draft.js';

/** Makes one value for a template. */
export type ValueMaker = (draft: Draft) => string;

const USERS = ['mira', 'jonas', 'ines', 'deploy', 'backup', 'lena', 'oskar'];
const HOSTS = ['web-01', 'web-02', 'db-01', 'gate-01', 'mail-01', 'store-01'];
const WORDS = ['orders', 'customers', 'stock', 'invoices', 'parcels', 'vouchers'];
const FILES = ['cart', 'order', 'session', 'pricing', 'checkout', 'mailer'];
/** Severities of RFC 5424 §6.2.1. */
const SEVERITIES: Record<RecordLevel, number> = { FATAL: 2, ERROR: 3, WARN: 4, INFO: 6, DEBUG: 7, TRACE: 7 };
const LOGGERS = [
  'com.example.shop.CartService',
  'com.example.shop.OrderController',
  'com.example.stock.Replica',
  'com.example.mail.Outbox',
];

const from =
  (texts: readonly string[]): ValueMaker =>
  ({ random }) =>
    random.pick(texts);
const upTo =
  (least: number, most: number): ValueMaker =>
  ({ random }) =>
    String(random.between(least, most));
/** Small numbers far more often, as durations and sizes are. */
const mostlySmall =
  (least: number, limit: number): ValueMaker =>
  ({ random }) =>
    String(least + random.skewed(limit));
const fraction =
  (digits: number, limit: number): ValueMaker =>
  ({ random }) =>
    ((random.skewed(limit * 10 ** digits) + 1) / 10 ** digits).toFixed(digits);

/** The values that templates name, without those that take an argument. */
export const VALUES: Readonly<Record<string, ValueMaker>> = {
  host: from(HOSTS),
  user: from(USERS),
  /** A client's address: from the blocks that RFC 5737 keeps for documentation, as all addresses here. */
  client: ({ random }) => clientAddress(random),
  /** A server's. */
  server: ({ random }) => `192.0.2.${random.between(1, 254)}`,
  port: upTo(32_768, 60_999),
  pid: upTo(300, 32_000),
  tid: upTo(1, 400),
  /** Of a source file. */
  lineno: upTo(10, 900),
  count: mostlySmall(1, 4_000),
  few: upTo(1, 9),
  order: upTo(400_000, 499_999),
  ms: mostlySmall(1, 4_000),
  seconds: fraction(3, 4),
  fraction: fraction(6, 2),
  size: mostlySmall(180, 90_000),
  /** A table, a topic, an index. */
  thing: from(WORDS),
  file: from(FILES),
  logger: from(LOGGERS),
  uuid: ({ random }) => [4, 2, 2, 2, 6].map((bytes) => random.hex(bytes)).join('-'),
  email: ({ random }) => `${random.pick(USERS)}@example.com`,
  domain: from(['shop.example.com', 'api.example.com', 'static.example.com']),
  request: ({ random }) => request(random),
  method: (draft) => draft.value('request').split(' ')[0]!,
  /** Path and query. */
  target: (draft) => draft.value('request').split(' ')[1]!,
  path: (draft) => draft.value('target').split('?')[0]!,
  status: ({ random }) => random.pick(NGINX.statuses),
  agent: from(USER_AGENTS),
  referrer: from(REFERRERS),
  service: ({ service }) => service.name,
  says: ({ says }) => says,
};

/** Makers that take what stands behind a colon. */
export const MAKERS: Readonly<Record<string, (argument: string) => ValueMaker>> = {
  /** `%{hex:8}`: so many random bytes, two digits each. */
  hex: (bytes) => (draft: Draft) => hexOf(draft.random, Number(bytes)),
  /** The same in capitals. */
  HEX: (bytes) => (draft: Draft) => hexOf(draft.random, Number(bytes)).toUpperCase(),
  /** `%{int:1-99}` */
  int: (range) => {
    const [least, most] = range.split('-').map(Number);
    return upTo(least!, most!);
  },
  /** `%{pick:a|b|c}` */
  pick: (texts) => from(texts.split('|')),
  /** `%{syslog:10}`: the priority of the level in this facility (RFC 5424 §6.2.1). */
  syslog:
    (facility) =>
    ({ level }) =>
      String(Number(facility) * 8 + SEVERITIES[level]),
};

function hexOf(random: Random, bytes: number): string {
  let text = '';
  for (let left = bytes; left > 0; left -= 16) text += random.hex(Math.min(left, 16));
  return text;
}
