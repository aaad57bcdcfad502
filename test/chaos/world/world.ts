import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { SteppedClock } from './clock.js';
import { LafProcess } from './laf-process.js';
import type { Member, Role } from './member.js';
import { pipelineText, type QueueKind } from './pipeline.js';
import { lastingPort } from './ports.js';
import { PostgresServer } from './postgres.js';
import { FaultyProxy } from './proxy.js';
import { RedisServer } from './redis.js';
import { SmallDisk } from './small-disk.js';

export interface WorldOptions {
  readonly queue: QueueKind;
  /** Empty, and reachable for the user that PostgreSQL runs as. */
  readonly folder: string;
  readonly ingests: number;
  /** Processes with the role worker; the first of them is a pool of two. */
  readonly workers: number;
}

/** Engines, `laf` processes and the proxies between all of them. */
export class World {
  readonly members: Member[] = [];
  readonly disks = new Map<string, SmallDisk>();
  readonly #links: FaultyProxy[] = [];
  #shared: SmallDisk | undefined;

  private constructor(
    private readonly options: WorldOptions,
    readonly postgres: PostgresServer,
    readonly redis: RedisServer | undefined,
    readonly cluster: RedisCluster | undefined,
  ) {}

  static async start(options: WorldOptions): Promise<World> {
    const { queue, folder } = options;
    const disks = new Map<string, SmallDisk>();
    const disk = (name: string) => {
      if (SmallDisk.possible) disks.set(name, SmallDisk.mount(join(folder, name)));
    };
    const redisFolder = join(folder, 'redis');
    await mkdir(redisFolder, { recursive: true });
    if (queue === 'redis') disk('redis');
    const world = new World(
      options,
      await PostgresServer.start(join(folder, 'postgres')),
      queue === 'redis' ? await RedisServer.start(redisFolder) : undefined,
      queue === 'cluster' ? await startRedisCluster() : undefined,
    );
    for (const [name, made] of disks) world.disks.set(name, made);
    await writeFile(join(folder, 'pipeline.yaml'), pipelineText(queue));
    await world.#startMembers();
    return world;
  }

  get queue(): QueueKind {
    return this.options.queue;
  }

  with(role: Role): Member[] {
    return this.members.filter((member) => member.role === role);
  }

  member(name: string): Member {
    return this.members.find(({ process }) => process.name === name)!;
  }

  /** Drains and ends all processes, then the engines. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ process }) => process.end()));
    await this.#stopEngines();
  }

  /** Ends all at once, whatever state it is in. */
  async abandon(): Promise<void> {
    for (const { process } of this.members) process.abandon();
    await this.#stopEngines();
  }

  async #stopEngines(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.stop()));
    await this.redis?.end('SIGKILL');
    await this.cluster?.stop();
    await this.postgres.stopImmediately();
    for (const disk of this.disks.values()) disk.unmount();
  }

  async #startMembers(): Promise<void> {
    const { ingests, workers } = this.options;
    for (let i = 1; i <= workers; i++) await this.#add('worker', i, i === 1 ? ['--workers', '2'] : []);
    for (let i = 1; i <= ingests; i++) await this.#add('ingest', i);
    await this.#add('server', 1);
    await Promise.all(this.members.map(({ process }) => process.start()));
  }

  async #add(role: Role, number: number, more: readonly string[] = []): Promise<void> {
    const { folder } = this.options;
    const name = `${role}-${number}`;
    const home = join(folder, name);
    await mkdir(home, { recursive: true });
    const links = new Map<string, FaultyProxy>();
    const link = async (between: string, port: number) => {
      const proxy = await FaultyProxy.start(port);
      this.#links.push(proxy);
      links.set(between, proxy);
      return proxy.port;
    };
    const [port, tcpPort, udpPort] = [await lastingPort(), await lastingPort(), await lastingPort()];
    const postgresPort = await link(`${name}–postgres`, this.postgres.port);
    const redisUrl =
      this.redis === undefined
        ? this.cluster?.url
        : `redis://127.0.0.1:${await link(`${name}–redis`, this.redis.port)}`;
    const clientPort = role === 'ingest' ? await link(`client–${name}`, port) : port;
    const clock = SteppedClock.library === undefined ? undefined : new SteppedClock(home);
    const disk = this.#diskOf(name);
    const process = new LafProcess({
      name,
      folder: home,
      args: [join(folder, 'pipeline.yaml'), '--roles', role, ...more],
      environment: {
        ...{ DB_URL: this.postgres.url(postgresPort), PORT: String(port) },
        ...{ TCP_PORT: String(tcpPort), UDP_PORT: String(udpPort) },
        DATA_DIR: this.#dataDirOf(name),
        ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
        ...clock?.environment,
      },
    });
    const [url, clientUrl] = [port, clientPort].map((each) => `http://127.0.0.1:${each}`) as [string, string];
    this.members.push({ role, process, links, clock, disk, url, clientUrl, tcpPort, udpPort });
  }

  /** All share one folder where that is the queue. */
  #dataDirOf(name: string): string {
    return join(this.options.folder, this.options.queue === 'disk' ? 'data' : `data-${name}`);
  }

  #diskOf(name: string): SmallDisk | undefined {
    if (!SmallDisk.possible) return undefined;
    if (this.options.queue === 'disk') {
      this.#shared ??= this.#mount('data', this.#dataDirOf(name));
      return this.#shared;
    }
    return name.startsWith('ingest') ? this.#mount(`data of ${name}`, this.#dataDirOf(name)) : undefined;
  }

  #mount(name: string, folder: string): SmallDisk {
    const disk = SmallDisk.mount(folder);
    this.disks.set(name, disk);
    return disk;
  }
}
