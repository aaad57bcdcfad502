import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';
import { withoutPassword } from '../../../pipeline/without-password.js';

const CONNECT_MILLIS = 5000;

/**
 * A connection that comes back by itself and meanwhile fails commands at once: the engine decides what to do about a
 * Redis that is away, ioredis does not queue behind its back.
 *
 * @throws EnvironmentError when Redis does not answer now.
 */
export async function connect(url: string, logger: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MILLIS,
    keepAlive: 10_000,
    retryStrategy: (attempts) => Math.min(50 * 2 ** attempts, 2000),
  });
  let away = false;
  redis.on('error', (error) => {
    if (!away) logger.warn({ error: messageOf(error) }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new EnvironmentError(`cannot reach Redis at ${withoutPassword(url)}: ${messageOf(error)}`);
  }
}
