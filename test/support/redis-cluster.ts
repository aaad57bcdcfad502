import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../plugins/postgres/free-port.js';
import { listening } from './redis-server.js';
import { spawnServer } from './spawn-server.js';
import type { TlsFiles } from './tls-files.js';

const MASTERS = 3;
/** Silence after which the nodes take one for dead. */
const NODE_TIMEOUT_MILLIS = 500;

export interface RedisCluster {
  /** `redis+cluster://127.0.0.1:7000,127.0.0.1:7001,…` */
  readonly url: string;
  /** Those of the masters to begin with come before those of their replicas. */
  readonly ports: readonly number[];
  /** Ends a node as a power cut would. */
  kill(node: number): Promise<void>;
  /** Stops a node without its end: its connections stay and are silent; false lets it go on. */
  freeze(node: number, frozen: boolean): void;
  /** Starts it again on what it had, and waits until the Cluster is whole. */
  restart(node: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Three masters on loopback that flush each append, with the slots divided evenly.
 *
 * @param replicas of each master
 */
export async function startRedisCluster(replicas = 0, tls?: TlsFiles): Promise<RedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-cluster-'));
  const ports: number[] = [];
  while (ports.length < MASTERS * (1 + replicas)) {
    const port = await freePort();
    // The nodes talk to each other on a port 10,000 higher.
    if (port < 55_000 && !ports.includes(port)) ports.push(port);
  }
  const nodes: ChildProcess[] = [];
  const start = async (node: number) => {
    nodes[node] = startNode(ports[node]!, folder, tls);
    await until(ports[node]!, tls, (redis) => redis.ping().then((answer) => answer === 'PONG'));
  };
  const whole = async () => {
    for (const port of ports) {
      await until(port, tls, async (redis) => (await redis.cluster('INFO')).includes('cluster_state:ok'));
    }
  };
  await Promise.all(ports.map((_, node) => start(node)));
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', `${replicas}`, '--cluster-yes'];
  const secure = tls === undefined ? [] : ['--tls', '--cacert', tls.ca];
  execFileSync('redis-cli', [...secure, ...create], { stdio: 'ignore' });
  await whole();
  const end = async (node: number, signal: NodeJS.Signals) => {
    const child = nodes[node]!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url: `redis${tls === undefined ? '' : 's'}+cluster://${addresses.join(',')}`,
    ports,
    kill: (node) => end(node, 'SIGKILL'),
    freeze: (node, frozen) => {
      nodes[node]!.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
    },
    restart: async (node) => {
      await start(node);
      await whole();
    },
    stop: async () => {
      await Promise.all(nodes.map((_, node) => end(node, 'SIGKILL')));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startNode(port: number, folder: string, tls: TlsFiles | undefined): ChildProcess {
  return spawnServer('redis-server', [
    ...listening(port, tls),
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always', '--appenddirname', `aof-${port}`],
    ...['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`],
    ...['--cluster-node-timeout', String(NODE_TIMEOUT_MILLIS), '--daemonize', 'no'],
  ]);
}

async function until(
  port: number,
  tls: TlsFiles | undefined,
  holds: (redis: Redis) => Promise<boolean>,
): Promise<void> {
  const options = { maxRetriesPerRequest: null, retryStrategy: () => 50 };
  const redis = new Redis(port, '127.0.0.1', { ...options, ...(tls && { tls: { ca: tls.caText } }) });
  redis.on('error', () => {});
  try {
    while (!(await holds(redis).catch(() => false))) await delay(20);
  } finally {
    redis.disconnect();
  }
}
