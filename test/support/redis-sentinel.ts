import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../plugins/postgres/free-port.js';
import { providePackage } from './debian-package.js';
import { listening } from './redis-server.js';
import { spawnServer } from './spawn-server.js';
import type { TlsFiles } from './tls-files.js';

export interface SentinelGroup {
  /** `redis+sentinel://…/mymaster` */
  readonly url: string;
  /** The port of whoever the Sentinels hold for the master now. */
  master(): Promise<number>;
  /** Has the Sentinels make the replica the master, and waits until the old one is its replica. */
  failOver(): Promise<void>;
  /** Ends the master as a power cut would, and waits until the Sentinels have another. */
  killMaster(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'mymaster';
const PASSWORD = 'a secret: / @';
/** Silence after which a Sentinel takes a server for dead. */
const DOWN_MILLIS = 500;

/** A master, a replica of it and one Sentinel, whose word is enough, on loopback. The servers ask for a password. */
export async function startSentinelGroup(tls?: TlsFiles): Promise<SentinelGroup> {
  providePackage('redis-server', 'redis-server');
  const folder = await mkdtemp(join(tmpdir(), 'laf-sentinel-'));
  const [first, second, watch] = [await freePort(), await freePort(), await freePort()] as const;
  const processes = new Map<number, ChildProcess>();
  const start = async (port: number, lines: readonly string[], flags: readonly string[] = []) => {
    const own = join(folder, `${port}`);
    await mkdir(own);
    const settings = join(own, 'redis.conf');
    await writeFile(settings, ['bind 127.0.0.1', `dir ${own}`, ...lines, ''].join('\n'));
    const args = [settings, ...listening(port, tls), ...flags];
    processes.set(port, spawnServer('redis-server', args));
  };
  const end = async (port: number) => {
    const child = processes.get(port)!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const server = ['save ""', 'appendonly yes', `requirepass "${PASSWORD}"`, `masterauth "${PASSWORD}"`];
  await start(first, server);
  await start(second, [...server, `replicaof 127.0.0.1 ${first}`]);
  await linked(second, tls);
  await start(
    watch,
    [
      `sentinel monitor ${NAME} 127.0.0.1 ${first} 1`,
      `sentinel auth-pass ${NAME} "${PASSWORD}"`,
      `sentinel down-after-milliseconds ${NAME} ${DOWN_MILLIS}`,
      `sentinel failover-timeout ${NAME} 3000`,
    ],
    ['--sentinel'],
  );
  const options = { maxRetriesPerRequest: null, retryStrategy: () => 50 };
  const sentinel = new Redis(watch, '127.0.0.1', { ...options, ...(tls && { tls: { ca: tls.caText } }) });
  sentinel.on('error', () => {});
  const ask = async (command: string) => (await sentinel.call('SENTINEL', [command, NAME])) as string[];
  const master = async () => Number((await ask('GET-MASTER-ADDR-BY-NAME'))[1]);
  /** Waits until another than `old` is the master, and acts as such. */
  const anotherThan = async (old: number) => {
    for (;;) {
      const now = await master();
      if (now !== old && (await roleOf(now, tls)) === 'master') return;
      await delay(20);
    }
  };
  while ((await ask('REPLICAS')).length === 0) await delay(20);
  return {
    url: `redis${tls === undefined ? '' : 's'}+sentinel://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${watch}/${NAME}/1`,
    master,
    failOver: async () => {
      const old = await master();
      // Refused while they know of no replica that is well.
      while (
        !(await ask('FAILOVER').then(
          () => true,
          () => false,
        ))
      )
        await delay(50);
      await anotherThan(old);
      // Until the Sentinels get round to it, the old one goes on as a second master, and what it is given is lost.
      while ((await roleOf(old, tls)) === 'master') await delay(20);
    },
    killMaster: async () => {
      const old = await master();
      await linked(old === first ? second : first, tls);
      await end(old);
      await anotherThan(old);
    },
    stop: async () => {
      sentinel.disconnect();
      await Promise.all([...processes.keys()].map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function roleOf(port: number, tls?: TlsFiles): Promise<string> {
  const [role] = await onServer(port, tls, (redis) => redis.role());
  return String(role);
}

/** Waits until a replica has all that its master has. */
async function linked(port: number, tls?: TlsFiles): Promise<void> {
  await onServer(port, tls, async (redis) => {
    while (!(await redis.info('replication').catch(() => '')).includes('master_link_status:up'))
      await delay(20);
  });
}

async function onServer<T>(
  port: number,
  tls: TlsFiles | undefined,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', {
    password: PASSWORD,
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    ...(tls && { tls: { ca: tls.caText } }),
  });
  redis.on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
