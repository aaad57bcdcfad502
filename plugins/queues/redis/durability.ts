import type { Redis } from 'ioredis';
import { EnvironmentError, messageOf, RetryableError } from '../../../pipeline/errors.js';

/** What the answer to an append promises: that Redis has it, that its file has it within a second, or has it now. */
export type Durability = 'memory' | 'everysec' | 'always';

/** How a server keeps what it has; undefined is what it would not tell. */
export interface ServerSettings {
  readonly name: string;
  readonly appendOnly: boolean | undefined;
  readonly appendFsync: string | undefined;
  readonly maxMemoryPolicy: string | undefined;
  /** Whether it can be asked to flush, which Redis 7.2 brought. */
  readonly waitAof: boolean;
}

/**
 * A flush that takes longer is taken for failed; below the silence after which the connection is given up. Redis flushes
 * each second by itself and WAITAOF waits for that, it brings nothing about: with `appendfsync no` it waits in vain.
 */
const FLUSH_MILLIS = 5000;

export async function readSettings(redis: Redis): Promise<ServerSettings> {
  // INFO is allowed where a managed Redis forbids CONFIG.
  const info = await redis.info().catch(() => '');
  const field = (name: string) => new RegExp(`^${name}:([^\r\n]*)`, 'm').exec(info)?.[1];
  const config = await redis.config('GET', 'appendfsync').catch(() => undefined);
  const [known] = (await redis.command('INFO', 'waitaof').catch(() => [])) as unknown[];
  const appendOnly = field('aof_enabled');
  return {
    name: `${redis.options.host}:${redis.options.port}`,
    appendOnly: appendOnly === undefined ? undefined : appendOnly === '1',
    appendFsync: (config as string[] | undefined)?.[1],
    maxMemoryPolicy: field('maxmemory_policy'),
    waitAof: known !== undefined && known !== null,
  };
}

/**
 * How `always` is kept: by waiting after each append for the flush of that second, or by the server's own
 * `appendfsync always`. In a Cluster only the latter: a command without a key may go to another node than the append
 * before it.
 *
 * @throws EnvironmentError when it cannot be kept
 */
export function flushFor(
  durability: Durability,
  servers: readonly ServerSettings[],
  isCluster: boolean,
): 'awaited' | 'none' {
  if (durability !== 'always') return 'none';
  let wait = false;
  for (const { name, appendOnly, appendFsync, waitAof } of servers) {
    const itself = appendOnly === true && appendFsync === 'always';
    if (itself) continue;
    if (appendOnly !== false && appendFsync !== 'no' && waitAof && !isCluster) wait = true;
    else {
      const has = `appendonly ${told(appendOnly)} and appendfsync ${told(appendFsync)}`;
      throw new EnvironmentError(
        `queue: durability: always cannot be kept by Redis at ${name}, which has ${has}; set \`appendonly yes\` and ` +
          `\`appendfsync always\` there${isCluster ? '' : ', or take Redis 7.2 or newer with `appendonly yes` and `appendfsync everysec`'}, ` +
          'or set durability: everysec',
      );
    }
  }
  return wait ? 'awaited' : 'none';
}

function told(value: string | boolean | undefined): string {
  if (value === undefined) return '(it does not say)';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

/**
 * Waits until all that this connection has sent is on the server's disk.
 *
 * @throws RetryableError when it is not in time
 */
export async function waitForFlush(redis: Pick<Redis, 'call'>): Promise<void> {
  const [local] = (await redis.call('WAITAOF', 1, 0, FLUSH_MILLIS)) as [number, number];
  if (local < 1) throw new RetryableError(`Redis has not flushed its file within ${FLUSH_MILLIS} ms`);
}

/** What its keeper should change, one sentence each. */
export function settingsWarnings(servers: readonly ServerSettings[], durability: Durability): string[] {
  return servers.flatMap(({ name, appendOnly, appendFsync, maxMemoryPolicy }) => {
    const at = `Redis at ${name}`;
    const warnings: string[] = [];
    const lasting = durability !== 'memory';
    if (lasting && appendOnly === false)
      warnings.push(
        `${at} has no append-only file: what is in the queue is lost when it restarts; set \`appendonly yes\` there, ` +
          'or durability: memory if that is meant',
      );
    else if (durability === 'everysec' && appendFsync === 'no')
      warnings.push(
        `${at} leaves it to the system when its file is flushed: a power cut can lose half a minute of chunks; set \`appendfsync everysec\` there`,
      );
    if (maxMemoryPolicy?.startsWith('allkeys'))
      warnings.push(
        `${at} evicts keys when its memory is full (maxmemory-policy ${maxMemoryPolicy}): the whole queue would be gone; set \`maxmemory-policy noeviction\` there`,
      );
    const silent = [
      ...(appendOnly === undefined ? ['appendonly'] : []),
      ...(appendFsync === undefined ? ['appendfsync'] : []),
      ...(maxMemoryPolicy === undefined ? ['maxmemory-policy'] : []),
    ];
    if (lasting && silent.length > 0)
      warnings.push(
        `${at} does not tell its ${silent.join(', ')}, so nobody has looked: it should have appendonly yes, appendfsync everysec and maxmemory-policy noeviction`,
      );
    return warnings;
  });
}

export async function settingsOf(nodes: readonly Redis[]): Promise<ServerSettings[]> {
  try {
    return await Promise.all(nodes.map(readSettings));
  } catch (error) {
    throw new EnvironmentError(`cannot ask Redis for its settings: ${messageOf(error)}`);
  }
}
