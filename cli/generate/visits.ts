import { type Random, weighted } from './random.js';

/** Method and path; one that ends in `/` gets a number. */
const REQUESTS = weighted([
  ['GET /', 8],
  ['GET /products/', 10],
  ['GET /api/products/', 12],
  ['GET /search?q=reading+lamp', 3],
  ['GET /cart', 4],
  ['POST /api/cart', 5],
  ['DELETE /api/cart/items/', 1],
  ['POST /api/orders', 3],
  ['GET /api/orders/', 4],
  ['POST /login', 2],
  ['GET /api/v2/customers/me', 4],
  ['PUT /api/v2/customers/me', 1],
  ['GET /assets/app.9f31c2.js', 4],
  ['GET /assets/site.41ab07.css', 4],
  ['GET /images/walnut-desk.webp', 5],
  ['GET /help/returns', 1],
  ['GET /health', 3],
  ['HEAD /health', 1],
  ['GET /wp-login.php', 1],
]);
export const REFERRERS = weighted([
  ['-', 3],
  ['https://shop.example.com/', 1],
  ['https://shop.example.com/cart', 1],
  ['https://search.example.net/', 1],
  ['https://news.example.org/interiors/desks', 1],
]);
export const USER_AGENTS = weighted([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    1,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 1],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1',
    1,
  ],
  ['ShopApp/4.2 (Android 15)', 3],
  ['curl/8.5.0', 2],
  ['ExampleBot/2.1 (+https://bot.example.net/about)', 1],
]);

/** What differs between the servers whose access logs are made. */
interface AccessStyle {
  readonly protocols: readonly string[];
  /** Names of signed-in users, '-' for none. */
  readonly users: readonly string[];
  readonly statuses: readonly string[];
}

const STATUSES = [
  ['200', 80],
  ['304', 6],
  ['302', 3],
  ['404', 5],
  ['401', 2],
  ['403', 1],
  ['500', 1],
  ['503', 1],
] as const;

export const APACHE: AccessStyle = {
  protocols: ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0'],
  users: weighted([
    ['-', 12],
    ['mira', 1],
    ['jonas', 1],
  ]),
  statuses: weighted(STATUSES),
};

export const NGINX: AccessStyle = {
  protocols: ['HTTP/2.0', 'HTTP/2.0', 'HTTP/1.1'],
  users: ['-'],
  // 499: the client left before the answer; 502 and 504: the upstream failed or was too slow.
  statuses: weighted([...STATUSES, ['499', 1], ['502', 1], ['504', 1]]),
};

/** One visit in NCSA common format: `203.0.113.7 - mira [time] "GET / HTTP/1.1" 200 5123`. */
export function commonVisit(random: Random, time: string, style: AccessStyle): string {
  const status = random.pick(style.statuses);
  const bytes = status === '304' ? '-' : String(random.skewed(90_000) + 180);
  return (
    `${clientAddress(random)} - ${random.pick(style.users)} [${time}] ` +
    `"${request(random)} ${random.pick(style.protocols)}" ${status} ${bytes}`
  );
}

/** The same in the combined format, which adds `"https://shop.example.com/" "curl/8.5.0"`. */
export function combinedVisit(random: Random, time: string, style: AccessStyle): string {
  const start = commonVisit(random, time, style);
  return `${start} "${random.pick(REFERRERS)}" "${random.pick(USER_AGENTS)}"`;
}

/** From the blocks that RFC 5737 sets aside for documentation. */
export function clientAddress(random: Random): string {
  const block = random.below(2) === 0 ? '203.0.113.' : '198.51.100.';
  return block + random.between(1, 254);
}

export function request(random: Random): string {
  const request = random.pick(REQUESTS);
  return request.endsWith('/') && request !== 'GET /' ? request + random.between(1000, 9999) : request;
}
