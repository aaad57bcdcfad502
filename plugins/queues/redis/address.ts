import { EnvironmentError } from '../../../pipeline/errors.js';

export interface Host {
  readonly host: string;
  readonly port: number;
}

interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** Where Redis is: one server, the nodes of a Cluster to begin with, or the Sentinels that know the master. */
export type RedisAddress =
  | ({ readonly kind: 'server'; readonly url: string } & Access)
  | ({ readonly kind: 'cluster'; readonly hosts: readonly Host[] } & Access)
  | ({
      readonly kind: 'sentinel';
      readonly hosts: readonly Host[];
      readonly master: string;
      readonly database: number;
    } & Access);

const FORMS =
  'redis://host:6379, redis+cluster://host1:6379,host2:6379 or redis+sentinel://host1:26379,host2/master-name ' +
  '(rediss for TLS; user:password@ before the host)';
const PARTS =
  /^redis(?<tls>s?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>.*))?@)?(?<hosts>[^/@?#]*)(?:\/(?<path>[^?#]*))?$/;
const HOST = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(?<port>\d{1,5}))?$/;
const PORTS = { cluster: 6379, sentinel: 26379 };

/**
 * Reads `redis[s]://`, `redis[s]+cluster://host,host` and `redis[s]+sentinel://host,host/master[/database]`. User and
 * password are those of Redis, percent-encoded where they have other signs than letters and digits.
 *
 * @throws EnvironmentError naming the address without its password
 */
export function parseAddress(url: string): RedisAddress {
  const { tls, kind, user, password, hosts = '', path = '' } = PARTS.exec(url)?.groups ?? {};
  const wrong = (what: string) =>
    new EnvironmentError(`the Redis address ${shownAddress(url)} ${what}; it must be ${FORMS}`);
  if (kind === undefined) {
    // The query is left to ioredis, which reads options from it.
    if (!/^rediss?:\/\/[^/]/.test(url) || !URL.canParse(url)) throw wrong('cannot be read');
    return { kind: 'server', url, tls: url.startsWith('rediss:') };
  }
  const access: Access = {
    tls: tls === 's',
    ...(user && { username: decoded(user, wrong) }),
    ...(password && { password: decoded(password, wrong) }),
  };
  const list = hosts.split(',').map((text) => hostOf(text, PORTS[kind as keyof typeof PORTS], wrong));
  if (kind === 'cluster') {
    if (!['', '0'].includes(path)) throw wrong(`has the database "${path}", and a Cluster has only 0`);
    return { kind, hosts: list, ...access };
  }
  const [master = '', database = '0', ...rest] = path.split('/');
  if (master === '') throw wrong('does not name the master');
  if (!/^\d+$/.test(database) || rest.length > 0) throw wrong(`has no number of a database behind ${master}`);
  return { kind: 'sentinel', hosts: list, master, database: Number(database), ...access };
}

/** The address without user and password. */
export function shownAddress(url: string): string {
  return url.replace(/:\/\/.*@/, '://***@');
}

function hostOf(text: string, defaultPort: number, wrong: (what: string) => Error): Host {
  const { host, port } = HOST.exec(text.trim())?.groups ?? {};
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535)
    throw wrong(`has "${text}", which is no host and port`);
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

function decoded(text: string, wrong: (what: string) => Error): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a % in user or password that begins no code');
  }
}
