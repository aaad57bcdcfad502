import { Cluster, Command, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';
import { parseAddress, type RedisAddress, shownAddress } from './address.js';

/** Commands go to the server, the master that the Sentinels name, or the node of the Cluster that has the key. */
export type RedisClient = Redis | Cluster;

const CONNECT_MILLIS = 5000;
/**
 * A server that has been silent for so long after a command is taken for gone, and connected to anew: behind a
 * half-open connection it would be for ever. Longer than the pauses of a healthy one (fork, a slow disk's fsync).
 */
export const SILENCE_MILLIS = 10_000;
/** A dead node's commands are tried again after 100 ms so often: the wait for a failover is the engine's. */
const CLUSTER_TRIES = 5;
/** The nodes are asked one after the other where the slots are, and commands wait for that. */
const SLOTS_MILLIS = 2000;

const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_MILLIS,
  keepAlive: 10_000,
} satisfies RedisOptions;

/** A master that has become a replica says so and keeps the connection: the way to the new one begins anew. */
const reconnectOnError = (error: Error) => error.message.startsWith('READONLY');

const retryStrategy = (attempts: number) => Math.min(50 * 2 ** attempts, 2000);

/**
 * A connection that comes back by itself and meanwhile fails commands at once: the engine decides what to do about a
 * Redis that is away, ioredis does not queue behind its back.
 *
 * @throws EnvironmentError when the address is wrong or Redis does not answer now.
 */
export async function connect(url: string, logger: Logger): Promise<RedisClient> {
  const client = createClient(parseAddress(url), SILENCE_MILLIS);
  sayWhenAway(client, logger);
  return connected(client, url);
}

/**
 * A connection of its own to the server that has `key`, to block on: its silence is no sign.
 *
 * @throws EnvironmentError when it does not answer now.
 */
export async function connectToBlock(
  commands: RedisClient,
  key: string,
  url: string,
  logger: Logger,
): Promise<Redis> {
  const address = parseAddress(url);
  if (!(commands instanceof Cluster)) {
    const client = createClient(address, undefined) as Redis;
    sayWhenAway(client, logger);
    return connected(client, url);
  }
  // It does not come back by itself: the key may have another node by then.
  const { host, port } = nodeOf(commands, key).options;
  const node = new Redis({
    ...OPTIONS,
    ...access(address),
    host: host!,
    port: port!,
    retryStrategy: () => null,
  });
  node.on('error', () => {});
  return connected(node, url);
}

/** The connection that commands on `key` take. */
export function nodeOf(client: RedisClient, key: string): Redis {
  if (!(client instanceof Cluster)) return client;
  const slot = new Command('xlen', [key]).getSlot()!;
  const name = client.slots[slot]?.[0];
  const node = client.nodes('master').find(({ options }) => `${options.host}:${options.port}` === name);
  if (node === undefined) throw new Error(`no node of the Cluster has the slot ${slot}`);
  return node;
}

/** All servers behind the client, replicas of a Cluster included. */
export function nodesOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('all') : [client];
}

function createClient(address: RedisAddress, socketTimeout: number | undefined): RedisClient {
  const silence = socketTimeout === undefined ? {} : { socketTimeout };
  const options = { ...OPTIONS, ...silence, ...access(address) };
  if (address.kind === 'server')
    return new Redis(address.url, { ...OPTIONS, ...silence, retryStrategy, reconnectOnError });
  const hosts = [...address.hosts];
  if (address.kind === 'sentinel') {
    return new Redis({
      ...{ ...options, sentinels: hosts, name: address.master, db: address.database, retryStrategy },
      reconnectOnError,
      sentinelRetryStrategy: retryStrategy,
      ...(address.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    });
  }
  return new Cluster(hosts, {
    ...{ lazyConnect: true, enableOfflineQueue: false, maxRedirections: CLUSTER_TRIES },
    clusterRetryStrategy: retryStrategy,
    slotsRefreshTimeout: SLOTS_MILLIS,
    // Certificates are made out for names; without this the nodes' IP addresses would be asked for.
    ...(address.tls && { dnsLookup: (name, done) => done(null, name) }),
    // A frozen node's connection is made anew for each try, and is silent as long each time: this bounds all together.
    redisOptions: { ...options, ...(socketTimeout !== undefined && { commandTimeout: socketTimeout }) },
  });
}

function access({ tls, username, password }: RedisAddress): RedisOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
}

function sayWhenAway(client: RedisClient, logger: Logger): void {
  let away = false;
  client.on('error', (error) => {
    if (!away) logger.warn({ error: messageOf(error) }, 'Redis is away');
    away = true;
  });
  client.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}

async function connected<Client extends RedisClient>(client: Client, url: string): Promise<Client> {
  let timer: NodeJS.Timeout | undefined;
  // connectTimeout ends with TCP's handshake, which the kernel does for a server that is frozen.
  const tooLong = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`no answer within ${CONNECT_MILLIS} ms`));
    timer = setTimeout(late, CONNECT_MILLIS);
  });
  try {
    await Promise.race([client.connect(), tooLong]);
    return client;
  } catch (error) {
    client.disconnect();
    throw new EnvironmentError(`cannot reach Redis at ${shownAddress(url)}: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
